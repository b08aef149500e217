import { beforeAll, describe, expect, test } from 'vitest';
import { levelOf, openTestEngine, type LevelWords } from '../../run/testing/index.ts';
import type { Engine, World } from '../../run/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

type Entities = NonNullable<LevelWords['entities']>;
type Vec3 = [number, number, number];

const clock = { kind: 'realtime', hz: 16 };
const worldOf = (words: LevelWords): World => engine.createWorld(levelOf({ clock, ...words }));
const run = (world: World, ticks: number) => Array.from({ length: ticks }, () => world.step()).flatMap(({ events }) => events);
const read = (world: World, key: string, component: string) => world.arena.get(world.arena.byKey(key)!, component)!;
const at = (world: World, key = 'ann'): number[] =>
  (read(world, key, 'Transform')['position'] as number[]).map((one) => Math.round(one * 1000) / 1000 + 0);
const state = (world: World, key = 'ann') => read(world, key, 'NavAgent')['state'];
const told = (events: readonly { tick: number; type: string; entity?: string; payload: unknown }[]) =>
  events.map(({ type, entity, payload }) => [type, entity, payload]);

const ground: Entities = { ground: { Transform: {}, NavRegion: { size: [20, 2, 20], cell: 0.5 } } };
const ann = (position: Vec3, agent: Record<string, string | number | boolean | number[]> = {}): Entities => ({
  ann: { Transform: { position }, NavAgent: { target: 'home', ...agent } },
});
const home = (position: Vec3): Entities => ({ home: { Transform: { position } } });
const wall = (position: Vec3, size: Vec3) => ({ Transform: { position }, NavObstacle: { size } });
/** From z -6 to 6, right between where she stands and home. */
const between: Entities = { wall: wall([0, 0, 0], [1, 1, 12]) };

