import { beforeAll, describe, expect, test } from 'vitest';
import { initHash } from '../../../kernel/hash/index.ts';
import type { Json } from '../../../kernel/json.ts';
import type { PhysicsBackend } from '../backend.ts';
import { stage, type Stage } from '../testing/stage.ts';
import { openRapier } from './rapier.ts';

let rapier: PhysicsBackend;
beforeAll(async () => {
  await initHash();
  rapier = await openRapier();
});

const post = {
  Transform: { position: [0, 5, 0] },
  RigidBody: { kind: 'fixed' },
  Collider: { size: [0.2, 0.2, 0.2], offset: [0, -0.1, 0], touches: 0 },
};
/** Hangs a metre beside its post. */
const hung = (joint: Record<string, Json>, body: Record<string, Json> = {}): Stage =>
  stage(rapier, {
    post,
    bob: {
      Transform: { position: [1, 5, 0] },
      RigidBody: body,
      Collider: { size: [0.2, 0.2, 0.2], offset: [0, -0.1, 0], touches: 0 },
      Velocity: {},
      Joint: { with: 'post', anchor: [-1, 0, 0], ...joint },
    },
  });
const distance = ({ position }: Stage): number => {
  const [x, y, z] = position('bob');
  return Math.sqrt(x * x + (y - 5) * (y - 5) + z * z);
};

describe('a joint', () => {
  test('of kind ball keeps its distance and lets everything else go', () => {
    const s = hung({ kind: 'ball' });
    s.run(40);
    expect(s.position('bob')[1]).toBeLessThan(4.5);
    expect(distance(s)).toBeCloseTo(1, 2);
  });

  test('of kind fixed holds the body as it stood', () => {
    const s = hung({ kind: 'fixed' });
    s.run(60);
    expect(s.position('bob').map((x) => Math.round(x * 100) / 100)).toEqual([1, 5, 0]);
  });

  test('of kind hinge turns about its axis only, and its motor turns it', () => {
    const s = hung({ kind: 'hinge', axis: [0, 1, 0] });
    s.run(60);
    expect(s.position('bob')[1]).toBeCloseTo(5, 1);
    const driven = hung({ kind: 'hinge', axis: [0, 1, 0], motorSpeed: 2, motorForce: 1000 });
    driven.run(60);
    const turning = (driven.arena.get(driven.arena.byKey('bob')!, 'Velocity')!['angular'] as number[])[1]!;
    expect(Math.abs(turning)).toBeGreaterThan(1.8);
    expect(Math.abs(turning)).toBeLessThan(2.05);
    expect(distance(driven)).toBeCloseTo(1, 1);
  });

  test('of kind slider moves along its axis and stops at its limits', () => {
    const s = hung({ kind: 'slider', axis: [0, 1, 0], anchor: [-1, 0, 0], limited: true, min: -0.5, max: 0.5 });
    s.run(120);
    const [x, y, z] = s.position('bob');
    expect([x, z].map((v) => Math.round(v * 50) / 50)).toEqual([1, 0]);
    expect(Math.abs(y - 5)).toBeCloseTo(0.5, 1);
  });

  test('of kind spring comes to rest where it carries the weight', () => {
    const s = hung({ kind: 'spring', anchor: [0, 0, 0], length: 1, stiffness: 400, damping: 20 });
    s.run(900);
    // 8 kg at 9.81 N/kg stretch 400 N/m by 0.196 m.
    expect(distance(s)).toBeCloseTo(1 + (8 * 9.81) / 400, 1);
  });

  test('of kind rope holds back only beyond its length', () => {
    const s = hung({ kind: 'rope', anchor: [0, 0, 0], length: 2 });
    s.run(10);
    expect(s.velocity('bob')[1]).toBeLessThan(-1);
    let farthest = 0;
    for (let tick = 0; tick < 120; tick += 1) {
      s.run();
      farthest = Math.max(farthest, distance(s));
    }
    expect(farthest).toBeGreaterThan(1.9);
    expect(farthest).toBeLessThan(2.15);
  });

  test('takes the touch from the two bodies it joins, unless it says that they touch', () => {
    const falls = (joint: Record<string, Record<string, Json>>): number => {
      const s = stage(rapier, {
        post: { Transform: {}, RigidBody: { kind: 'fixed' }, Collider: { size: [4, 1, 4] } },
        bob: { Transform: { position: [0, 2, 0] }, RigidBody: {}, Collider: { size: [0.5, 0.5, 0.5] }, Velocity: {}, ...joint },
      });
      s.run(60);
      return s.position('bob')[1];
    };
    expect(falls({})).toBeCloseTo(1, 1);
    expect(falls({ Joint: { with: 'post', kind: 'rope', length: 3, touch: true } })).toBeCloseTo(1, 1);
    expect(falls({ Joint: { with: 'post', kind: 'rope', length: 3 } })).toBeLessThan(0);
  });

  test('that is changed, taken off or left by the other body lets go', () => {
    for (const end of [
      ({ arena }: Stage) => arena.remove(arena.byKey('bob')!, 'Joint'),
      ({ arena }: Stage) => arena.despawn(arena.byKey('post')!),
      ({ arena }: Stage) => arena.set(arena.byKey('bob')!, 'Joint', { with: null }),
      ({ arena }: Stage) => arena.remove(arena.byKey('post')!, 'Collider'),
    ]) {
      const s = hung({ kind: 'ball' });
      s.run(10);
      end(s);
      s.run(60);
      expect(s.position('bob')[1]).toBeLessThan(2);
    }
  });

  test('holds again when a body is made anew, and with another body when it says so', () => {
    const s = hung({ kind: 'ball' });
    s.run(5);
    s.arena.set(s.arena.byKey('bob')!, 'Collider', { size: [0.3, 0.3, 0.3] });
    s.run(60);
    expect(distance(s)).toBeCloseTo(1, 1);
  });
});
