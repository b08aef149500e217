import type RAPIER from '@dimforge/rapier3d-deterministic-compat';
import { indexOf, type Entity } from '../../../kernel/world/index.ts';
import type { Bodies } from './bodies.ts';

/** Metres: Rapier notes pairs that come near before they meet. */
const near = 0.01;

/** Whose bodies touch that of an entity, ascending by index. Reads what the last step found. */
export function touchingOf(world: RAPIER.World, bodies: Bodies, entity: Entity): Entity[] {
  const slot = bodies.slotOf(entity);
  if (slot < 0) return [];
  const own = world.getRigidBody(bodies.handles[slot]!).collider(0);
  const found = new Set<number>();
  world.contactPairsWith(own, (other) => {
    world.contactPair(own, other, (manifold) => {
      for (let i = 0; i < manifold.numContacts(); i += 1) if (manifold.contactDist(i) <= near) found.add(other.parent()!.handle);
    });
  });
  const touching: Entity[] = [];
  for (let one = 0; one < bodies.count; one += 1) if (found.has(bodies.handles[one]!)) touching.push(bodies.entity(one));
  return touching.sort((a, b) => indexOf(a) - indexOf(b));
}
