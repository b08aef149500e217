import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

/** Lints a planted file inside the real folder, so that the real overrides apply. */
const planted: string[] = [];
function lint(folder: string, source: string): string {
  const dir = mkdtempSync(join(folder, 'planted-'));
  planted.push(dir);
  writeFileSync(join(dir, 'planted.ts'), source);
  const { stdout } = spawnSync('node_modules/.bin/oxlint', [dir], { encoding: 'utf8' });
  rmSync(dir, { recursive: true });
  return stdout;
}

afterAll(() => {
  for (const dir of planted) rmSync(dir, { recursive: true, force: true });
});

describe('the lint of determinism', () => {
  test.each([
    ['engine/kernel', 'export const a = (x: number) => Math.sin(x);', 'no-host-math'],
    ['engine/kernel', 'export const M = Math;', 'no-host-math'],
    ['engine/kernel', 'export const a = (x: number) => x ** 2;', 'no-exponent-operator'],
    ['engine/rules', 'export const a = () => Date.now();', 'no-restricted-globals'],
    ['engine/rules', 'export const a = (o: object) => { for (const k in o) return k; return 1; };', 'no-for-in'],
    ['engine/model', 'export const a = (o: string[]) => o.toSorted();', 'sort-needs-comparator'],
    ['cloud/domain', 'export const a = () => Date.now();', 'no-ambient-time-or-chance'],
    ['cloud/handlers', 'export const a = () => Math.random();', 'no-ambient-time-or-chance'],
    ['cloud/local', 'import { randomUUID } from "node:crypto"; export const a = () => randomUUID();', 'no-ambient-time-or-chance'],
  ])('in %s refuses %s', (folder, source, rule) => {
    expect(lint(folder, source)).toContain(rule);
  });

  test('lets exact arithmetic through', () => {
    expect(lint('engine/kernel', 'export const a = (x: number) => Math.sqrt(Math.abs(x)) * 2;')).not.toContain('determinism');
  });
});
