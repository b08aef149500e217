import { LedgerError } from '../../kernel/error.ts';
import type { TickSystem } from '../tick.ts';
import type { PhysicsWorld } from './backend.ts';

export const physicsSystem = (physics: PhysicsWorld): TickSystem => ({
  name: `physics:${physics.id}`,
  phase: 'physics',
  reads: ['RigidBody', 'Collider'],
  writes: ['Transform', 'Velocity'],
  run({ arena, dt }) {
    try {
      physics.reconcile(arena);
      physics.step(arena, dt);
    } catch (error) {
      if (error instanceof LedgerError) throw error;
      // Only bodies that no run of physics leaves do this: they came with a checkpoint from elsewhere.
      throw new LedgerError({
        code: 'physics-lost',
        message: `Physics cannot go on from these bodies: ${error instanceof Error ? error.message : String(error)}`,
        hint: 'Open an earlier checkpoint, or replay from the start.',
      });
    }
  },
});
