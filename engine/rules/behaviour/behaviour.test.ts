import { beforeAll, describe, expect, test } from 'vitest';
import { levelOf, openTestEngine, type LevelWords } from '../../run/testing/index.ts';
import type { Engine, World } from '../../run/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

const project = {
  components: {
    Need: {
      fields: {
        food: { kind: 'i32', min: 0, max: 100, default: 50 },
        rest: { kind: 'f64', default: 10 },
        cash: { kind: 'decimal', scale: 2, default: '1.00' },
        mood: { kind: 'enum', options: ['calm', 'busy', 'late'] },
        marks: { kind: 'flags', options: ['new', 'paid'] },
        home: { kind: 'entity' },
        note: { kind: 'string' },
      },
    },
  },
  commands: { Ship: { fields: { units: { kind: 'u16', min: 1, max: 9 } } } },
};

const mind = (tree: string, need: Record<string, unknown> = {}): NonNullable<LevelWords['entities']>[string] =>
  ({ Behaviour: { tree }, Need: need }) as never;
const worldOf = (tree: string, need: Record<string, unknown> = {}, more: Partial<LevelWords> = {}): World =>
  engine.createWorld(levelOf({ project, behaviours: { 'b.yaml': tree }, entities: { ant: mind('b', need) }, ...more }));
const need = (world: World, key = 'ant'): Record<string, unknown> => world.arena.get(world.arena.byKey(key)!, 'Need')!;
const status = (world: World): string => world.arena.get(world.arena.byKey('ant')!, 'Behaviour')!['status'] as string;
const statuses = (world: World, ticks: number): string => Array.from({ length: ticks }, () => (world.step(), status(world)[0])).join('');

describe('leaves', () => {
  test.each([
    ['Need.food < 51', 's'],
    ['Need.food >= 51', 'f'],
    ['Need.cash == 1.00', 's'],
    ['Need.cash > 1', 'f'],
    ['Need.mood == calm', 's'],
    ['Need.mood != calm', 'f'],
    ['Need.marks has paid', 's'],
    ['Need.marks has new', 'f'],
    ['Need.note == hello', 's'],
    ['Need.home == null', 'f'],
    ['Need.home == nest', 's'],
    ['Need.home > Need.food == 7', 's'],
    ['Need.home > Need.food == 8', 'f'],
  ])('if: %s', (condition, expected) => {
    const world = worldOf(
      `if: ${condition}`,
      { marks: ['paid'], note: 'hello', home: 'nest' },
      { entities: { ant: mind('b', { marks: ['paid'], note: 'hello', home: 'nest' }), nest: { Need: { food: 7 } } } },
    );
    expect(statuses(world, 1)).toBe(expected);
  });

  test.each([
    ['if: Need.home == gone', 'null', 'f'],
    ['if: Need.home != gone', 'null', 's'],
    ['if: Need.home == nest', 'null', 'f'],
    ['if: Need.home != nest', 'null', 's'],
    ['set: { Need.home: gone }', 'null', 'f'],
    ['if: Need.home == nest', 'nest', 'sf'],
    ['if: Need.home != nest', 'nest', 'fs'],
    ['if: Need.home == null', 'nest', 'f'],
    ['set: { Need.home: nest }', 'nest', 'sf'],
    ['set: { field: Need.home, of: Need.other, value: nest }', 'nest', 'sf'],
  ])('%s of somebody whose home is %s: nobody is an entity that is not there, in the level or any more', (tree, home, expected) => {
    const more = { Need: { fields: { ...project.components.Need.fields, other: { kind: 'entity' } } } };
    const words = { home: home === 'null' ? null : home, other: 'hill' };
    const world = worldOf(tree, words, {
      project: { ...project, components: more },
      entities: { ant: mind('b', words), hill: { Need: {} }, ...(home === 'nest' && { nest: {} }) } as never,
      scripts: { 'a.js': `function onTick() { if (time.tick === 2 && ${home === 'nest'}) despawn('nest'); }` },
    });
    expect(statuses(world, 2).slice(0, expected.length)).toBe(expected);
  });

  test('set and add write the entity’s own fields and those of one that it names, within their ranges', () => {
    const world = worldOf(
      `sequence:
  - add: { Need.food: 60 }
  - add: { Need.cash: "-0.75" }
  - set: { Need.mood: late }
  - set: { Need.marks: [new, paid] }
  - set: { Need.note: done }
  - add: { field: Need.food, of: Need.home, value: -200 }
  - set: { Need.home: null }
  - add: { field: Need.food, of: Need.home, value: 1 }`,
      {},
      { entities: { ant: mind('b', { home: 'nest' }), nest: { Need: { food: 7 } } } },
    );
    expect(statuses(world, 1)).toBe('f');
    expect(need(world)).toEqual({ food: 100, rest: 10, cash: '0.25', mood: 'late', marks: ['new', 'paid'], home: null, note: 'done' });
    expect(need(world, 'nest')['food']).toBe(0);
  });

  test('has asks for a component, of this entity or of another', () => {
    expect(statuses(worldOf('has: Need'), 1)).toBe('s');
    expect(statuses(worldOf('has: Wallet'), 1)).toBe('f');
    expect(statuses(worldOf('has: { component: Need, of: Need.home }'), 1)).toBe('f');
  });

  test('emit and command tell events about the entity, which scripts hear in the next tick', () => {
    const world = worldOf(
      `sequence: [{ emit: { event: hungry, payload: { by: 3 } } }, { command: { command: Ship, payload: { units: 2 } } }]`,
      {},
      {
        scripts: {
          'a.js': `on('hungry', ({ by }, { entity }) => set(entity, 'Need', { note: 'heard ' + by })); on('Ship', ({ units }, { entity }) => set(entity, 'Need', { food: units }));`,
        },
      },
    );
    expect(world.step().events.map(({ type, entity, payload, source }) => ({ type, entity, payload, source }))).toEqual([
      { type: 'hungry', entity: 'ant', payload: { by: 3 }, source: 'behaviour' },
      { type: 'Ship', entity: 'ant', payload: { units: 2 }, source: 'behaviour' },
    ]);
    world.step();
    expect(need(world)).toMatchObject({ note: 'heard 3', food: 2 });
  });

  test('chance draws from a stream of its own', () => {
    const world = worldOf('chance: 0.3');
    const drawn = statuses(world, 300);
    expect(drawn.split('s').length - 1).toBeGreaterThan(60);
    expect(drawn.split('s').length - 1).toBeLessThan(120);
    expect(world.arena.streams.counts()).toEqual([['behaviour', 300]]);
  });
});

