/** Walks characters by Rapier's controller, which keeps nothing from one tick to the next. */
import RAPIER from '@dimforge/rapier3d-deterministic-compat';
import type { Arena } from '../../../kernel/world/index.ts';
import { KINEMATIC, type BodyColumns } from '../columns.ts';
import type { Bodies } from './bodies.ts';
import { groupsOf } from './make.ts';

/** Metres that a character keeps from what it walks on. */
const gap = 0.01;
const radians = Math.PI / 180;

export class Characters {
  #controller: RAPIER.KinematicCharacterController | undefined;

  /** Writes where characters want to be after `dt` seconds into Transform, and how they stand into Character. */
  move(world: RAPIER.World, arena: Arena, columns: BodyColumns, bodies: Bodies, dt: number): void {
    if (columns.characters.first() < 0) return;
    const controller = (this.#controller ??= controllerOf(world));
    world.propagateModifiedBodyPositionsToColliders();
    const move = arena.lanes('Character', 'move');
    const [rise, step, slope, grounded] = ['rise', 'step', 'slope', 'grounded'].map((field) => arena.column('Character', field));
    const { position, body } = columns;
    for (const index of columns.characters.indices()) {
      const slot = bodies.slotOf(arena.entityAt(index));
      if (slot < 0 || bodies.kind(slot) !== KINEMATIC) continue;
      const one = world.getRigidBody(bodies.handles[slot]!);
      const height = step![index]!;
      if (height > 0) {
        controller.enableAutostep(height, 0.1, false);
        controller.enableSnapToGround(height);
      } else {
        controller.disableAutostep();
        controller.disableSnapToGround();
      }
      controller.setMaxSlopeClimbAngle(slope![index]! * radians);
      controller.setMinSlopeSlideAngle(slope![index]! * radians);
      const before = rise![index]!;
      const after = before + world.gravity.y * body.gravity[index]! * dt;
      const wish = {
        x: move[0]![index]! * dt,
        y: (move[1]![index]! + (before + after) / 2) * dt,
        z: move[2]![index]! * dt,
      };
      controller.computeColliderMovement(one.collider(0), wish, RAPIER.QueryFilterFlags.EXCLUDE_SENSORS, groupsOf(columns, index));
      const went = controller.computedMovement();
      const stands = controller.computedGrounded();
      const at = one.translation();
      position[0]![index] = at.x + went.x + 0;
      position[1]![index] = at.y + went.y + 0;
      position[2]![index] = at.z + went.z + 0;
      grounded![index] = stands ? 1 : 0;
      const stopped = after > 0 ? went.y < wish.y / 2 : stands;
      rise![index] = stopped ? 0 : after + 0;
    }
  }

  dispose(world: RAPIER.World): void {
    if (this.#controller) world.removeCharacterController(this.#controller);
  }
}

function controllerOf(world: RAPIER.World): RAPIER.KinematicCharacterController {
  const controller = world.createCharacterController(gap);
  controller.setUp({ x: 0, y: 1, z: 0 });
  controller.setApplyImpulsesToDynamicBodies(true);
  return controller;
}
