import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkEngine } from '../../../src-main/services/engine/index.ts';
import { problemLine } from '../../../engine/model/problem.ts';
import { buildOwnEngine, initOwnEngine, type OwnBuild } from './index.ts';

const home = mkdtempSync(join(tmpdir(), 'own-engine-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let made = 0;
/** An engine folder with these files and nothing else. */
function folderOf(files: Record<string, string>): string {
  const dir = join(home, `folder-${(made += 1)}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

/** A system of the component Tank, whose `run` has this body. */
const tank = (body: string, { name = 'tank', writes = "'Tank'", before = '' } = {}): string => `
import { defineComponent, defineSystem, f64 } from 'ledgerquest/engine';
export const Tank = defineComponent('Tank', { level: f64({ min: 0, max: 1e9 }), flow: f64({ min: 0, max: 9, default: 1 }) });
${before}
export const tank = defineSystem({ name: '${name}', phase: 'rules', reads: ['Tank'], writes: [${writes}], run({ arena, events }) {
  const level = arena.column('Tank', 'level');
  const flow = arena.column('Tank', 'flow');
  arena.query('Tank').each((i) => { level[i] = level[i]! + flow[i]!; });
  events.emit('tank', 'Filled', {});
  ${body}
} });
`;

const build = async (dir: string): Promise<OwnBuild> => {
  const result = await buildOwnEngine(dir);
  if (!result.ok) throw new Error(result.problems.map(problemLine).join('\n'));
  return result.build;
};
const refusal = async (files: Record<string, string>): Promise<{ code: string; message: string; where?: string; dir: string }> => {
  const dir = folderOf(files);
  const error: unknown = await buildOwnEngine(dir).then(
    (result) => (result.ok ? new Error('It was built.') : new Error(result.problems.map(problemLine).join('\n'))),
    (thrown: unknown) => thrown,
  );
  return Object.assign(error as { code: string; message: string }, { dir });
};
const problemsOf = async (files: Record<string, string>): Promise<string[]> => {
  const result = await buildOwnEngine(folderOf(files));
  return result.ok ? [] : result.problems.map(problemLine);
};

describe('a folder that lq engine init made', () => {
  let dir: string;
  let first: OwnBuild;
  beforeAll(async () => {
    ({ dir } = initOwnEngine(join(home, 'mine')));
    first = await build(dir);
  });

  test('builds, and what is kept is the build that its name says', () => {
    expect(first).toMatchObject({ systems: ['market-demand'], components: ['Market'], backends: [] });
    expect(first.dir).toBe(join(dir, 'builds', basename(first.dir)));
    expect(checkEngine(first.dir).id).toBe(first.id);
    expect(first.ticks).toBeGreaterThan(100);
  });

  test('gives the same bytes from any folder, and no path of this machine is left in them', async () => {
    const there = join(home, 'a folder with another name', 'deep');
    cpSync(dir, there, { recursive: true, filter: (path) => basename(path) !== 'builds' });
    const second = await build(there);
    expect(second.id).toBe(first.id);
    for (const name of readdirSync(first.dir)) {
      const bytes = readFileSync(join(first.dir, name));
      expect(Buffer.compare(bytes, readFileSync(join(second.dir, name))), name).toBe(0);
      expect(bytes.includes(home), name).toBe(false);
    }
  });

  test('is never written over', () => {
    const before = readFileSync(join(dir, 'README.md'), 'utf8');
    expect(() => initOwnEngine(dir)).toThrow(expect.objectContaining({ code: 'folder-not-empty' }));
    expect(() => initOwnEngine(join(dir, 'README.md'))).toThrow(expect.objectContaining({ code: 'not-a-folder' }));
    expect(readFileSync(join(dir, 'README.md'), 'utf8')).toBe(before);
  });
});

describe('what a build is refused for', () => {
  test('a folder that is not there, one that is no engine folder, and one without a system', async () => {
    await expect(buildOwnEngine(join(home, 'nowhere'))).rejects.toMatchObject({ code: 'not-an-engine-folder' });
    await expect(buildOwnEngine(folderOf({ 'notes.txt': 'mine' }))).rejects.toMatchObject({ code: 'not-an-engine-folder' });
    await expect(buildOwnEngine(folderOf({ 'systems/readme.md': 'soon' }))).rejects.toMatchObject({ code: 'no-systems' });
  });

  test('a type error and a syntax error, with file, line and column', async () => {
    expect(await problemsOf({ 'systems/tank.ts': tank("const wrong: number = 'full'; level[0] = wrong;") })).toEqual([
      expect.stringMatching(/^systems\/tank\.ts:10:9 {2}error {2}Type 'string' is not assignable to type 'number'/),
    ]);
    expect((await problemsOf({ 'systems/tank.ts': tank('const = ;') })).join('\n')).toMatch(/^systems\/tank\.ts:10:9 {2}error {2}/m);
  });

  test('every breach of the rules of a tick at once, each with its place and what to use instead', async () => {
    const breaches: [string, string][] = [
      [
        'level[0] = Math.sin(1);',
        "Math.sin is not the same on every machine: use engine/kernel/math. Import sin, exp, pow and the rest from 'ledgerquest/engine'.",
      ],
      ['level[0] = level[0]! ** 2;', '** is Math.pow'],
      ['level[0] = Date.now();', "Unexpected use of 'Date'. Time is tick.tick and tick.dt"],
      ['level[0] = Math.random();', 'Math.random is not the same'],
      ['void (async () => 1)();', 'async inside a tick'],
      ["level[0] = 'a'.localeCompare('b');", 'localeCompare asks the machine for its language'],
      ['for (const key in { a: 1 }) level[0] = key.length;', 'for-in walks in the order of history'],
      ['[3, 1].sort();', 'sort() without a comparator'],
      ['// oxlint-disable-next-line', 'cannot be switched off in a comment'],
    ];
    const lines = await problemsOf({ 'systems/tank.ts': tank(breaches.map(([code]) => code).join('\n')) });
    for (const [index, [code, said]] of breaches.entries())
      expect(lines, code).toContainEqual(
        expect.stringMatching(
          new RegExp(`^systems/tank\\.ts:${10 + index}:\\d+ {2}error {2}.*${said.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`),
        ),
      );
  });

  /** The built-in backend under another name, with something between it and the world. */
  const moon = (step: string, before = ''): string => `
import { kinematicBackend, type PhysicsBackend } from 'ledgerquest/engine';
${before}
export const moon: PhysicsBackend = { ...kinematicBackend, id: 'moon@1', name: 'moon', digest: undefined, open(arena, settings, snapshot) {
  const inner = kinematicBackend.open(arena, settings, undefined);
  void snapshot;
  return { id: 'moon@1', reconcile: (a) => inner.reconcile(a), step: (a, dt) => inner.step(a, ${step}), bodies: () => inner.bodies(), snapshot: () => inner.snapshot(), dispose: () => inner.dispose() };
} };
`;

  test('a system that does not end is stopped and named', async () => {
    const dir = folderOf({ 'systems/tank.ts': tank('for (;;) if (level[0] === -1) break;') });
    await expect(buildOwnEngine(dir, { patience: 3000 })).rejects.toMatchObject({
      code: 'system-endless',
      message: 'The trial of tank did not come to an end in 3 s.',
      where: 'tank',
    });
  });

  test('a physics backend that does not continue identically, by the check that finds it', async () => {
    const { code, message } = await refusal({
      'systems/tank.ts': tank(''),
      'backends/moon.ts': moon('dt * (1 + (steps++ % 3))', 'let steps = 0;'),
    });
    expect(code).toBe('backend-conformance');
    expect(message).toMatch(/^The physics backend moon@1 cannot be part of a build: [a-z-]+, scene \w+, tick \d+: /);
  });

  test('an import of anything but the engine and the files of the build', async () => {
    const lines = await problemsOf({
      'systems/tank.ts': tank('void fs; void secret;', { before: "import fs from 'node:fs';\nimport secret from '../../secret.ts';" }),
    });
    expect(lines).toContainEqual(expect.stringContaining('systems/tank.ts:4:1  error  node:fs is not part of this build'));
    expect(lines).toContainEqual(expect.stringContaining('systems/tank.ts:5:1  error  ../../secret.ts is not part of this build'));
  });

  test.each<[string, string, string]>([
    ['a count that goes on from run to run', 'const kept = { ticks: 0 };', 'kept.ticks += 1; level[0] = kept.ticks;'],
    [
      'a count that begins anew with each world',
      'const kept = { ticks: 0 };',
      'kept.ticks = arena.tick === 1 ? 1 : kept.ticks + 1; level[0] = kept.ticks;',
    ],
    ['what was seen last', 'const seen: number[] = [];', 'level[0] = seen.pop() ?? 0; seen.push(flow[0]! + arena.tick);'],
  ])('hidden state in a variable of the module: %s is found and named', async (_, before, body) => {
    const { code, message, where, dir } = await refusal({ 'systems/tank.ts': tank(body, { before }) });
    expect({ code, where }, message).toEqual({ code: 'hidden-state', where: 'tank' });
    expect(message).toMatch(/The system tank is not a function of its world: at tick \d+ .+ Tank\.level of e00 is /);
    expect(readdirSync(join(dir, 'builds'))).toEqual([]);
  });

  test('hidden state that shows in events only', async () => {
    const body = "if ((kept.n += 1) % 7 === 0) events.emit('tank', 'Seventh', {});";
    const { code, message } = await refusal({ 'systems/tank.ts': tank(body, { before: 'const kept = { n: 0 };' }) });
    expect([code, message]).toEqual(['hidden-state', expect.stringContaining('it told other events')]);
  });

  test('a clock that is reached by a name that no rule sees', async () => {
    const { message } = await refusal({
      'systems/tank.ts': tank("level[0] = (Object(0).constructor.constructor('return Date.now()') as () => number)();"),
    });
    expect(message).toContain('The system tank threw at tick 1: Date.now was called inside a tick');
  });

  test('a write that is not declared, naming system, component and tick', async () => {
    const { code, message } = await refusal({ 'systems/tank.ts': tank('', { writes: '' }) });
    expect([code, message]).toEqual(['undeclared-write', expect.stringMatching(/^The system tank changed Tank\.level, .+\(tick 1\)$/)]);
  });

  test('two systems of one name, naming both files', async () => {
    const other = `import { defineSystem } from 'ledgerquest/engine';
export const other = defineSystem({ name: 'tank', phase: 'kpi', reads: [], writes: [], run() {} });\n`;
    const { code, message } = await refusal({ 'systems/a.ts': other, 'systems/tank.ts': tank('') });
    expect([code, message]).toEqual(['system', 'There are two systems named tank: in systems/a.ts and in systems/tank.ts.']);
  });

  test('the name of a built-in system, a component of a built-in name, and one that the build does not have', async () => {
    expect(await refusal({ 'systems/tank.ts': tank('', { name: 'wallet' }) })).toMatchObject({
      code: 'bad-schedule',
      message: 'There are two systems named wallet.',
    });
    expect(await refusal({ 'systems/tank.ts': tank('').replace("defineComponent('Tank'", "defineComponent('Wallet'") })).toMatchObject({
      code: 'component-type',
      message: 'There are two component types named "Wallet".',
    });
    expect(await refusal({ 'systems/tank.ts': tank('', { writes: "'Tank', 'Tnak'" }) })).toMatchObject({
      code: 'system',
      message: 'System tank names the component Tnak, which this build does not have.',
      hint: 'Did you mean Tank?',
    });
  });

  test('a file of systems/ without a system, a phase that there is not, and a module that does not load', async () => {
    const files = { 'systems/tank.ts': tank('') };
    expect(await refusal({ ...files, 'systems/words.ts': 'export const word = 7;\n' })).toMatchObject({
      code: 'own-module',
      where: 'systems/words.ts',
    });
    expect(await refusal({ 'systems/tank.ts': tank('').replace("phase: 'rules'", "phase: 'later' as 'rules'") })).toMatchObject({
      code: 'system',
    });
    expect(
      await refusal({ 'systems/tank.ts': tank('', { before: 'const none = null as unknown as { a: number }; export const b = none.a;' }) }),
    ).toMatchObject({
      code: 'own-start',
    });
  });
});

test('several systems, one after another and with a helper of lib/, are one build', async () => {
  const dir = folderOf({
    'lib/half.ts': 'export const half = (x: number): number => x / 2;\n',
    'systems/tank.ts': tank(''),
    'systems/leak.ts': `import { defineSystem } from 'ledgerquest/engine';
import { half } from '../lib/half.ts';
export const leak = defineSystem({ name: 'leak', phase: 'rules', reads: ['Tank'], writes: ['Tank'], after: ['tank'], run({ arena }) {
  const level = arena.column('Tank', 'level');
  arena.query('Tank').each((i) => { level[i] = half(level[i]!); });
} });\n`,
  });
  expect(await build(dir)).toMatchObject({ systems: ['leak', 'tank'], components: ['Tank'] });
  expect(existsSync(join(dir, 'builds', 'current.json'))).toBe(true);
});
