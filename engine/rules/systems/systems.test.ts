import { beforeAll, describe, expect, test } from 'vitest';
import { openTestEngine, levelOf } from '../../run/testing/index.ts';
import type { Engine, World } from '../../run/index.ts';
import type { LevelWords } from '../../run/testing/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

const worldOf = (words: LevelWords): World => engine.createWorld(levelOf(words));
const read = (world: World, key: string, component: string) => world.arena.get(world.arena.byKey(key)!, component)!;
const run = (world: World, ticks: number) => Array.from({ length: ticks }, () => world.step()).flatMap(({ events }) => events);

describe('Spin', () => {
  test('after a quarter turn the rotation is a quarter turn about its axis', () => {
    const world = worldOf({ entities: { cube: { Transform: {}, Spin: { axis: [0, 0.5, 0], speed: Math.PI / 2 } } } });
    run(world, 20);
    const [x, y, z, w] = read(world, 'cube', 'Transform')['rotation'] as number[];
    expect([x, z]).toEqual([0, 0]);
    expect(y).toBeCloseTo(Math.SQRT1_2, 6);
    expect(w).toBeCloseTo(Math.SQRT1_2, 6);
  });

  test('about no axis turns nothing', () => {
    const world = worldOf({ entities: { cube: { Transform: {}, Spin: { axis: [0, 0, 0] } } } });
    run(world, 5);
    expect(read(world, 'cube', 'Transform')['rotation']).toEqual([0, 0, 0, 1]);
  });
});

describe('Velocity', () => {
  test('moves by metres per second and keeps rotations at length one', () => {
    const world = worldOf({ entities: { kite: { Transform: {}, Velocity: { linear: [2, 0, -1], angular: [0.3, 1, 0.2] } } } });
    run(world, 40);
    const { position, rotation } = read(world, 'kite', 'Transform') as { position: number[]; rotation: number[] };
    expect(position[0]).toBeCloseTo(4, 5);
    expect(position[2]).toBeCloseTo(-2, 5);
    expect(Math.hypot(...rotation)).toBeCloseTo(1, 6);
  });
});

describe('Timer', () => {
  test('tells its event every so many ticks, or once', () => {
    const world = worldOf({
      entities: {
        often: { Timer: { every: 3, left: 3, event: 'tick' } },
        once: { Timer: { left: 2, repeat: false, event: 'bell' } },
        off: { Timer: { left: 1, running: false } },
      },
    });
    expect(run(world, 9).map(({ tick, type, entity }) => [tick, type, entity])).toEqual([
      [2, 'bell', 'once'],
      [3, 'tick', 'often'],
      [6, 'tick', 'often'],
      [9, 'tick', 'often'],
    ]);
  });
});

describe('Progress', () => {
  test('fills by its rate, stops at its goal and tells so once', () => {
    const world = worldOf({ entities: { bar: { Progress: { goal: 1, rate: 4, event: 'full' } } } });
    expect(run(world, 10).map(({ tick, type }) => [tick, type])).toEqual([[5, 'full']]);
    expect(read(world, 'bar', 'Progress')['value']).toBe(1);
  });
});

describe('Wallet', () => {
  test('a cent a tick is exact after a thousand ticks', () => {
    const world = worldOf({ entities: { shop: { Wallet: { balance: '0.10', income: '0.01' } } } });
    run(world, 1000);
    expect(read(world, 'shop', 'Wallet')['balance']).toBe('10.10');
  });

  test('upkeep beyond the credit is not paid, and that is told', () => {
    const world = worldOf({ entities: { shop: { Wallet: { balance: '1.00', credit: '0.50', income: '-0.60' } } } });
    expect(run(world, 3).map(({ tick, type }) => [tick, type])).toEqual([[3, 'WalletEmpty']]);
    expect(read(world, 'shop', 'Wallet')['balance']).toBe('-0.20');
  });

  test('a balance that is full stays as it is', () => {
    const world = worldOf({ entities: { shop: { Wallet: { balance: '90071992547409.91', income: '0.01' } } } });
    expect(run(world, 1)).toMatchObject([{ type: 'WalletFull' }]);
    expect(read(world, 'shop', 'Wallet')['balance']).toBe('90071992547409.91');
  });
});

