import { beforeAll, describe, expect, test } from 'vitest';
import { levelOf, openTestEngine, type LevelWords } from '../../run/testing/index.ts';
import type { Engine, World } from '../../run/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

type Entities = NonNullable<LevelWords['entities']>;
type Values = Record<string, string | number | boolean>;

/** Sixteen ticks a second: a tick is a number of seconds that is kept exactly. */
const clock = { kind: 'realtime', hz: 16 };
const worldOf = (words: LevelWords): World => engine.createWorld(levelOf({ clock, ...words }));
const run = (world: World, ticks: number) => Array.from({ length: ticks }, () => world.step()).flatMap(({ events }) => events);
const transform = (world: World, key: string) => world.arena.get(world.arena.byKey(key)!, 'Transform') as Record<string, number[]>;
const near = (numbers: readonly number[] | undefined): number[] => (numbers ?? []).map((one) => Math.round(one * 1e5) / 1e5 + 0);
const at = (world: World, key = 'cart'): number[] => near(transform(world, key)['position']);

/** A path whose points are named against their order, 4 m to the right and then 3 m towards the beholder. */
const corner = (path: Values = {}): Entities => ({
  path: { Path: path },
  z: { parent: 'path', components: { Transform: {} } },
  y: { parent: 'path', components: { Transform: { position: [4, 0, 0] } } },
  x: { parent: 'path', components: { Transform: { position: [4, 0, 3] } } },
});
const cart = (follower: Values = {}): Entities => ({ cart: { Transform: {}, PathFollower: { path: 'path', speed: 2, ...follower } } });