describe('a call', () => {
  const calling = (code: string, tree = 'call: { call: restock, args: { to: 5 } }'): World =>
    worldOf(tree, {}, { scripts: { 'a.js': code } });

  test.each([
    ["'success'", 's'],
    ["'failure'", 'f'],
    ["'running'", 'r'],
    ['undefined', 's'],
    ['true', 's'],
    ['false', 'f'],
    ['null', 'f'],
  ])('of a function that returns %s', (value, expected) => {
    expect(statuses(calling(`on('restock', () => ${value});`), 2)).toBe(expected.repeat(2));
  });

  test('sees the world as the tree left it, and what it writes is there for the next node', () => {
    const world = calling(
      `on('restock', ({ to }, { entity }) => { const [row] = query('Need'); row.Need.food = row.Need.food + to; });`,
      `sequence: [{ set: { Need.food: 1 } }, { call: { call: restock, args: { to: 5 } } }, { if: Need.food == 6 }]`,
    );
    const { fuel } = world.step();
    expect(status(world)).toBe('success');
    expect(fuel).toBeGreaterThan(0);
  });

  test('that faults fails, changes nothing, and is told', () => {
    const world = calling(`on('restock', (_, { entity }) => { set(entity, 'Need', { food: 1 }); throw new Error('no'); });`);
    const { events, faults } = world.step();
    expect([status(world), need(world)['food'], faults[0]?.message]).toEqual(['failure', 50, 'no']);
    expect(events.map(({ type }) => type)).toContain('ScriptFault');
  });

  test('that no script hears fails and says so once a tick', () => {
    const world = worldOf('call: nobody', {}, { entities: { ant: mind('b'), bee: mind('b') } });
    expect(world.step().events.filter(({ type }) => type === 'BehaviourUnheard')).toHaveLength(1);
    expect(status(world)).toBe('failure');
  });
});

