import { beforeAll, describe, expect, test } from 'vitest';
import { levelOf, openTestEngine, seeded, type LevelWords } from '../../../run/testing/index.ts';
import type { Engine, World } from '../../../run/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine({ physics: true });
});

const clock = { kind: 'realtime', hz: 60 };
const box = { Transform: { position: [0, 5, 0] }, RigidBody: {}, Collider: { size: [1, 1, 1] }, Velocity: {} };
const floor = { Transform: { position: [0, -1, 0] }, RigidBody: { kind: 'fixed' }, Collider: { size: [20, 1, 20] } };
const worldOf = (entities: NonNullable<LevelWords['entities']>): World => engine.createWorld(levelOf({ clock, entities }));
const position = (world: World, key: string): number[] => world.arena.get(world.arena.byKey(key)!, 'Transform')!['position'] as number[];
const run = (world: World, ticks: number): void => {
  for (let tick = 0; tick < ticks; tick += 1) world.step();
};

describe('bodies', () => {
  test('fall, and come to rest standing on the floor', () => {
    const world = worldOf({ floor, box });
    run(world, 30);
    expect(position(world, 'box')[1]).toBeLessThan(4);
    run(world, 240);
    expect(position(world, 'box')[1]).toBeCloseTo(0, 2);
  });

  test('report their velocity', () => {
    const world = worldOf({ box });
    run(world, 60);
    const [, y] = world.arena.get(world.arena.byKey('box')!, 'Velocity')!['linear'] as number[];
    expect(y).toBeCloseTo(-9.81, 1);
  });

  test('go where somebody puts them, and move on from there', () => {
    const world = worldOf({ floor, box });
    run(world, 20);
    world.arena.set(world.arena.byKey('box')!, 'Transform', { position: [5, 9, 5] });
    world.arena.set(world.arena.byKey('box')!, 'Velocity', { linear: [0, 0, 0] });
    run(world, 1);
    const [x, y, z] = position(world, 'box');
    expect([x, z]).toEqual([5, 5]);
    expect(y).toBeCloseTo(9, 1);
  });

  test('that are kinematic carry others along', () => {
    const lift = { Transform: { position: [0, 0, 0] }, RigidBody: { kind: 'kinematic' }, Collider: { size: [4, 0.5, 4] } };
    const world = worldOf({ lift, box: { ...box, Transform: { position: [0, 0.6, 0] } } });
    for (let tick = 1; tick <= 120; tick += 1) {
      world.arena.set(world.arena.byKey('lift')!, 'Transform', { position: [0, tick * 0.01, 0] });
      world.step();
    }
    expect(position(world, 'box')[1]).toBeCloseTo(1.7, 1);
  });

  test('without a Collider or a RigidBody are none', () => {
    const world = worldOf({
      floor,
      ghost: { Transform: { position: [0, 5, 0] }, RigidBody: {} },
      wall: { Transform: { position: [0, 5, 0] }, Collider: {} },
    });
    run(world, 30);
    expect(position(world, 'ghost')).toEqual([0, 5, 0]);
    expect(position(world, 'wall')).toEqual([0, 5, 0]);
  });

  test('are made anew when their collider changes', () => {
    const world = worldOf({
      floor,
      box: { ...box, Transform: { position: [0, 0, 0] } },
      other: { ...box, Transform: { position: [0, 3, 0] } },
    });
    run(world, 90);
    expect(position(world, 'other')[1]).toBeCloseTo(1, 1);
    world.arena.set(world.arena.byKey('box')!, 'Collider', { size: [0.2, 0.2, 0.2] });
    run(world, 120);
    expect(position(world, 'other')[1]).toBeLessThan(0.8);
  });

  test('of entities that end are gone', () => {
    const world = worldOf({ floor, box, lid: { ...box, Transform: { position: [0, 7, 0] } } });
    run(world, 10);
    world.arena.despawn(world.arena.byKey('box')!);
    run(world, 240);
    expect(position(world, 'lid')[1]).toBeCloseTo(0, 2);
  });
});

describe('substeps', () => {
  test('divide the way of a kinematic body evenly: what stands on it is neither thrown nor left behind', () => {
    const lift = { Transform: {}, RigidBody: { kind: 'kinematic' }, Collider: { size: [4, 0.5, 4] } };
    const world = engine.createWorld(
      levelOf({ clock, physics: { substeps: 4 }, entities: { lift, box: { ...box, Transform: { position: [0, 0.5, 0] } } } }),
    );
    for (let tick = 1; tick <= 60; tick += 1) {
      world.arena.set(world.arena.byKey('lift')!, 'Transform', { position: [0, tick * 0.02, 0] });
      world.step();
      if (tick < 20) continue;
      expect(Math.abs(position(world, 'box')[1]! - 0.5 - tick * 0.02)).toBeLessThan(0.02);
      expect((world.arena.get(world.arena.byKey('box')!, 'Velocity')!['linear'] as number[])[1]).toBeCloseTo(1.2, 1);
    }
  });
});

describe('a level with bodies', () => {
  test('is refused by an engine without physics, saying what to do', async () => {
    const plain = await openTestEngine();
    const pkg = levelOf({ clock, entities: { box } });
    expect(plain.needsPhysics(pkg)).toBe(true);
    expect(() => plain.createWorld(pkg)).toThrow(
      expect.objectContaining({ code: 'no-physics', hint: expect.stringContaining('loadPhysics') }),
    );
    expect(plain.needsPhysics(levelOf({ entities: { box: { Transform: {} } } }))).toBe(false);
    await plain.loadPhysics();
    expect(plain.createWorld(pkg).step().tick).toBe(1);
  });

  test('whose bodies come and go continues identically, bodies included, from checkpoints on the way (seed 7)', () => {
    const random = seeded(7);
    const entities: NonNullable<LevelWords['entities']> = { floor };
    for (let i = 0; i < 20; i += 1)
      entities[`box-${i}`] = { ...box, Transform: { position: [random.next() * 3, 1 + i * 0.8, random.next() * 3] } };
    const pkg = levelOf({
      clock,
      entities,
      scripts: {
        'churn.ts': `function onTick() { if (time.tick % 9 === 0) { despawn('box-' + (time.tick / 9 - 1)); spawn(null, { Transform: { position: [1, 8, 1] }, RigidBody: {}, Collider: {} }, 'new-' + time.tick); } }`,
      },
    });
    const straight = engine.createWorld(pkg);
    let resumed = engine.openWorld(pkg, straight.checkpoint());
    for (let tick = 1; tick <= 120; tick += 1) {
      expect(resumed.step().hash, `tick ${tick}`).toBe(straight.step().hash);
      const checkpoint = resumed.checkpoint();
      expect(Buffer.compare(checkpoint, straight.checkpoint()), `bytes at tick ${tick}`).toBe(0);
      if (tick % 8 !== 0) continue;
      resumed.dispose();
      resumed = engine.openWorld(pkg, checkpoint);
    }
  });
});