describe('an agent', () => {
  test('goes straight over open ground, at its speed, and is told to have arrived once', () => {
    const world = worldOf({ entities: { ...ground, ...ann([-4, 0, 1], { reach: 0 }), ...home([4, 0, 1]) } });
    run(world, 1);
    expect(at(world), 'what it keeps its way in is given to it in the first tick').toEqual([-4, 0, 1]);
    run(world, 16);
    expect(at(world)).toEqual([-2, 0, 1]);
    expect([state(world), (read(world, 'ann', 'Transform')['rotation'] as number[]).map((one) => Math.round(one * 1000) / 1000)]).toEqual([
      'walking',
      [0, 0.707, 0, 0.707],
    ]);
    const events = run(world, 80);
    expect(at(world)).toEqual([4, 0, 1]);
    expect(told(events)).toEqual([['nav.arrived', 'ann', { target: 'home' }]]);
    expect(state(world)).toBe('arrived');
  });

  test('goes around what is in the way, keeping its radius from it all along', () => {
    const world = worldOf({ entities: { ...ground, ...between, ...ann([-4, 0, 0], { radius: 1 }), ...home([4, 0, 0]) } });
    for (let tick = 0; tick < 160; tick += 1) {
      world.step();
      const [x, , z] = at(world) as Vec3;
      const away = Math.hypot(Math.max(0, Math.abs(x) - 0.5), Math.max(0, Math.abs(z) - 6));
      // To within half of a cell's diagonal: a cell is free when its middle is.
      expect(away, `at ${x} ${z}`).toBeGreaterThan(1 - 0.36);
    }
    expect(state(world)).toBe('arrived');
  });

  test('goes around fixed bodies of every shape, and through sensors, what is flat, what is high up and what moves', () => {
    const fixed = (position: Vec3, collider: Record<string, string | boolean | number[]>, kind = 'fixed') => ({
      Transform: { position },
      RigidBody: { kind },
      Collider: { size: [1, 1, 12], ...collider },
    });
    const passes = (entity: Entities[string]): boolean => {
      const world = worldOf({
        physics: { backend: 'kinematic' },
        entities: { ...ground, wall: entity, ...ann([-4, 0, 0]), ...home([4, 0, 0]) },
      });
      run(world, 2);
      return read(world, 'ann', 'NavWay')['left'] === 1;
    };
    expect(passes(fixed([0, 0, 0], {}))).toBe(false);
    expect(passes(fixed([0, 0, 0], { shape: 'cylinder', size: [3, 1, 3] }))).toBe(false);
    expect(passes(fixed([0, 0, 0], { shape: 'sphere', size: [3, 3, 3] }))).toBe(false);
    expect(passes(fixed([0, -1, 0], {})), 'the floor').toBe(true);
    expect(passes(fixed([0, 2, 0], {})), 'a bridge').toBe(true);
    expect(passes(fixed([0, 0, 0], { sensor: true }))).toBe(true);
    expect(passes(fixed([0, 0, 0], {}, 'kinematic'))).toBe(true);
    expect(passes({ Transform: { position: [0, 0, 0] }, Collider: { size: [1, 1, 12] } }), 'no body').toBe(true);
    const half = Math.SQRT1_2;
    const turned = { ...wall([0, 0, 6.5], [12, 1, 1]), Transform: { position: [0, 0, 0], rotation: [0, half, 0, half] } };
    expect(passes(turned), 'turned into the way').toBe(false);
  });

  test('that has no way stands still, says so once, and goes when there is one', () => {
    const box: Entities = {
      n: wall([4, 0, -2], [5, 1, 1]),
      s: wall([4, 0, 2], [5, 1, 1]),
      w: wall([2, 0, 0], [1, 1, 5]),
      e: wall([6, 0, 0], [1, 1, 5]),
    };
    const world = worldOf({
      scripts: { 'open.js': `function onTick() { if (time.tick === 40) despawn('w'); }` },
      entities: { ...ground, ...box, ...ann([-4, 0, 0]), ...home([4, 0, 0]) },
    });
    const events = run(world, 39);
    expect([at(world), state(world)]).toEqual([[-4, 0, 0], 'unreachable']);
    expect(told(events)).toEqual([['nav.unreachable', 'ann', { target: 'home' }]]);
    expect(told(run(world, 100))).toEqual([['nav.arrived', 'ann', { target: 'home' }]]);
  });

  test.each<[string, Vec3, Vec3]>([
    ['it stands on no region', [-14, 0, 0], [4, 0, 0]],
    ['its goal is outside of its region', [-4, 0, 0], [14, 0, 0]],
    ['its goal is on another floor', [-4, 0, 0], [4, 6, 0]],
  ])('has no way where %s', (_, from, to) => {
    const world = worldOf({ entities: { ...ground, ...ann(from), ...home(to) } });
    expect(told(run(world, 10))).toEqual([['nav.unreachable', 'ann', { target: 'home' }]]);
    expect(at(world)).toEqual(from);
  });

  test('comes as near as its reach to what stands in its own way', () => {
    const house: Entities = { home: wall([4, 0, 0], [2, 2, 2]) };
    const world = worldOf({ entities: { ...ground, ...house, ...ann([-4, 0, 0], { reach: 1.8 }) } });
    run(world, 80);
    expect([state(world), Math.round(at(world)[0]!)]).toEqual(['arrived', 2]);
    const shy = worldOf({ entities: { ...ground, ...house, ...ann([-4, 0, 0], { reach: 0 }) } });
    run(shy, 10);
    expect(state(shy)).toBe('unreachable');
  });

  test('follows a goal that moves, and goes to a point', () => {
    const world = worldOf({
      entities: { ...ground, ...ann([-4, 0, 0]), home: { Transform: { position: [0, 0, 0] }, Velocity: { linear: [0, 0, 1] } } },
    });
    run(world, 80);
    expect(state(world)).toBe('arrived');
    expect(at(world)[2]).toBeGreaterThan(3);
    const other = worldOf({
      entities: { ...ground, ...ann([-4, 0, 0], { to: 'point', point: [-2, 0, 3], reach: 0 }), ...home([4, 0, 0]) },
    });
    expect(told(run(other, 60))).toEqual([['nav.arrived', 'ann', { target: null }]]);
    expect(at(other)).toEqual([-2, 0, 3]);
  });

  test('stays without a target, while it is told to, and as a body that physics pushes; a target that ends leaves it idle', () => {
    const off = worldOf({ entities: { ...ground, ...ann([-4, 0, 0], { running: false }), ...home([4, 0, 0]) } });
    const none = worldOf({ entities: { ...ground, ann: { Transform: { position: [-4, 0, 0] }, NavAgent: {} } } });
    const pushed = worldOf({
      physics: { backend: 'kinematic' },
      entities: {
        ...ground,
        ...home([4, 0, 0]),
        ann: { Transform: { position: [-4, 0, 0] }, RigidBody: {}, NavAgent: { target: 'home' } },
      },
    });
    for (const world of [off, none, pushed]) {
      expect(run(world, 5)).toEqual([]);
      expect([at(world), state(world)]).toEqual([[-4, 0, 0], 'idle']);
    }
    const widow = worldOf({
      scripts: { 'end.js': `function onTick() { if (time.tick === 20) despawn('home'); }` },
      entities: { ...ground, ...ann([-4, 0, 0]), ...home([4, 0, 0]) },
    });
    run(widow, 40);
    expect([state(widow), at(widow)[0]]).toEqual(['idle', -1.75]);
  });

  test('pushed into something’s way comes out and goes on', () => {
    const world = worldOf({ entities: { ...ground, ...between, ...ann([-0.7, 0, 0]), ...home([-4, 0, 0]) } });
    run(world, 60);
    expect(state(world)).toBe('arrived');
  });

  test('walks a character by what it wants, and lets it stand when it is there', () => {
    const body = { RigidBody: { kind: 'kinematic' }, Collider: { shape: 'capsule', size: [0.6, 1.8, 0.6] }, Character: {} };
    const floor = { Transform: { position: [0, -1, 0] }, RigidBody: { kind: 'fixed' }, Collider: { size: [40, 1, 40] } };
    const world = worldOf({
      physics: { backend: 'kinematic' },
      entities: { ...ground, floor, ...home([4, 0, 0]), ann: { ...(ann([-4, 0, 0], { speed: 4 })['ann'] as object), ...body } },
    });
    run(world, 10);
    expect(state(world)).toBe('walking');
    expect(Math.hypot(...(read(world, 'ann', 'Character')['move'] as number[]))).toBeCloseTo(4, 6);
    run(world, 30);
    expect([state(world), read(world, 'ann', 'Character')['move']]).toEqual(['arrived', [0, 0, 0]]);
    expect(Math.abs(at(world)[0]! - 4)).toBeLessThan(0.8);
    world.dispose();
  });
});