describe('composites and decorators', () => {
  test.each([
    ['sequence: [succeed, { wait: 2 }, fail]', 'rrf'],
    ['mem-sequence: [{ add: { Need.food: 1 } }, { wait: 2 }, { if: Need.food == 51 }]', 'rrs'],
    ['sequence: [{ add: { Need.food: 1 } }, { wait: 2 }, { if: Need.food == 53 }]', 'rrs'],
    ['mem-selector: [{ not: { add: { Need.food: 1 } } }, { wait: 1 }, fail]', 'rs'],
    ['selector: [fail, { not: succeed }, { not: fail }]', 's'],
    ['selector: []', 'f'],
    ['sequence: []', 's'],
    ['mem-sequence: []', 's'],
    ['wait: 0', 's'],
    ['wait: 0.1 s', 'rrs'],
    ['repeat: { max: 3, do: { add: { Need.food: 1 } } }', 's'],
    ['until-failure: { do: { sequence: [{ add: { Need.food: 1 } }, { if: Need.food < 60 }] } }', 'f'],
    ['until-success: { max: 2, do: fail }', 'f'],
    ['limit: { max: 2, do: succeed }', 'ssff'],
    ['max-time: { ticks: 2, do: run }', 'rrrfrrrf'],
    ['max-time: { ticks: 2, do: { wait: 1 } }', 'rsrs'],
    ['cooldown: { ticks: 3, do: succeed }', 'sffsff'],
    ['cooldown: { seconds: 0.1, do: fail }', 'ffff'],
    ['error', 'e'],
    ['selector: [error, succeed]', 'e'],
    ['parallel: [{ wait: 1 }, { wait: 3 }]', 'rrrs'],
    ['parallel: { succeed: 1, children: [{ wait: 1 }, { wait: 3 }] }', 'rsrs'],
    ['parallel: [{ wait: 3 }, fail]', 'f'],
    ['parallel: { fail: 0, children: [{ wait: 2 }, fail] }', 'rrf'],
    ['tree: sub', 'rs'],
  ])('%s', (tree, expected) => {
    const world = worldOf(tree, {}, { behaviours: { 'b.yaml': tree, 'sub.yaml': 'wait: 1' } });
    expect(statuses(world, expected.length)).toBe(expected);
  });

  test('repeat runs its child again in the same tick', () => {
    const world = worldOf('repeat: { max: 7, do: { add: { Need.food: 2 } } }');
    world.step();
    expect(need(world)['food']).toBe(64);
  });

  test('a parallel does not begin again what has finished', () => {
    const world = worldOf('parallel: [{ add: { Need.food: 1 } }, { wait: 3 }]');
    expect(statuses(world, 5)).toBe('rrrsr');
    expect(need(world)['food']).toBe(52);
  });

  test.each([
    ['parallel: [{ cooldown: { ticks: 5, do: { add: { Need.food: 1 } } } }, { add: { Need.rest: 1 } }]', 52],
    ['parallel: { fail: 0, children: [{ limit: { max: 3, do: { add: { Need.food: 1 } } } }, fail] }', 53],
    ['max-time: { ticks: 1, do: { sequence: [{ not: { not: { limit: { max: 2, do: { add: { Need.food: 1 } } } } } }, run] } }', 52],
  ])('limits and cooldowns keep their count inside %s', (tree, food) => {
    const world = worldOf(tree);
    for (let tick = 0; tick < 9; tick += 1) world.step();
    expect(need(world)['food']).toBe(food);
  });

  test('a node that is no longer reached forgets', () => {
    const world = worldOf(
      'selector: [{ sequence: [{ if: Need.food > 50 }, fail] }, { sequence: [{ if: Need.mood == calm }, { wait: 3 }] }, succeed]',
    );
    expect(statuses(world, 2)).toBe('rr');
    world.arena.set(world.arena.byKey('ant')!, 'Need', { mood: 'late' });
    expect(statuses(world, 1)).toBe('s');
    world.arena.set(world.arena.byKey('ant')!, 'Need', { mood: 'calm' });
    expect(statuses(world, 4)).toBe('rrrs');
  });

  test('utility tries what scores highest, then the next, ties in order', () => {
    const world = worldOf(
      `utility:
  - { score: Need.rest, do: { sequence: [{ add: { Need.rest: -6 } }, fail] } }
  - { score: { field: Need.food, times: 0.1, plus: 1 }, do: { set: { Need.note: eat } } }
  - { score: 6, do: { set: { Need.note: never } } }
  - { score: { call: hope }, do: { set: { Need.note: hope } } }`,
      {},
      { scripts: { 'a.js': `on('hope', () => time.tick > 1 ? 99 : 'much');` } },
    );
    world.step();
    expect(need(world)).toMatchObject({ rest: 4, note: 'eat' });
    world.step();
    expect(need(world)['note']).toBe('hope');
  });

  test('what all trees may ask for in a tick is bounded, and said once when it is used up', () => {
    const busy = worldOf(
      'repeat: { do: { call: work } }',
      {},
      { scripts: { 'a.js': `on('work', () => { let n = 0; while (n < 200000) n += 1; });` } },
    );
    const { fuel, events } = busy.step();
    expect(fuel).toBeGreaterThan(9_000_000);
    expect(fuel).toBeLessThan(20_000_000);
    expect(events.filter(({ type }) => type === 'BehaviourBudget')).toMatchObject([
      { payload: { message: 'The trees of this tick asked for more than 10000000 fuel.' } },
    ]);
    const loud = worldOf(
      'repeat: { do: { emit: boom } }',
      {},
      { entities: Object.fromEntries([1, 2, 3].map((i) => [`ant-${i}`, mind('b')])) },
    );
    expect(loud.step().events.filter(({ type }) => type === 'boom')).toHaveLength(10_000);
  });

  test('a loop without an end is an error and is told; the world goes on', () => {
    const world = worldOf('repeat: { do: succeed }');
    expect(world.step().events.map(({ type }) => type)).toEqual(['BehaviourEndless']);
    expect(statuses(world, 1)).toBe('e');
  });
});

