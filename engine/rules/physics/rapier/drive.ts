/** Moves kinematic bodies to where their columns say, evenly over the substeps of a tick: what stands on them is carried along. */
import type RAPIER from '@dimforge/rapier3d-deterministic-compat';
import { unitRotation, type Quat } from '../../../kernel/math/index.ts';
import { indexOf } from '../../../kernel/world/index.ts';
import { KINEMATIC, type BodyColumns } from '../columns.ts';
import { SEEN, type Bodies } from './bodies.ts';

interface Way {
  readonly slot: number;
  readonly from: Float32Array;
  readonly to: Float32Array;
}

export class Drive {
  #ways: Way[] = [];

  /** Looks which have somewhere to go. */
  aim(bodies: Bodies, columns: BodyColumns): void {
    this.#ways = [];
    for (let slot = 0; slot < bodies.count; slot += 1) {
      if (bodies.kind(slot) !== KINEMATIC || !bodies.hasMoved(slot, columns)) continue;
      const at = slot * SEEN;
      const from = bodies.seen.slice(at, at + 7);
      bodies.see(slot, columns, columns.hasVelocity(indexOf(bodies.entity(slot))));
      this.#ways.push({ slot, from, to: bodies.seen.slice(at, at + 7) });
    }
  }

  /** @param part of the way, up to 1 */
  push(world: RAPIER.World, bodies: Bodies, part: number): void {
    for (const { slot, from, to } of this.#ways) {
      const body = world.getRigidBody(bodies.handles[slot]!);
      const at = (k: number): number => (part === 1 ? to[k]! : from[k]! + (to[k]! - from[k]!) * part);
      body.setNextKinematicTranslation({ x: at(0), y: at(1), z: at(2) });
      const [x, y, z, w] = part === 1 ? whole(to) : unitRotation([at(3), at(4), at(5), at(6)]);
      body.setNextKinematicRotation({ x, y, z, w });
    }
  }
}

/** Four zeros, which a script may write, turn nowhere. */
const whole = (to: Float32Array): Quat =>
  to[3] === 0 && to[4] === 0 && to[5] === 0 && to[6] === 0 ? [0, 0, 0, 1] : [to[3]!, to[4]!, to[5]!, to[6]!];
