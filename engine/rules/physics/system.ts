import type { TickSystem } from '../tick.ts';
import type { PhysicsWorld } from './backend.ts';

export const physicsSystem = (physics: PhysicsWorld): TickSystem => ({
  name: `physics:${physics.id}`,
  phase: 'physics',
  reads: ['RigidBody', 'Collider'],
  writes: ['Transform', 'Velocity'],
  run({ arena, dt }) {
    physics.reconcile(arena);
    physics.step(arena, dt);
  },
});