describe('Quest and Achievement', () => {
  const words: LevelWords = {
    entities: {
      bell: { Timer: { every: 2, left: 2, event: 'rung' } },
      first: { Quest: { event: 'rung', target: 2, reward: '5.00', hero: null } },
      second: { Quest: { state: 'locked', after: 'first', event: 'rung', target: 1, reward: '2.50', hero: 'zoe' } },
      third: { Quest: { event: 'never', deadline: 3 } },
      trophy: { Achievement: { event: 'rung', target: 3 } },
      zoe: { Wallet: {} },
    },
  };

  test('a quest counts, is done, unlocks the next; one whose time is over fails', () => {
    const told = run(worldOf(words), 8).filter(({ type }) => type !== 'rung');
    expect(told.map(({ tick, type, entity }) => [tick, type, entity])).toEqual([
      [4, 'QuestDone', 'first'],
      [4, 'QuestFailed', 'third'],
      [5, 'QuestUnlocked', 'second'],
      [6, 'AchievementUnlocked', 'trophy'],
    ]);
  });

  test('a hero’s quest counts the hero’s events only, and pays the hero', () => {
    const mine = structuredClone(words);
    mine.entities!['zoe'] = { Wallet: {}, Timer: { every: 3, left: 3, event: 'rung' } };
    const world = worldOf(mine);
    run(world, 9);
    expect(read(world, 'second', 'Quest')['state']).toBe('done');
    expect(read(world, 'zoe', 'Wallet')['balance']).toBe('2.50');
  });
});

describe('the tick rate', () => {
  test('is changed by the system only, and then a tick is longer', () => {
    const world = worldOf({ entities: { kite: { Transform: {}, Velocity: { linear: [1, 0, 0] } } } });
    const set = (sender: number, seq: number) => ({ sender, seq, type: 'SetTickRate', payload: { hz: 10 } });
    expect(world.step([set(4, 1)]).events).toMatchObject([{ type: 'CommandRefused' }]);
    expect(world.step([set(0, 1)]).events).toMatchObject([{ type: 'TickRateSet', payload: { hz: 10 } }]);
    const at = () => (read(world, 'kite', 'Transform')['position'] as number[])[0]!;
    const before = at();
    world.step();
    expect(at() - before).toBeCloseTo(0.1, 6);
  });
});

describe('Trigger', () => {
  const walker = (x: number, speed: number, team = 0) => ({
    Transform: { position: [x, 0, 0] },
    Velocity: { linear: [speed, 0, 0] },
    Team: { number: team },
  });
  const told = (events: ReturnType<typeof run>) =>
    events.filter(({ source }) => source === 'trigger').map(({ tick, type, entity, payload }) => [tick, type, entity, payload]);

  test('tells who comes in and who goes out, once each, and keeps who is inside', () => {
    const world = worldOf({ entities: { gate: { Transform: {}, Trigger: { size: [2, 2, 2] } }, ann: walker(-2, 20) } });
    expect(told(run(world, 2))).toEqual([[1, 'trigger.enter', 'ann', { zone: 'gate' }]]);
    expect((read(world, 'gate', 'Occupants')['who'] as unknown[])[0]).toBe('ann');
    expect(told(run(world, 3))).toEqual([[4, 'trigger.leave', 'ann', { zone: 'gate' }]]);
    expect((read(world, 'gate', 'Occupants')['who'] as unknown[])[0]).toBeNull();
  });

  test('notices the teams it is told to notice, and nobody without a team', () => {
    const world = worldOf({
      entities: {
        gate: { Transform: {}, Trigger: { size: [4, 4, 4], groups: 2 } },
        red: walker(0, 0, 0),
        blue: walker(1, 0, 1),
        crate: { Transform: {} },
      },
    });
    expect(told(run(world, 2))).toEqual([[1, 'trigger.enter', 'blue', { zone: 'gate' }]]);
  });

  test('with once tells the first and nothing after', () => {
    const world = worldOf({
      entities: { gate: { Transform: {}, Trigger: { size: [2, 2, 2], once: true } }, ann: walker(-2, 20), bob: walker(-3, 20) },
    });
    expect(told(run(world, 9))).toEqual([[1, 'trigger.enter', 'ann', { zone: 'gate' }]]);
  });

  test('knows where an entity is that stands on another', () => {
    const turn = [0, Math.SQRT1_2, 0, Math.SQRT1_2];
    const world = worldOf({
      entities: {
        cart: { Transform: { position: [10, 0, 0], rotation: turn, scale: [2, 2, 2] } },
        rider: { parent: 'cart', components: { Transform: { position: [1, 0, 0] }, Team: {} } },
        gate: { Transform: { position: [10, 0, -2] }, Trigger: { size: [0.5, 0.5, 0.5] } },
      },
    });
    expect(told(run(world, 1))).toEqual([[1, 'trigger.enter', 'rider', { zone: 'gate' }]]);
  });

  test('a crowd beyond its count is noticed when there is room', () => {
    const crowd = Object.fromEntries(
      Array.from({ length: 34 }, (_, i) => [`p${i.toString().padStart(2, '0')}`, walker(0, i === 0 ? 30 : 0)]),
    );
    const world = worldOf({ entities: { ...crowd, gate: { Transform: {}, Trigger: { size: [4, 1, 1] } } } });
    const first = told(run(world, 1));
    expect(first).toHaveLength(32);
    const [left, ...rest] = told(run(world, 1));
    expect(left).toEqual([2, 'trigger.leave', 'p00', { zone: 'gate' }]);
    expect(rest).toEqual([[2, 'trigger.enter', 'p32', { zone: 'gate' }]]);
  });
});