describe('a follower', () => {
  test('goes along the points in the order of the tree at an even speed, and is told to have arrived once', () => {
    const world = worldOf({ entities: { ...corner(), ...cart() } });
    const events = run(world, 24);
    expect(at(world)).toEqual([3, 0, 0]);
    run(world, 8);
    expect(at(world)).toEqual([4, 0, 0]);
    run(world, 8);
    expect(at(world)).toEqual([4, 0, 1]);
    events.push(...run(world, 40));
    expect(at(world)).toEqual([4, 0, 3]);
    expect(events.map(({ tick, type, entity, payload }) => [tick, type, entity, payload])).toEqual([
      [56, 'path.end', 'cart', { path: 'path' }],
    ]);
    expect(world.arena.get(world.arena.byKey('cart')!, 'PathFollower')).toMatchObject({ running: false, travelled: 7 });
  });

  test('looks along its path with its front, +z', () => {
    const world = worldOf({ entities: { ...corner(), ...cart(), plain: { Transform: {}, PathFollower: { path: 'path', turn: false } } } });
    run(world, 10);
    expect(near(transform(world, 'cart')['rotation'])).toEqual([0, 0.70711, 0, 0.70711]);
    expect(transform(world, 'plain')['rotation']).toEqual([0, 0, 0, 1]);
    run(world, 30);
    expect(near(transform(world, 'cart')['rotation'])).toEqual([0, 0, 0, 1]);
  });

  test('with loop begins again, round a closed path without a leap', () => {
    const closed = worldOf({ entities: { ...corner({ closed: true }), ...cart({ atEnd: 'loop' }) } });
    const told = run(closed, 96);
    // Twelve metres are a lap: home from [4, 0, 3] is five of them.
    expect(at(closed)).toEqual([0, 0, 0]);
    run(closed, 8);
    expect(at(closed)).toEqual([1, 0, 0]);
    expect(told.map(({ tick }) => tick)).toEqual([96]);
    const open = worldOf({ entities: { ...corner(), ...cart({ atEnd: 'loop', speed: 4 }) } });
    run(open, 32);
    expect(at(open)).toEqual([1, 0, 0]);
  });

  test('back and forth turns round at both ends, and tells of both', () => {
    const world = worldOf({ entities: { ...corner(), ...cart({ atEnd: 'back-and-forth', arrived: 'turned' }) } });
    const told = run(world, 64);
    expect(at(world)).toEqual([4, 0, 2]);
    expect(near(transform(world, 'cart')['rotation'])).toEqual([0, 1, 0, 0]);
    told.push(...run(world, 56));
    // Fifteen metres: there, back, and one.
    expect(at(world)).toEqual([1, 0, 0]);
    expect(told.map(({ tick, type }) => [tick, type])).toEqual([
      [56, 'turned'],
      [112, 'turned'],
    ]);
  });

  test('stays on a path that is moved, and is put right below parents that are placed, turned and scaled', () => {
    const turn = [0, Math.SQRT1_2, 0, Math.SQRT1_2];
    const world = worldOf({
      scripts: { 'move.js': `function onTick() { set('path', 'Transform', { position: [0, 5, 0] }); }` },
      entities: {
        ...corner(),
        path: { Path: {}, Transform: {} },
        ship: { Transform: { position: [10, 0, 0], rotation: turn, scale: [2, 2, 2] } },
        cart: { parent: 'ship', components: { Transform: {}, PathFollower: { path: 'path', speed: 2 } } },
      },
    });
    run(world, 16);
    // Two metres along, five up: from the ship that is 8 m to its left, along its own z, halved by its scale.
    expect(at(world)).toEqual([0, 2.5, -4]);
    expect(near(transform(world, 'cart')['rotation'])).toEqual([0, 0, 0, 1]);
  });

  test('that rides on a follower is put where it belongs in the same tick, whichever is named first', () => {
    const world = worldOf({
      entities: {
        ...corner(),
        a: { parent: 'cart', components: { Transform: {}, PathFollower: { path: 'path', speed: 1, turn: false } } },
        ...cart({ turn: false }),
      },
    });
    run(world, 16);
    expect(at(world)).toEqual([2, 0, 0]);
    expect(at(world, 'a'), 'a metre along, from who is two metres along').toEqual([-1, 0, 0]);
  });

  test('comes into a zone in the tick in which it moves there', () => {
    const world = worldOf({
      entities: {
        ...corner(),
        cart: { ...(cart()['cart'] as object), Team: {} },
        zone: { Transform: { position: [1, 0, 0] }, Trigger: { size: [1, 1, 1] } },
      },
    });
    expect(run(world, 12).map(({ tick, type }) => [tick, type])).toEqual([[4, 'trigger.enter']]);
  });

  test('stands still without a path, without points, and as a body that physics pushes', () => {
    const still = { Transform: { position: [1, 2, 3] } };
    const world = worldOf({
      entities: {
        ...corner(),
        empty: { Path: {} },
        none: { ...still, PathFollower: {} },
        nowhere: { ...still, PathFollower: { path: 'empty' } },
        other: { ...still, PathFollower: { path: 'y' } },
        pushed: { ...still, PathFollower: { path: 'path' }, RigidBody: {} },
        off: { ...still, PathFollower: { path: 'path', running: false } },
        led: { ...still, PathFollower: { path: 'path' }, RigidBody: { kind: 'kinematic' } },
      },
    });
    expect(run(world, 5)).toEqual([]);
    for (const key of ['none', 'nowhere', 'other', 'pushed', 'off']) expect(at(world, key), key).toEqual([1, 2, 3]);
    expect(at(world, 'led')).toEqual([0.3125, 0, 0]);
  });

  test('of a path of one point, or of many at one place, stands there', () => {
    const world = worldOf({
      entities: {
        path: { Path: {} },
        one: { parent: 'path', components: { Transform: { position: [1, 0, 0] } } },
        two: { parent: 'path', components: { Transform: { position: [1, 0, 0] } } },
        ...cart({ atEnd: 'loop' }),
        once: { Transform: {}, PathFollower: { path: 'path' } },
      },
    });
    expect(run(world, 5).map(({ tick, entity }) => [tick, entity])).toEqual([[1, 'once']]);
    expect([at(world), at(world, 'once')]).toEqual([
      [1, 0, 0],
      [1, 0, 0],
    ]);
  });
});

describe('a path in a run', () => {
  test('that loses a point goes through those that are left', () => {
    const world = worldOf({
      scripts: { 'change.js': `function onTick() { if (time.tick === 8) despawn('y'); }` },
      entities: { ...corner(), ...cart() },
    });
    run(world, 7);
    expect(at(world)).toEqual([0.875, 0, 0]);
    run(world, 17);
    expect(at(world)).toEqual([2.4, 0, 1.8]);
  });

  test('is the same in slices of one tick, each in a new world from checkpoint bytes', () => {
    const pkg = levelOf({ entities: { ...corner({ closed: true }), ...cart({ atEnd: 'back-and-forth', speed: 7.3 }) } });
    const straight = engine.createWorld(pkg);
    let sliced = engine.createWorld(pkg);
    for (let tick = 1; tick <= 40; tick += 1) {
      sliced = engine.openWorld(pkg, sliced.checkpoint());
      expect(sliced.step().hash).toBe(straight.step().hash);
    }
  });

  test('a world without followers has neither their columns nor their system', () => {
    const { layout, schedule } = worldOf({ entities: { box: { Transform: {} } } }).identity();
    const other = worldOf({ entities: { box: { Transform: {} }, ...corner() } }).identity();
    expect(other.layout).not.toBe(layout);
    expect(other.schedule).toBe(schedule);
  });
});
