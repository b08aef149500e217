/** The port between a world and whatever moves its bodies. A backend is part of an engine build, never of a level. */
import type { Arena } from '../../kernel/world/index.ts';

export interface PhysicsBackend {
  /** Name and version: stands in checkpoints, and a checkpoint of another id is refused. */
  readonly id: string;
  /** The bodies of a world: made from its components, or from a snapshot taken at the arena's state. */
  open(arena: Arena, snapshot?: Uint8Array): PhysicsWorld;
}

export interface PhysicsWorld {
  readonly id: string;
  /** Makes, remakes and removes bodies so that they are those of the entities with RigidBody, Collider and Transform. */
  reconcile(arena: Arena): void;
  /** Moves by `dt` seconds and writes Transform and Velocity of dynamic bodies. */
  step(arena: Arena, dt: number): void;
  /** Part of the state hash: everything about bodies that a next step depends on and that is cheap to read. */
  hash(arena: Arena): bigint;
  /** What is hashed, to say which body differs: 14 f32 a body (position, rotation, velocity, spin, asleep or not), then every body's entity, u32. */
  bodies(): Uint8Array;
  /** With the arena, all that a continuation needs: equal snapshots continue equally. */
  snapshot(): Uint8Array;
  dispose(): void;
}
