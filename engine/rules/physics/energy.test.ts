/**
 * What is kept of energy, by cases whose answer is known. Kinematic is exact for a constant pull. Rapier makes four small steps of each step,
 * each with the new speed: its fall is known exactly, and what it conserves is the energy less g h v / 2, h being the small step. Its joints
 * and its bounces under gravity lose energy; the bounds below are what docs/physics.md says.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { initHash } from '../../kernel/hash/index.ts';
import { chance } from '../../kernel/testing/chance.ts';
import type { PhysicsBackend } from './backend.ts';
import { kinematicBackend } from './kinematic/index.ts';
import { openRapier } from './rapier/rapier.ts';
import { stage } from './testing/stage.ts';

const backends = new Map<string, PhysicsBackend>([['kinematic', kinematicBackend]]);
beforeAll(async () => {
  await initHash();
  backends.set('rapier', await openRapier());
});

const ball = (more: Record<string, number> = {}) => ({ shape: 'sphere', size: [1, 1, 1], offset: [0, -0.5, 0], friction: 0, ...more });
const free = { damping: 0, spinDamping: 0 };
const relative = (is: number, was: number): number => Math.abs(is - was) / Math.abs(was);

/** A height, a pull, a speed and substeps. */
const falls = Array.from({ length: 12 }, (_, seed) => {
  const c = chance(seed + 1);
  return { seed: seed + 1, height: 60 + c.next() * 200, g: 1 + c.next() * 9, speed: c.next() * 10 - 5, substeps: 1 + c.below(8) };
});

describe('free fall', () => {
  test.each(falls)('on kinematic is the parabola, and its energy holds to 1e-4 (seed $seed)', ({ height, g, speed, substeps }) => {
    const { run, position, velocity } = stage(
      backends.get('kinematic')!,
      { ball: { Transform: { position: [0, height, 0] }, RigidBody: free, Collider: ball(), Velocity: { linear: [0, speed, 0] } } },
      { gravity: [0, -g, 0], substeps },
    );
    const energy = (): number => g * position('ball')[1] + velocity('ball')[1] ** 2 / 2;
    const before = energy();
    for (let tick = 1; tick <= 150; tick += 1) {
      run();
      const t = tick / 60;
      expect(Math.abs(position('ball')[1] - (height + speed * t - (g * t * t) / 2))).toBeLessThan(1e-3);
      expect(relative(energy(), before), `tick ${tick}`).toBeLessThan(1e-4);
    }
  });

  test.each(falls)(
    'on rapier is what its integrator says, and keeps what that conserves to 1e-4 (seed $seed)',
    ({ height, g, speed, substeps }) => {
      const { run, position, velocity } = stage(
        backends.get('rapier')!,
        { ball: { Transform: { position: [0, height, 0] }, RigidBody: free, Collider: ball(), Velocity: { linear: [0, speed, 0] } } },
        { gravity: [0, -g, 0], substeps },
      );
      const h = 1 / 60 / substeps / 4;
      const kept = (): number => g * position('ball')[1] + velocity('ball')[1] ** 2 / 2 - (g * h * velocity('ball')[1]) / 2;
      const before = kept();
      for (let tick = 1; tick <= 150; tick += 1) {
        run();
        const n = tick * substeps * 4;
        expect(Math.abs(position('ball')[1] - (height + speed * n * h - (g * h * h * n * (n + 1)) / 2))).toBeLessThan(5e-3);
        expect(relative(kept(), before), `tick ${tick}`).toBeLessThan(1e-4);
      }
    },
  );

  test('on rapier with 8 substeps at 60 Hz keeps the energy itself to 1e-4 over two seconds from 100 m', () => {
    const { run, position, velocity } = stage(
      backends.get('rapier')!,
      { ball: { Transform: { position: [0, 100, 0] }, RigidBody: free, Collider: ball(), Velocity: {} } },
      { substeps: 8 },
    );
    for (let tick = 1; tick <= 120; tick += 1) {
      run();
      expect(relative(9.81 * position('ball')[1] + velocity('ball')[1] ** 2 / 2, 981)).toBeLessThan(1e-4);
    }
  });
});

