import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tool } from '../../build/tool.ts';

/**
 * A house of its own with the real rules: what is planted in the real folders is seen by whatever reads the sources meanwhile
 * (the engine build's digest once met a file that was gone a moment later). Everything is planted first and linted in one run.
 */
const ruled = [
  '.oxlintrc.json',
  'tsconfig.base.json',
  'tsconfig.engine.json',
  'tsconfig.node.json',
  'tsconfig.renderer.json',
  'tsconfig.json',
  'build/lint',
  'package.json',
];

const { overrides } = JSON.parse(readFileSync('.oxlintrc.json', 'utf8')) as {
  overrides: { files: string[]; rules: Record<string, unknown> }[];
};
const ofEngine = overrides.find(({ files }) => files.includes('engine/**/*.ts'))!.rules;
const restricted = (ofEngine['no-restricted-globals'] as string[]).slice(1);

const refused: [folder: string, source: string, rule: string][] = [
  ...restricted.map((name): [string, string, string] => ['engine/rules', `export const a = () => ${name};`, 'no-restricted-globals']),
  ['engine/rules', 'export const a = () => Date.now();', 'no-restricted-globals'],
  ['engine/rules', 'export const a = () => globalThis.Date.now();', 'no-restricted-globals'],
  ['engine/rules', 'export const a = () => globalThis.Math.sin(1);', 'no-restricted-globals'],
  ['engine/kernel', 'export const a = (x: number) => Math.sin(x);', 'no-host-math'],
  ['engine/kernel', "export const a = (x: number) => Math['sin'](x);", 'no-host-math'],
  ['engine/kernel', 'export const M = Math;', 'no-host-math'],
  ['engine/kernel', 'export const a = (x: number) => x ** 2;', 'no-exponent-operator'],
  ['engine/kernel', 'export const a = (x: number) => { let y = x; y **= 2; return y; };', 'no-exponent-operator'],
  ['engine/rules', 'export const a = (o: object) => { for (const k in o) return k; return 1; };', 'no-for-in'],
  ['engine/model', 'export const a = (o: string[]) => o.toSorted();', 'sort-needs-comparator'],
  ['engine/model', 'export const a = (o: string[]) => o.sort();', 'sort-needs-comparator'],
  ['engine/model', 'export const a = (x: string, y: string) => x.localeCompare(y);', 'no-locale'],
  ['engine/model', "export const a = (x: string, y: string) => x['localeCompare'](y);", 'no-locale'],
  ['engine/model', 'export const a = (x: number) => x.toLocaleString();', 'no-locale'],
  ['engine/model', 'export const a = (x: string) => x.toLocaleUpperCase();', 'no-locale'],
  ['engine/run', 'export async function a() { return 1; }', 'no-async'],
  ['engine/run', 'export const a = async () => 1;', 'no-async'],
  ['engine/run', 'export const a = { async b() { return 1; } };', 'no-async'],
  ['engine/run', 'export const a = await (1 as unknown);', 'no-async'],
  ['engine/run', 'export const a = () => Promise.resolve(1);', 'no-async'],
  ['engine/run', 'export const a = () => new Promise((done) => done(1));', 'no-async'],
  ['engine/run', "export const a = () => import('zod');", 'no-async'],
  ['engine/document', 'export const a = async () => 1;', 'no-async'],
  ['cloud/domain', 'export const a = () => Date.now();', 'no-ambient-time-or-chance'],
  ['cloud/domain', 'export const a = () => new Date();', 'no-ambient-time-or-chance'],
  ['cloud/domain', 'export const a = () => performance.now();', 'no-ambient-time-or-chance'],
  ['cloud/handlers', 'export const a = () => Math.random();', 'no-ambient-time-or-chance'],
  ['cloud/handlers', 'export const a = () => crypto.randomUUID();', 'no-ambient-time-or-chance'],
  ['cloud/local', 'import { randomUUID } from "node:crypto"; export const a = () => randomUUID();', 'no-ambient-time-or-chance'],
  ['src-main/services', "import { b } from './cycle.ts'; export const a = () => b;", 'no-cycle'],
];

const allowed: [folder: string, source: string][] = [
  ['engine/kernel', 'export const a = (x: number) => Math.sqrt(Math.abs(x)) * 2;'],
  ['engine/run', 'export interface A { open(): Promise<void>; Promise: number }'],
  ['engine/model', 'export const a = (o: number[]) => o.toSorted((x, y) => x - y);'],
];

const fileOf = (index: number, folder: string, kind: string): string => `${folder}/${kind}-${index}.ts`;
let house: string;
/** Names of the rules that each planted file broke. */
const broken = new Map<string, string[]>();

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'ledgerquest-lint-'));
  for (const path of ruled) cpSync(path, join(house, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
  const plant = (file: string, source: string): void => {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), source);
  };
  refused.forEach(([folder, source], index) => plant(fileOf(index, folder, 'refused'), source));
  allowed.forEach(([folder, source], index) => plant(fileOf(index, folder, 'allowed'), source));
  const cycle = refused.findIndex(([, , rule]) => rule === 'no-cycle');
  plant('src-main/services/cycle.ts', `import { a } from './refused-${cycle}.ts'; export const b = () => a;`);
  const [program = '', ...args] = tool('oxlint');
  const { stdout } = spawnSync(program, [...args, '--format=json', 'engine', 'cloud', 'src-main'], { encoding: 'utf8', cwd: house });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  for (const { code, filename } of diagnostics) broken.set(filename, [...(broken.get(filename) ?? []), code]);
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

describe('the lint of determinism', () => {
  test.for(refused.map(([folder, source, rule], index) => ({ folder, source, rule, index })))(
    'in $folder refuses $source',
    ({ folder, rule, index }) => {
      expect(broken.get(fileOf(index, folder, 'refused')) ?? []).toContainEqual(expect.stringContaining(`(${rule})`));
    },
  );

  test('lets exact arithmetic, types of promises and sorts that say their order through', () => {
    expect(allowed.map(([folder], index) => broken.get(fileOf(index, folder, 'allowed')))).toEqual(allowed.map(() => undefined));
  });

  test('has a planted case for every rule of its own and every global that the engine may not name', () => {
    const rules = new Set(refused.map(([, , rule]) => rule));
    const own = readFileSync('build/lint/determinism.js', 'utf8').matchAll(/^ {4}'([a-z-]+)': \w+,$/gm);
    expect([...own].map(([, rule = '']) => rule).filter((rule) => !rules.has(rule))).toEqual([]);
    expect(restricted.length).toBeGreaterThan(15);
  });
});
