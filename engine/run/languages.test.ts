/** Levels whose scripts are written in other languages than JavaScript: run, sliced, continued, explained, refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureScriptingWasm } from '../../build/wasm/ensure.ts';
import { luaLevel } from '../../test/goldens/worlds/languages.ts';
import { openEngine, type Engine } from './engine.ts';
import { levelOf, openTestEngine } from './testing/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine({ development: false });
});

describe('a level with scripts in Lua', () => {
  const pkg = levelOf(luaLevel);

  test('keeps the author’s text as the code, and JavaScript only for TypeScript', () => {
    expect(pkg.level.scripts.map(({ path, code }) => [path, code.path])).toEqual([
      ['scripts/market.lua', 'scripts/market.lua'],
      ['scripts/answers.ts', 'scripts/answers.js'],
      ['scripts/hungry.lua', 'scripts/hungry.lua'],
    ]);
    expect(pkg.level.scripts[0]!.source).toBe(pkg.level.scripts[0]!.code.sha256);
  });

  test('runs, faults and rests as any script does', () => {
    const world = engine.createWorld(pkg);
    const faults: string[] = [];
    for (let tick = 1; tick <= 40; tick++) {
      const result = world.step([]);
      faults.push(...result.faults.map(({ code, file, line }) => `${result.tick} ${code} ${file}:${line}`));
    }
    expect(faults).toEqual([21, 22, 23].map((tick) => `${tick} FUEL scripts/hungry.lua:2`));
    expect(world.kpis()['drift']).toEqual(expect.any(Number));
    world.dispose();
  });

  test('comes to the same hashes sliced tick by tick, from the bytes of its checkpoints', () => {
    const straight = engine.runSlice({ package: pkg, ticks: 45 });
    const hashes: string[] = [];
    let checkpoint: Uint8Array | undefined;
    for (let tick = 0; tick < 45; tick++) {
      const part = engine.runSlice({ package: pkg, ticks: 1, checkpoint });
      hashes.push(...part.hashes);
      ({ checkpoint } = part);
    }
    expect(hashes).toEqual(straight.hashes);
    expect(checkpoint).toEqual(straight.checkpoint);
  });

  test('is replayed and verified', () => {
    expect(engine.prove(pkg)).toEqual(engine.prove(pkg));
  });

  test('says of a value which line of Lua wrote it, and what that line heard', () => {
    const recorder = engine.record(pkg, { ticks: 12 });
    for (let tick = 1; tick <= 12; tick++) recorder.step([]);
    const player = engine.openRecording(recorder.bytes());
    const code = luaLevel.scripts!['market.lua']!.split('\n');
    const lineOf = (words: string): number => code.findIndex((line) => line.includes(words)) + 1;
    const note = engine.explain(player, 12, { entity: 'shelf', component: 'Ledger', field: 'note' });
    expect(note.chain[0]).toMatchObject({
      kind: 'script',
      script: 'scripts/market.lua',
      line: lineOf('row.Ledger.note ='),
      hook: 'onTick',
    });
    const paid = engine.explain(player, 12, { entity: 'book', component: 'Ledger', field: 'paid' });
    expect(paid.chain[0]).toMatchObject({ kind: 'script', script: 'scripts/market.lua', line: lineOf("set('book'"), hook: 'on(answer)' });
    expect(paid.chain[1]).toMatchObject({ kind: 'event', event: { type: 'answer', source: 'scripts/answers.ts' } });
  });

  test('is refused by an engine without the interpreter, which runs other levels', async () => {
    const less = await openEngine({ wasm: { quickjs: ensureScriptingWasm().wasm } });
    expect(() => less.createWorld(pkg)).toThrow(expect.objectContaining({ code: 'script-language' }) as Error);
    less.createWorld(levelOf({ scripts: { 'a.js': 'function onTick() {}' } })).dispose();
  });
});

test('a checkpoint names the interpreters of the languages of its level, and of no others', () => {
  const identityOf = (scripts: Record<string, string>): string => {
    const world = engine.createWorld(levelOf({ scripts }));
    const { scripting } = world.identity();
    world.dispose();
    return scripting;
  };
  const js = identityOf({ 'a.js': '' });
  expect(js).toBe(ensureScriptingWasm('quickjs').engineId);
  expect(identityOf({})).toBe(js);
  expect(identityOf({ 'a.lua': '' })).toBe(ensureScriptingWasm('lua').engineId);
  expect(identityOf({ 'a.lua': '', 'b.js': '' })).toBe(`${js} ${ensureScriptingWasm('lua').engineId}`);
});

test('a script that does not parse refuses its level, a name that nobody has is warned of', () => {
  const encoder = new TextEncoder();
  const compile = (path: string, code: string) => {
    const level = { format: 1, id: 'yard', name: 'Yard', clock: { kind: 'realtime', hz: 20 }, scripts: [path], entities: {} };
    const project = { format: 1, id: 'toy', name: 'Toy', levels: ['levels/yard.json'] };
    const files = { 'ledgerquest.json': JSON.stringify(project), 'levels/yard.json': JSON.stringify(level), [path]: code };
    const { ok, problems } = engine.compileLevel(
      new Map(Object.entries(files).map(([name, text]) => [name, encoder.encode(text)])),
      undefined,
      { strip: (source) => ({ code: source }) },
    );
    return [ok, ...problems.map(({ severity, code: said, line, column }) => `${severity} ${said} ${line}:${column}`)];
  };
  expect(compile('scripts/a.lua', 'local a = 1\nlocal b = = 2')).toEqual([false, 'error script-syntax 2:11']);
  expect(compile('scripts/a.py', 'def f()\n    pass')).toEqual([false, 'error script-syntax 1:8']);
  expect(compile('scripts/a.js', 'let a = = 2')).toEqual([false, 'error script-syntax 1:9']);
  expect(compile('scripts/a.lua', "function onTick()\n  log(#query('Transfrom'))\nend")).toEqual([true, 'warning script-name 2:15']);
  expect(compile('scripts/a.py', "def on_tick():\n    log(query('Transform'))\n")).toEqual([true]);
});