describe('an elastic bounce', () => {
  test.each(falls)('under gravity on kinematic keeps the energy to 1e-4 for 20 seconds (seed $seed)', ({ height, g, substeps }) => {
    const { run, position, velocity } = stage(
      backends.get('kinematic')!,
      {
        floor: { Transform: { position: [0, -1, 0] }, RigidBody: { kind: 'fixed' }, Collider: { size: [9, 1, 9], bounce: 1, friction: 0 } },
        ball: { Transform: { position: [0, height / 20, 0] }, RigidBody: free, Collider: ball({ bounce: 1 }), Velocity: {} },
      },
      { gravity: [0, -g, 0], substeps },
    );
    const energy = (): number => g * (position('ball')[1] - 0.5) + velocity('ball')[1] ** 2 / 2;
    const before = energy();
    let bounces = 0;
    for (let tick = 1; tick <= 1200; tick += 1) {
      const falling = velocity('ball')[1] < 0;
      run();
      if (falling && velocity('ball')[1] > 0) bounces += 1;
      expect(relative(energy(), before), `tick ${tick}`).toBeLessThan(1e-4);
    }
    expect(bounces).toBeGreaterThan(1);
  });

  test.each(['kinematic', 'rapier'])(
    'of two balls without gravity on %s swaps their speeds and keeps energy and momentum to 1e-4',
    (name) => {
      for (let seed = 1; seed <= 10; seed += 1) {
        const c = chance(seed);
        const [u, v] = [1 + c.next() * 5, -1 - c.next() * 5];
        const [m, n] = [1 + c.next() * 4, 1 + c.next() * 4];
        const one = (x: number, speed: number, mass: number) => ({
          Transform: { position: [x, 0, 0] },
          RigidBody: { ...free, mass },
          Collider: ball({ bounce: 1, density: 0 }),
          Velocity: { linear: [speed, 0, 0] },
        });
        const { run, velocity } = stage(backends.get(name)!, { a: one(-3, u, m), b: one(3, v, n) }, { gravity: [0, 0, 0] });
        run(240);
        const [p, q] = [velocity('a')[0], velocity('b')[0]];
        expect(Math.abs(p - ((m - n) * u + 2 * n * v) / (m + n)), `seed ${seed}`).toBeLessThan(1e-3);
        expect(relative(m * p * p + n * q * q, m * u * u + n * v * v), `seed ${seed}`).toBeLessThan(1e-4);
        expect(Math.abs(m * p + n * q - m * u - n * v), `seed ${seed}`).toBeLessThan(1e-4 * (m * u - n * v));
      }
    },
  );

  test.each([
    { from: 10, most: 1.5 },
    { from: 5, most: 2.5 },
    { from: 2, most: 10 },
    { from: 1, most: 20 },
  ])(
    'under gravity on rapier from $from m loses at most $most % of the energy in ten seconds, whatever the substeps, and gains none',
    ({ from, most }) => {
      for (const substeps of [1, 2, 4, 8]) {
        const { run, position, velocity } = stage(
          backends.get('rapier')!,
          {
            floor: {
              Transform: { position: [0, -1, 0] },
              RigidBody: { kind: 'fixed' },
              Collider: { size: [9, 1, 9], bounce: 1, friction: 0 },
            },
            ball: { Transform: { position: [0, from + 0.5, 0] }, RigidBody: free, Collider: ball({ bounce: 1 }), Velocity: {} },
          },
          { substeps },
        );
        run(600);
        const left = (9.81 * (position('ball')[1] - 0.5) + velocity('ball')[1] ** 2 / 2) / (9.81 * from);
        expect(left, `${substeps} substeps`).toBeLessThan(1);
        expect(left, `${substeps} substeps`).toBeGreaterThan(1 - most / 100);
      }
    },
  );
});

describe('a pendulum on rapier', () => {
  /** One metre long, let go at an angle; how much of its energy is left after ten seconds, and how often it came back. */
  const swing = (angle: number, substeps: number): { left: number; most: number; periods: number[] } => {
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    const { run, position, velocity, arena } = stage(
      backends.get('rapier')!,
      {
        hook: { Transform: {}, RigidBody: { kind: 'fixed' }, Collider: { size: [0.1, 0.1, 0.1], touches: 0 } },
        bob: {
          Transform: { position: [sin, -cos, 0], rotation: [0, 0, Math.sin(angle / 2), Math.cos(angle / 2)] },
          RigidBody: free,
          Collider: { shape: 'sphere', size: [0.2, 0.2, 0.2], offset: [0, -0.1, 0], touches: 0 },
          Velocity: {},
          Joint: { with: 'hook', kind: 'ball', anchor: [0, 1, 0] },
        },
      },
      { substeps },
    );
    const energy = (): number => {
      const [x, y, z] = velocity('bob');
      const turning = (arena.get(arena.byKey('bob')!, 'Velocity')!['angular'] as number[])[2]!;
      return 9.81 * (position('bob')[1] + 1) + (x * x + y * y + z * z) / 2 + 0.2 * 0.01 * turning * turning;
    };
    const before = energy();
    let most = before;
    const periods: number[] = [];
    let was = position('bob')[0];
    for (let tick = 1; tick <= 600; tick += 1) {
      run();
      const is = position('bob')[0];
      if (was < 0 && is >= 0) periods.push(tick);
      was = is;
      most = Math.max(most, energy());
    }
    return { left: energy() / before, most: most / before, periods };
  };

  test('swings as long as it should', () => {
    const { periods } = swing(0.1, 4);
    const seconds = (periods.at(-1)! - periods[0]!) / 60 / (periods.length - 1);
    // 2 pi sqrt(l / g), a little longer because the bob is no point and the angle not nothing.
    expect(relative(seconds, 2 * Math.PI * Math.sqrt(1.004 / 9.81))).toBeLessThan(0.01);
  });

  test.each([
    { angle: 0.5, plain: 3.1, fine: 0.4 },
    { angle: 1, plain: 12.1, fine: 1.7 },
  ])(
    'at $angle radians loses at most $plain % in ten seconds, $fine % with 8 substeps, and gains less than 0.4 %',
    ({ angle, plain, fine }) => {
      const [one, eight] = [swing(angle, 1), swing(angle, 8)];
      expect(one.left).toBeLessThan(1);
      expect(one.left).toBeGreaterThan(1 - plain / 100);
      expect(eight.left).toBeLessThan(1);
      expect(eight.left).toBeGreaterThan(1 - fine / 100);
      expect(Math.max(one.most, eight.most)).toBeLessThan(1.004);
    },
  );
});
