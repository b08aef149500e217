import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/**
 * A house of its own with the real rules: what is planted in the real folders is seen by whatever reads the sources meanwhile
 * (the engine build's digest once met a file that was gone a moment later).
 */
let house: string;
const ruled = [
  '.oxlintrc.json',
  'tsconfig.base.json',
  'tsconfig.engine.json',
  'tsconfig.node.json',
  'tsconfig.json',
  'build/lint',
  'package.json',
];

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'ledgerquest-lint-'));
  for (const path of ruled) cpSync(path, join(house, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

function lint(folder: string, source: string): string {
  const file = join(folder, 'planted.ts');
  mkdirSync(dirname(join(house, file)), { recursive: true });
  writeFileSync(join(house, file), source);
  const { stdout } = spawnSync('node_modules/.bin/oxlint', [file], { encoding: 'utf8', cwd: house });
  return stdout;
}

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
