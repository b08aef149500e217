import { LedgerError } from '../../kernel/error.ts';
import { indexOf, type Arena, type Entity } from '../../kernel/world/index.ts';
import type { Tick, TickSystem } from '../tick.ts';
import type { PhysicsWorld, Touch } from './backend.ts';

export const physicsSystem = (physics: PhysicsWorld): TickSystem => ({
  name: `physics:${physics.id}`,
  phase: 'physics',
  reads: ['RigidBody', 'Collider', 'Joint'],
  writes: ['Transform', 'Velocity', 'Character'],
  run(tick) {
    for (const touch of move(physics, tick)) {
      tell(tick, touch, touch.a, touch.b);
      tell(tick, touch, touch.b, touch.a);
    }
  },
});

/** Who has ended has no name any more. */
const nameOf = (arena: Arena, entity: Entity): string | null => (arena.alive(entity) ? arena.nameOf(entity) : null);

function tell({ arena, events }: Tick, { began, sensor }: Touch, entity: Entity, other: Entity): void {
  if (!arena.has(entity, 'Collider') || arena.column('Collider', 'tells')[indexOf(entity)] !== 1) return;
  events.emit(
    'physics',
    began ? 'collision.begin' : 'collision.end',
    { other: nameOf(arena, other), sensor },
    { index: indexOf(entity), entity: arena.nameOf(entity) },
  );
}

function move(physics: PhysicsWorld, { arena, dt }: Tick): readonly Touch[] {
  try {
    physics.reconcile(arena);
    return physics.step(arena, dt);
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    // Only bodies that no run of physics leaves do this: they came with a checkpoint from elsewhere.
    throw new LedgerError({
      code: 'physics-lost',
      message: `Physics cannot go on from these bodies: ${error instanceof Error ? error.message : String(error)}`,
      hint: 'Open an earlier checkpoint, or replay from the start.',
    });
  }
}
