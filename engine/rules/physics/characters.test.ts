import { beforeAll, describe, expect, test } from 'vitest';
import { initHash } from '../../kernel/hash/index.ts';
import type { Json } from '../../kernel/json.ts';
import type { PhysicsBackend } from './backend.ts';
import { kinematicBackend } from './kinematic/index.ts';
import { openRapier } from './rapier/rapier.ts';
import { stage, type Stage, type Words } from './testing/stage.ts';

const backends = new Map<string, PhysicsBackend>([['kinematic', kinematicBackend]]);
beforeAll(async () => {
  await initHash();
  backends.set('rapier', await openRapier());
});

const solid = (position: number[], size: number[]): Words[string] => ({
  Transform: { position },
  RigidBody: { kind: 'fixed' },
  Collider: { size },
});
const walker = (character: Record<string, Json>): Words[string] => ({
  Transform: { position: [0, 0.02, 0] },
  RigidBody: { kind: 'kinematic' },
  Collider: { shape: 'capsule', size: [0.6, 1.6, 0.6] },
  Character: character,
});
const state = ({ arena }: Stage): Record<string, Json> => arena.get(arena.byKey('ann')!, 'Character')!;

describe.each(['kinematic', 'rapier'])('a character on %s', (name) => {
  const on = (character: Record<string, Json>, more: Words = {}): Stage =>
    stage(backends.get(name)!, { ground: solid([0, -1, 0], [40, 1, 40]), ...more, ann: walker(character) });

  test('walks as fast as it wants and stands on the ground', () => {
    const s = on({ move: [2, 0, 1] });
    s.run(60);
    const [x, y, z] = s.position('ann');
    expect(x).toBeCloseTo(2, 1);
    expect(z).toBeCloseTo(1, 1);
    expect(Math.abs(y)).toBeLessThan(0.05);
    expect(state(s)).toMatchObject({ grounded: true, rise: 0 });
  });

  test('falls where there is no ground, ever faster', () => {
    const s = on({}, {});
    s.arena.set(s.arena.byKey('ann')!, 'Transform', { position: [0, 10, 0] });
    s.run(60);
    expect(s.position('ann')[1]).toBeCloseTo(10 - 9.81 / 2, 0);
    expect(state(s)['grounded']).toBe(false);
    expect(state(s)['rise']).toBeCloseTo(-9.81, 0);
  });

  test('is stopped by a wall and slides along it', () => {
    const s = on({ move: [2, 0, 1] }, { wall: solid([1.5, 0, 0], [1, 3, 40]) });
    s.run(120);
    const [x, , z] = s.position('ann');
    expect(x).toBeGreaterThan(0.5);
    expect(x).toBeLessThan(0.75);
    expect(z).toBeGreaterThan(1.5);
  });

  test('takes a step and not a wall, and comes down again', () => {
    const low = on({ move: [2, 0, 0] }, { stair: solid([2, 0, 0], [1, 0.2, 4]) });
    low.run(60);
    expect(low.position('ann')[0]).toBeGreaterThan(1.5);
    expect(low.position('ann')[1]).toBeGreaterThan(0.15);
    low.run(90);
    expect(low.position('ann')[0]).toBeGreaterThan(4);
    expect(Math.abs(low.position('ann')[1])).toBeLessThan(0.05);
    const high = on({ move: [2, 0, 0] }, { stair: solid([2, 0, 0], [1, 0.6, 4]) });
    high.run(150);
    expect(high.position('ann')[0]).toBeLessThan(1.5);
  });

  test('jumps when somebody gives it a rise, and not through a ceiling', () => {
    const s = on({});
    s.run(5);
    s.arena.set(s.arena.byKey('ann')!, 'Character', { rise: 4 });
    s.run(20);
    expect(s.position('ann')[1]).toBeGreaterThan(0.5);
    expect(state(s)['grounded']).toBe(false);
    s.run(60);
    expect(Math.abs(s.position('ann')[1])).toBeLessThan(0.05);
    const under = on({ rise: 6 }, { roof: solid([0, 2, 0], [4, 1, 4]) });
    for (let tick = 0; tick < 40; tick += 1) {
      under.run();
      expect(under.position('ann')[1]).toBeLessThan(0.45);
    }
  });

  test('is where somebody puts it at once', () => {
    const s = on({});
    s.run(3);
    s.arena.set(s.arena.byKey('ann')!, 'Transform', { position: [8, 0.02, 8] });
    s.run();
    expect(s.position('ann')[0]).toBeCloseTo(8, 3);
    expect(s.position('ann')[2]).toBeCloseTo(8, 3);
  });

  test('goes through sensors and past groups that it does not touch', () => {
    const zone = { ...solid([2, 0, 0], [1, 3, 4]), Collider: { size: [1, 3, 4], sensor: true } };
    const other = { ...solid([4, 0, 0], [1, 3, 4]), Collider: { size: [1, 3, 4], groups: 2, touches: 2 } };
    const s = on({ move: [3, 0, 0] }, { zone, other });
    s.run(120);
    expect(s.position('ann')[0]).toBeGreaterThan(5.5);
  });
});

test('a character on rapier walks up what is less steep than its slope, and no steeper', () => {
  const ramp = (angle: number): Words[string] => ({
    Transform: { position: [4, -1, 0], rotation: [0, 0, Math.sin(angle / 2), Math.cos(angle / 2)] },
    RigidBody: { kind: 'fixed' },
    Collider: { size: [8, 1, 8] },
  });
  const climb = (angle: number): number => {
    const s = stage(backends.get('rapier')!, {
      ground: solid([0, -1, 0], [40, 1, 40]),
      ramp: ramp(angle),
      ann: walker({ move: [2, 0, 0], slope: 40, step: 0 }),
    });
    s.run(180);
    return s.position('ann')[1];
  };
  expect(climb(0.4)).toBeGreaterThan(0.4);
  expect(climb(1)).toBeLessThan(0.4);
});
