import { beforeAll, describe, expect, test } from 'vitest';
import { initHash } from '../../../kernel/hash/index.ts';
import type { Arena } from '../../../kernel/world/index.ts';
import type { PhysicsBackend, PhysicsWorld } from '../backend.ts';
import { kinematicBackend } from '../kinematic/index.ts';
import { openRapier } from '../rapier/rapier.ts';
import { physicsConformance, type CheckName } from './index.ts';

let rapier: PhysicsBackend;
beforeAll(async () => {
  await initHash();
  rapier = await openRapier();
});

describe('a backend that comes with the product', () => {
  test('rapier conforms', { timeout: 120_000 }, () => expect(physicsConformance(rapier)).toEqual([]));
  test('kinematic conforms', { timeout: 120_000 }, () => expect(physicsConformance(kinematicBackend)).toEqual([]));
});

/** Kinematic with something planted in every world it opens. */
const planted = (
  plant: (world: PhysicsWorld, arena: Arena, restored: boolean) => Partial<PhysicsWorld>,
  more: Partial<PhysicsBackend> = {},
): PhysicsBackend => ({
  ...kinematicBackend,
  open(arena, settings, snapshot) {
    const world = kinematicBackend.open(arena, settings, snapshot);
    const own: PhysicsWorld = {
      id: world.id,
      reconcile: (a) => world.reconcile(a),
      step: (a, dt) => world.step(a, dt),
      bodies: () => world.bodies(),
      snapshot: () => world.snapshot(),
      dispose: () => world.dispose(),
    };
    return Object.assign(own, plant(world, arena, snapshot !== undefined));
  },
  ...more,
});

const push = (arena: Arena, by: number): void => {
  const index = arena.query('RigidBody', 'Collider', 'Transform').indices().at(-1)!;
  arena.lanes('Transform', 'position')[0]![index]! += by;
};

let opened = 0;

const faults: [string, PhysicsBackend, CheckName][] = [
  [
    'state outside its snapshot',
    planted((world, arena) => {
      let steps = 0;
      return {
        step(_, dt) {
          if ((steps += 1) % 7 === 0) push(arena, 0.5);
          return world.step(arena, dt);
        },
      };
    }),
    'restore-state',
  ],
  [
    'an order that depends on what was opened before',
    planted((world, arena) => {
      const mine = (opened += 1);
      return {
        step(_, dt) {
          push(arena, mine * 0.001);
          return world.step(arena, dt);
        },
      };
    }),
    'two-runs',
  ],
  [
    'a snapshot that leaves a trace',
    planted((world, arena) => ({
      snapshot() {
        const bytes = world.snapshot();
        push(arena, 0.25);
        return bytes;
      },
    })),
    'snapshot-trace',
  ],
  [
    'bytes that count how often they were written',
    planted((world) => {
      let count = 0;
      return {
        snapshot() {
          const bytes = world.snapshot();
          count += 1;
          return count > 3 ? Uint8Array.of(...bytes, 0) : bytes;
        },
      };
    }),
    'restore-bytes',
  ],
  [
    'a snapshot that is not the one it was opened from',
    planted((world, _arena, restored) => ({ snapshot: () => (restored ? Uint8Array.of(...world.snapshot(), 0) : world.snapshot()) })),
    'round-trip',
  ],
  ['touches told the other way round', planted((world, arena) => ({ step: (_, dt) => world.step(arena, dt).toReversed() })), 'touches'],
  [
    'touches told again',
    planted((world, arena) => ({ step: (_, dt) => world.step(arena, dt).flatMap((touch) => [touch, touch]) })),
    'touches',
  ],
  ['touches that nobody hears', planted((world, arena) => ({ step: (_, dt) => (world.step(arena, dt), []) })), 'touches'],
  [
    'touches forgotten by a restore',
    planted((world, arena, restored) => ({ step: (_, dt) => world.step(arena, dt).filter(({ began }) => began || !restored) })),
    'restore-touches',
  ],
  [
    'columns that are no numbers',
    planted((world, arena) => ({
      step(_, dt) {
        push(arena, Number.NaN);
        return world.step(arena, dt);
      },
    })),
    'sound',
  ],
  [
    'damage that it takes for a world',
    {
      ...kinematicBackend,
      open(arena, settings, snapshot) {
        try {
          return kinematicBackend.open(arena, settings, snapshot);
        } catch {
          return kinematicBackend.open(arena, settings);
        }
      },
    },
    'damage',
  ],
  [
    'damage that it does not name',
    {
      ...kinematicBackend,
      open(arena, settings, snapshot) {
        try {
          return kinematicBackend.open(arena, settings, snapshot);
        } catch {
          throw new RangeError('offset');
        }
      },
    },
    'damage',
  ],
  ['another digest', planted(() => ({}), { digest: '0123456789abcdef' }), 'digest'],
  ['worlds of another id', planted(() => ({ id: 'other@1' })), 'id'],
  ['an id without a version', planted(() => ({}), { id: 'kinematic' }), 'id'],
];

describe('a backend with', () => {
  test.each(faults)('%s is found', { timeout: 60_000 }, (_, backend, check) => {
    expect(physicsConformance(backend).map((finding) => finding.check)).toContain(check);
  });
});