describe('ways in a run', () => {
  /** Walls with gaps on both sides in turn: more corners than an agent keeps. */
  const maze: Entities = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [`w${index}`, wall([-7.5 + index * 1.5, 0, index % 2 === 0 ? 1 : -1], [0.3, 1, 18])]),
  );

  test('a way of more corners than are kept is gone to its end', () => {
    const world = worldOf({ entities: { ...ground, ...maze, ...ann([-9, 0, 0], { speed: 20 }), ...home([9, 0, 0]) } });
    run(world, 2);
    expect(read(world, 'ann', 'NavWay')['left']).toBe(8);
    run(world, 200);
    expect(state(world)).toBe('arrived');
  });

  test('is the same in slices of one tick, each in a new world from checkpoint bytes', () => {
    const pkg = levelOf({
      clock,
      entities: {
        ...ground,
        ...maze,
        door: { ...wall([9, 0, -9], [1, 1, 1]), Velocity: { linear: [0, 0, 1] } },
        ...ann([-9, 0, 0], { speed: 6 }),
        bob: { Transform: { position: [9, 0, 9] }, NavAgent: { target: 'ann', speed: 5, reach: 1 } },
        home: { Transform: { position: [5, 0, 0] }, Velocity: { linear: [0, 0, 0.7] } },
      },
    });
    const straight = engine.createWorld(pkg);
    let sliced = engine.createWorld(pkg);
    for (let tick = 1; tick <= 60; tick += 1) {
      sliced = engine.openWorld(pkg, sliced.checkpoint());
      const [one, other] = [straight.step(), sliced.step()];
      expect([other.hash, other.chain], `tick ${tick}`).toEqual([one.hash, one.chain]);
    }
    expect(at(straight)).not.toEqual([-9, 0, 0]);
  });

  test('a crowd is served in turn: nobody waits for ever, and a tick looks at no more cells than it may', () => {
    const crowd = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `c${String(index).padStart(2, '0')}`,
        { Transform: { position: [-18 + (index % 10) * 0.1, 0, index * 0.1] }, NavAgent: { target: 'home', reach: 0, speed: 1 } },
      ]),
    );
    const world = worldOf({
      entities: {
        ground: { Transform: {}, NavRegion: { size: [40, 2, 40], cell: 0.2 } },
        ...crowd,
        wall: wall([0, 0, 0], [0.3, 1, 38]),
        // In another cell with every tick: everybody asks again and again.
        home: { Transform: { position: [18, 0, 15] }, Velocity: { linear: [0, 0, -3.2] } },
      },
    });
    const walking = () => Object.keys(crowd).filter((key) => state(world, key) === 'walking').length;
    run(world, 2);
    const first = walking();
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(60);
    let ticks = 0;
    while (walking() < 60 && ticks < 60) {
      run(world, 1);
      ticks += 1;
    }
    expect(walking()).toBe(60);
  });

  test('a region of more cells than may be is none', () => {
    const world = worldOf({
      scripts: { 'grow.js': `function onTick() { set('ground', 'NavRegion', { cell: 0.1, size: [100, 2, 100] }); }` },
      entities: { ...ground, ...ann([-4, 0, 0]), ...home([4, 0, 0]) },
    });
    run(world, 5);
    expect(state(world)).toBe('unreachable');
  });
});
