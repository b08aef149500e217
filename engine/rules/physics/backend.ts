/**
 * The port between a world and whatever moves its bodies. Backends are part of an engine build; a level chooses one of them by name. Whoever
 * writes one holds it to `physicsConformance`.
 */
import type { Arena, Entity } from '../../kernel/world/index.ts';

export interface PhysicsSettings {
  /** m/s². */
  readonly gravity: readonly [x: number, y: number, z: number];
  /** Equal steps that a tick is made of, 1 to 8. */
  readonly substeps: number;
}

export interface PhysicsBackend {
  /** Name and version, `name@version`: stands in checkpoints, and a checkpoint of another id is refused. */
  readonly id: string;
  /** What a level calls it. */
  readonly name: string;
  /** Equal arenas and snapshots continue equally, bit for bit, on every machine. A backend that says so must conform. */
  readonly deterministic: boolean;
  /** Whether it understands Joint. */
  readonly joints: boolean;
  /** What the conformance kit's churn must come to, 16 hex digits: the same bits on every machine. */
  readonly digest?: string | undefined;
  /**
   * The bodies of a world: made from its components, or from a snapshot taken at the arena's state.
   * Throws LedgerError `checkpoint-physics` for bytes that `snapshot` did not write.
   */
  open(arena: Arena, settings: PhysicsSettings, snapshot?: Uint8Array): PhysicsWorld;
}

/** Two bodies, one of which tells of its collisions, that began or ceased to touch in a step. `a` has the lower index. */
export interface Touch {
  readonly a: Entity;
  readonly b: Entity;
  readonly began: boolean;
  /** One of the two is a sensor. */
  readonly sensor: boolean;
}

export interface PhysicsWorld {
  readonly id: string;
  /** Makes, remakes and removes bodies so that they are those of the entities with RigidBody, Collider and Transform. */
  reconcile(arena: Arena): void;
  /** Moves by `dt` seconds, writes Transform and Velocity of what moved, and tells what changed, ascending by the pair's indices. */
  step(arena: Arena, dt: number): readonly Touch[];
  /**
   * A part of the state, hashed in every tick: everything about bodies that a next step depends on and that is cheap to read. How many bodies
   * are told one by one (u32), 0 (u32), their entities (u32 each), 14 f32 for each (position, rotation, velocity, spin, asleep or not), then
   * whatever else the backend remembers.
   */
  bodies(): Uint8Array;
  /** With the arena, all that a continuation needs: equal snapshots continue equally. */
  snapshot(): Uint8Array;
  /** Whose bodies the body of an entity touches since the last step, ascending by index; sensors touch nobody. For people: it changes nothing. */
  touching?(arena: Arena, entity: Entity): readonly Entity[];
  dispose(): void;
}
