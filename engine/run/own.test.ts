import { describe, expect, test } from 'vitest';
import { prettyJson } from '../model/canonical.ts';
import { defineComponent } from '../model/component.ts';
import { f64 } from '../model/fields.ts';
import { defineSystem } from '../rules/define-system.ts';
import { collectOwn } from './own.ts';
import { openTestEngine } from './testing/index.ts';

const Market = defineComponent('Market', { demand: f64({ min: 0, max: 100, default: 4 }) });
const market = defineSystem({
  name: 'market',
  phase: 'rules',
  reads: ['Market'],
  writes: ['Market'],
  run({ arena }) {
    const demand = arena.column('Market', 'demand');
    arena.query('Market').each((i) => (demand[i] = demand[i]! / 2));
  },
});

const mine = `engine@${'a'.repeat(64)}`;
const other = `engine@${'b'.repeat(64)}`;
const filesOf = (engine?: string, component: object = { Market: { demand: 8 } }): Map<string, Uint8Array> => {
  const bytes = (value: object): Uint8Array => new TextEncoder().encode(prettyJson(value as never));
  return new Map([
    [
      'ledgerquest.json',
      bytes({ format: 1, id: 'test', name: 'Test', levels: ['levels/test.json'], ...(engine !== undefined && { engine }) }),
    ],
    [
      'levels/test.json',
      bytes({
        format: 1,
        id: 'test',
        name: 'Test',
        clock: { kind: 'realtime', hz: 20 },
        scripts: [],
        entities: { street: { name: 'Street', parent: null, order: 'a0', components: component } },
      }),
    ],
  ]);
};
const strip = (code: string) => ({ code });

describe('an engine build with a system and a component of its own', () => {
  test('runs levels that use them like built-in ones, and the package names the build', async () => {
    const engine = await openTestEngine({ id: mine, systems: [market], components: [Market] });
    const result = engine.compileLevel(filesOf(mine), undefined, { strip });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(result.package.level.engine).toBe(mine);
    expect([...result.package.files.keys()]).toEqual(['level.json']);
    const world = engine.createWorld(result.package);
    world.step();
    expect(world.entities()[0]!.components).toEqual({ Market: { demand: 4 } });
    const again = engine.openWorld(engine.openPackage(result.package.manifestBytes, result.package.files), world.checkpoint());
    expect(again.step().hash).toBe(world.step().hash);
  });

  test('opens its component to scripts, which see and set it like any other', async () => {
    const engine = await openTestEngine({ id: mine, systems: [market], components: [Market] });
    const files = filesOf(mine);
    const level = new TextDecoder().decode(files.get('levels/test.json'));
    files.set('levels/test.json', new TextEncoder().encode(level.replace('"scripts": []', '"scripts": ["scripts/shock.js"]')));
    const script = "function onTick() { for (const row of query('Market')) { kpi('seen', row.Market.demand); row.Market.demand = 100; } }";
    files.set('scripts/shock.js', new TextEncoder().encode(script));
    const result = engine.compileLevel(files, undefined, { strip });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const world = engine.createWorld(result.package);
    expect(world.step()).toMatchObject({ faults: [], kpis: { seen: 8 } });
    expect(world.step().kpis).toEqual({ seen: 50 });
  });

  test('checks the fields of its component as it does those of built-in ones', async () => {
    const engine = await openTestEngine({ id: mine, components: [Market] });
    expect(engine.compileLevel(filesOf(mine, { Market: { demand: 101 } }), undefined, { strip })).toMatchObject({
      ok: false,
      problems: [{ code: 'bad-field', component: 'Market', field: 'demand' }],
    });
  });

  test('a level that names another build is refused, with the place in the project and a hint at every component that is missing', async () => {
    const engine = await openTestEngine({ id: other });
    expect(engine.compileLevel(filesOf(mine), undefined, { strip })).toMatchObject({
      ok: false,
      problems: [
        { code: 'engine-needed', file: 'ledgerquest.json', message: `This project needs ${mine}, and this is ${other}.` },
        {
          code: 'unknown-component',
          component: 'Market',
          hint: `The project names another engine build, ${mine}: it may have it.`,
        },
      ],
    });
    const [{ hint } = { hint: '' }] = engine.compileLevel(filesOf(), undefined, { strip }).problems;
    expect(hint ?? '').not.toContain('another engine build');
  });

  test('a package that names another build makes no world, neither new nor from a checkpoint', async () => {
    const [engine, foreign] = [await openTestEngine({ id: mine }), await openTestEngine({ id: other })];
    const result = engine.compileLevel(filesOf(mine, {}), undefined, { strip });
    if (!result.ok) throw new Error('It must compile.');
    const refusal = expect.objectContaining({ code: 'engine-needed', message: `The level test needs ${mine}, and this is ${other}.` });
    expect(() => foreign.createWorld(result.package)).toThrow(refusal);
    expect(() => foreign.openWorld(result.package, engine.createWorld(result.package).checkpoint())).toThrow(refusal);
  });

  test('a project that names none is packed into the same bytes by every build', async () => {
    const [engine, foreign] = [await openTestEngine({ id: mine }), await openTestEngine({ id: other })];
    const hashes = [engine, foreign].map((one) => {
      const result = one.compileLevel(filesOf(undefined, {}), undefined, { strip });
      return result.ok ? result.package.hash : result.problems;
    });
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('is not opened with names that the engine has already', async () => {
    await expect(openTestEngine({ systems: [{ ...market, name: 'wallet' }] })).rejects.toMatchObject({ code: 'bad-schedule' });
    await expect(openTestEngine({ components: [{ ...Market, name: 'Wallet' }] })).rejects.toMatchObject({ code: 'component-type' });
  });
});

describe('collecting what modules export', () => {
  test('takes systems, component types and backends, each once, and leaves helpers alone', () => {
    const backend = { id: 'mine', open: () => ({}) };
    const own = collectOwn([
      ['systems/a.ts', { market, half: (x: number) => x / 2, LIMIT: 7 }],
      ['systems/b.ts', { Market, again: market, backend }],
    ]);
    expect(own).toEqual({ systems: [market], components: [Market], backends: [backend] });
  });

  test('refuses a module without any, and a name twice', () => {
    expect(() => collectOwn([['systems/a.ts', { half: 2 }]])).toThrow(
      expect.objectContaining({ code: 'own-module', where: 'systems/a.ts' }),
    );
    expect(() =>
      collectOwn([
        ['systems/a.ts', { market }],
        ['systems/b.ts', { other: { ...market } }],
      ]),
    ).toThrow('There are two systems named market: in systems/a.ts and in systems/b.ts.');
  });
});