describe('Spawner', () => {
  const project = { prefabs: { Crate: { components: { Transform: { position: [0, 1, 0] }, Team: { number: 3 } } } } };
  const made = (world: World) => world.entities().filter(({ components }) => components['Spawned']);

  test('makes one of its prefab every so many ticks, where it stands, up to its limit', () => {
    const world = worldOf({
      project,
      entities: { chute: { Transform: { position: [5, 0, 2] }, Spawner: { prefab: 'Crate', every: 3, limit: 2 } } },
    });
    const counts = Array.from({ length: 9 }, () => {
      world.step();
      return made(world).length;
    });
    expect(counts).toEqual([1, 1, 1, 2, 2, 2, 2, 2, 2]);
    const [first] = made(world);
    expect(first!.components).toMatchObject({ Transform: { position: [5, 1, 2] }, Team: { number: 3 }, Spawned: { by: 'chute', tick: 1 } });
    world.arena.despawn(world.arena.byKey(first!.key)!);
    world.step();
    expect(made(world), 'room again').toHaveLength(2);
  });

  test('makes the parts of its prefab below it, which end with it and count for nothing', () => {
    const part = { name: 'Part', parent: null, order: 'a0', components: { Transform: { position: [0, 2, 0] } } };
    const world = worldOf({
      project: {
        prefabs: {
          Crate: {
            components: { Transform: {} },
            parts: { lid: part, knob: { ...part, parent: 'lid', components: { Team: { number: 4 } } } },
          },
        },
      },
      entities: { chute: { Transform: { position: [5, 0, 2] }, Spawner: { prefab: 'Crate', every: 1, limit: 2 } } },
    });
    run(world, 4);
    const [crate] = made(world);
    const below = (key: string) => world.entities().filter(({ parent }) => parent === key);
    const [lid] = below(crate!.key);
    expect([made(world).length, world.entities().length, lid!.components['Transform']!['position']]).toEqual([2, 7, [0, 2, 0]]);
    expect(below(lid!.key)).toMatchObject([{ components: { Team: { number: 4 } } }]);
    world.arena.despawn(world.arena.byKey(crate!.key)!);
    expect(world.entities()).toHaveLength(4);
  });

  test('spreads them over its radius, differently for every seed and equally for the same', () => {
    const pkg = levelOf({
      project: { ...project, scenarios: { a: { name: 'A', values: {}, ticks: 9, seed: 1 } } },
      entities: { chute: { Transform: {}, Spawner: { prefab: 'Crate', every: 1, limit: 0, radius: 4 } } },
    });
    const places = (seed: number) => {
      const world = engine.createWorld(pkg, { seed });
      run(world, 40);
      return made(world).map(({ components }) => components['Transform']!['position'] as number[]);
    };
    const [a, again, b] = [places(7), places(7), places(8)];
    expect(a).toHaveLength(40);
    expect(a).toEqual(again);
    expect(a).not.toEqual(b);
    for (const [x, , z] of a) expect(Math.hypot(x!, z!)).toBeLessThanOrEqual(4.000001);
  });
});