describe('a mind', () => {
  test('that is off, has no tree, or has one that is not there does nothing, and the last is told once', () => {
    const world = worldOf(
      'add: { Need.food: 1 }',
      {},
      {
        entities: { ant: { Behaviour: { tree: 'b', running: false }, Need: {} } as never, bee: { Behaviour: {}, Need: {} } as never },
      },
    );
    world.step();
    expect([need(world)['food'], status(world)]).toEqual([50, 'none']);
    world.arena.set(world.arena.byKey('ant')!, 'Behaviour', { running: true, tree: 'gone' });
    expect(world.step().events).toMatchObject([{ type: 'BehaviourMissing', entity: 'ant', payload: { tree: 'gone' } }]);
    expect(world.step().events).toEqual([]);
  });

  test('that is given another tree begins it from the start', () => {
    const world = worldOf('wait: 5', {}, { behaviours: { 'b.yaml': 'wait: 5', 'c.yaml': 'wait: 2' } });
    expect(statuses(world, 4)).toBe('rrrr');
    world.arena.set(world.arena.byKey('ant')!, 'Behaviour', { tree: 'c' });
    expect(statuses(world, 3)).toBe('rrs');
  });

  const busy = `
selector:
  - mem-sequence: [{ if: Need.food < 60 }, { add: { Need.food: 3 } }, { wait: 2 }, { call: think }, { chance: 0.5 }]
  - parallel: { succeed: 1, children: [{ wait: 3 }, { cooldown: { ticks: 4, do: { add: { Need.food: -5 } } } }] }
  - max-time: { ticks: 2, do: { repeat: { max: 4, do: { mem-sequence: [succeed, { wait: 1 }] } } } }
  - utility: [{ score: Need.food, do: { limit: { max: 3, do: { add: { Need.rest: 0.1 } } } } }, { score: 40, do: { set: { Need.note: tired } } }]`;
  const busyLevel = (): LevelWords => ({
    project,
    behaviours: { 'b.yaml': busy },
    entities: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`ant-${i}`, mind('b', { food: 40 + 5 * i })])),
    scripts: { 'a.js': `on('think', () => { state.n = (state.n ?? 0) + 1; return state.n % 3 ? 'success' : 'running'; });` },
  });

  test('continues identically from a checkpoint of every tick', () => {
    const pkg = levelOf(busyLevel());
    const straight = engine.createWorld(pkg);
    let resumed = engine.openWorld(pkg, straight.checkpoint());
    for (let tick = 1; tick <= 60; tick += 1) {
      expect(resumed.step().hash, `tick ${tick}`).toBe(straight.step().hash);
      const checkpoint = resumed.checkpoint();
      expect(Buffer.compare(checkpoint, straight.checkpoint())).toBe(0);
      resumed.dispose();
      resumed = engine.openWorld(pkg, checkpoint);
    }
  });

  test('whose visits are traced does the same, and every node that was visited says what it came to', () => {
    const pkg = levelOf(busyLevel());
    const [plain, traced] = [engine.createWorld(pkg), engine.createWorld(pkg)];
    traced.traceBehaviours(true);
    for (let tick = 1; tick <= 40; tick += 1) {
      expect(traced.step().hash).toBe(plain.step().hash);
      const roots = traced.behaviourVisits().filter(({ node }) => node === '0');
      expect(roots.map(({ entity, status: result }) => [entity, result])).toEqual(
        Array.from({ length: 9 }, (_, i) => [`ant-${i}`, traced.arena.get(traced.arena.byKey(`ant-${i}`)!, 'Behaviour')!['status']]),
      );
    }
    expect(plain.behaviourVisits()).toEqual([]);
    expect(new Set(traced.behaviourVisits().map(({ node }) => node)).size).toBeGreaterThan(4);
    traced.traceBehaviours(false);
    expect(traced.step().hash).toBe(plain.step().hash);
    expect(traced.behaviourVisits()).toEqual([]);
  });

  test('that is traced is cut off after as many steps as any', () => {
    const long = (max: number): World => worldOf(`repeat: { max: ${max}, do: { add: { Need.rest: 1 } } }`);
    for (const [max, came] of [
      [4990, 'success'],
      [5010, 'error'],
    ] as const) {
      const [watched, traced] = [long(max), long(max)];
      watched.traceBehaviours(true);
      watched.step();
      traced.step([], { trace: true });
      expect([status(watched), status(traced)]).toEqual([came, came]);
    }
  });
});
