import { beforeAll, describe, expect, test } from 'vitest';
import { initHash } from '../../../kernel/hash/index.ts';
import type { Json } from '../../../kernel/json.ts';
import { stage, type Words } from '../testing/stage.ts';
import { kinematicBackend } from './index.ts';

beforeAll(initHash);

const floor: Words[string] = { Transform: { position: [0, -1, 0] }, RigidBody: { kind: 'fixed' }, Collider: { size: [20, 1, 20] } };
const box = (position: number[], more: Record<string, Record<string, Json>> = {}): Words[string] => ({
  Transform: { position },
  RigidBody: {},
  Collider: {},
  Velocity: {},
  ...more,
});
const on = (words: Words, substeps = 1) => stage(kinematicBackend, words, { substeps });

describe('bodies of the kinematic backend', () => {
  test.each(['box', 'sphere', 'capsule', 'cylinder', 'cone'])('fall and stand: %s', (shape) => {
    const s = on({ floor, body: box([0, 3, 0], { Collider: { shape, size: [1, 2, 1] } }) });
    s.run(180);
    // A sphere is as wide as it is wide, whatever its height: its middle stands half a height above its transform.
    expect(s.position('body')[1]).toBeCloseTo(shape === 'sphere' ? -0.5 : 0, 2);
  });

  test('stand in a stack of four', () => {
    const s = on({ floor, a: box([0, 0, 0]), b: box([0.1, 1.2, 0]), c: box([0, 2.4, 0.1]), d: box([0.1, 3.6, 0]) });
    s.run(240);
    expect(['a', 'b', 'c', 'd'].map((key) => Math.round(s.position(key)[1] * 10) / 10 + 0)).toEqual([0, 1, 2, 3]);
  });

  test('bounce back as high as their bounce says', () => {
    const s = on({
      floor: { ...floor, Collider: { size: [20, 1, 20], bounce: 0.5 } },
      ball: box([0, 4, 0], { Collider: { shape: 'sphere', size: [1, 1, 1], bounce: 0.5 } }),
    });
    let highest = 0;
    let bounced = false;
    for (let tick = 0; tick < 110; tick += 1) {
      s.run();
      bounced ||= s.velocity('ball')[1] > 0;
      if (bounced) highest = Math.max(highest, s.position('ball')[1]);
    }
    expect(highest).toBeCloseTo(1, 1);
  });

  test('are slowed by friction and not without', () => {
    const sliding = (friction: number): number => {
      const s = on({
        floor: { ...floor, Collider: { size: [40, 1, 20], friction } },
        box: box([0, 0, 0], { Collider: { friction }, Velocity: { linear: [3, 0, 0] } }),
      });
      s.run(120);
      return s.position('box')[0];
    };
    expect(sliding(0)).toBeCloseTo(6, 2);
    // v² / (2 mu g)
    expect(sliding(0.5)).toBeCloseTo(9 / (2 * 0.5 * 9.81), 1);
  });

  test('push one another by their masses, and are carried by kinematic ones', () => {
    const s = stage(
      kinematicBackend,
      {
        heavy: box([-2, 0, 0], { Collider: { density: 3000 }, Velocity: { linear: [4, 0, 0] } }),
        light: box([2, 0, 0], { Collider: { density: 1000 } }),
      },
      { gravity: [0, 0, 0] },
    );
    s.run(120);
    expect(s.velocity('heavy')[0]).toBeCloseTo(3, 3);
    expect(s.velocity('light')[0]).toBeCloseTo(3, 3);
    const lift = on(
      { lift: { Transform: {}, RigidBody: { kind: 'kinematic' }, Collider: { size: [4, 0.5, 4] } }, load: box([0, 0.5, 0]) },
      4,
    );
    for (let tick = 1; tick <= 60; tick += 1) {
      lift.arena.set(lift.arena.byKey('lift')!, 'Transform', { position: [0, tick * 0.02, 0] });
      lift.run();
    }
    expect(lift.position('load')[1]).toBeCloseTo(1.7, 1);
  });

  test('pass through sensors and groups that they do not touch, and never turn', () => {
    const s = on({
      floor: { ...floor, Collider: { size: [20, 1, 20], groups: 2 } },
      zone: { Transform: { position: [0, 1, 0] }, RigidBody: { kind: 'fixed' }, Collider: { sensor: true } },
      ghost: box([0, 3, 0], { Collider: { touches: 1 } }),
    });
    s.run(120);
    expect(s.position('ghost')[1]).toBeLessThan(-5);
    expect(s.arena.get(s.arena.byKey('ghost')!, 'Transform')!['rotation']).toEqual([0, 0, 0, 1]);
  });

  test('count as the boxes along the axes around them when they are turned', () => {
    const s = on({
      floor,
      plank: {
        Transform: { position: [0, 0, 0], rotation: [0, 0, Math.SQRT1_2, Math.SQRT1_2] },
        RigidBody: { kind: 'fixed' },
        Collider: { size: [4, 1, 1], offset: [0, -0.5, 0] },
      },
      box: box([0, 5, 0]),
    });
    s.run(180);
    expect(s.position('box')[1]).toBeCloseTo(2, 2);
  });

  test('are refused a Joint, saying which backend has them', () => {
    const words = { floor, box: { ...box([0, 1, 0]), Joint: { with: 'floor' } } };
    expect(() => on(words)).toThrow(
      expect.objectContaining({ code: 'physics-joints', where: 'box', hint: expect.stringContaining('rapier') }),
    );
  });
});