describe('Role', () => {
  const clock = { kind: 'turns', unit: 'day', awaits: 'Sell', take: 'Take', release: 'Leave' };
  const commands = {
    Take: { fields: { stage: { kind: 'string' } } },
    Leave: { fields: {} },
    Sell: { needs: 'trade', fields: {} },
  };

  test('refuses a command that needs a right which the sender’s seat does not have', () => {
    const world = worldOf({
      clock,
      project: { commands },
      entities: {
        clerk: { Seat: { stage: 'clerk' }, Role: { name: 'Clerk', may: ['speak'] } },
        trader: { Seat: { stage: 'trader' }, Role: { may: ['trade'] } },
        owner: { Seat: { stage: 'owner' } },
      },
    });
    const command = (sender: number, seq: number, type: string, payload: Record<string, string> = {}) => ({
      tick: 1,
      sender,
      seq,
      type,
      payload,
    });
    const { events } = world.step([
      ...['clerk', 'trader', 'owner'].map((stage, index) => command(index + 1, 1, 'Take', { stage })),
      ...[1, 2, 3].map((sender) => command(sender, 2, 'Sell')),
    ]);
    expect(events.filter(({ type }) => type === 'CommandRefused').map(({ payload }) => payload)).toEqual([
      {
        sender: 1,
        seq: 2,
        type: 'Sell',
        message: 'Sell needs the right to trade, which Clerk does not have.',
        hint: 'It may speak.',
      },
    ]);
  });
});

describe('columns stay finite', () => {
  let production: Engine;
  beforeAll(async () => {
    production = await openTestEngine({ development: false, physics: true });
  });

  test('a rotation without a length is refused when a level is made of it', () => {
    expect(() => levelOf({ entities: { kite: { Transform: { rotation: [0, 0, 0, 0] } } } })).toThrow(
      'expected a rotation, which has a length',
    );
  });

  test.each([
    ['an entity that turns', { Transform: {}, Velocity: { angular: [1, 2, 3] } }],
    ['a body', { Transform: {}, Velocity: {}, RigidBody: {}, Collider: {} }],
  ])('a script writes four zeros as the rotation of %s', (_, kite) => {
    const script = `function onTick() { for (const row of query('Transform')) row.Transform.rotation = [0, 0, 0, 0]; }`;
    const world = production.createWorld(levelOf({ scripts: { 'zero.ts': script }, entities: { kite } }));
    run(world, 3);
    expect(() => world.arena.check()).not.toThrow();
    world.dispose();
  });

  test('whoever is as fast as can be stays where a Transform reaches', () => {
    const fast = { Transform: { position: [1e9, -1e9, 0] }, Velocity: { linear: [1e6, -1e6, 1e6], angular: [1e4, 1e4, 1e4] } };
    const world = production.createWorld(levelOf({ entities: { comet: fast } }));
    run(world, 50);
    expect(() => world.arena.check()).not.toThrow();
    expect(read(world, 'comet', 'Transform')['position']).toEqual([1e9, -1e9, 2_500_000]);
  });

  test('a body that a script brings into a level without bodies falls', () => {
    const script = `function start() { spawn(null, { Transform: { position: [0, 10, 0] }, RigidBody: {}, Collider: {} }, 'crate'); }`;
    const pkg = levelOf({ scripts: { 'drop.ts': script } });
    expect(production.needsPhysics(pkg)).toBe(true);
    const world = production.createWorld(pkg);
    run(world, 20);
    expect((read(world, 'crate', 'Transform')['position'] as number[])[1]).toBeLessThan(6);
    world.dispose();
  });
});
