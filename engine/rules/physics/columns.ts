/** The columns that physics reads and writes, found again whenever they have moved. */
import type { Arena, Column, Query } from '../../kernel/world/index.ts';

export const bodyFields = ['kind', 'mass', 'gravity', 'damping', 'spinDamping', 'upright', 'fast'] as const;
export const colliderFields = ['shape', 'size', 'offset', 'density', 'friction', 'bounce', 'sensor', 'tells', 'groups', 'touches'] as const;
export const colliderShapes = ['box', 'sphere', 'capsule', 'cylinder', 'cone'] as const;
/** Of `RigidBody.kind`. */
export const DYNAMIC = 0;
export const FIXED = 1;
export const KINEMATIC = 2;

export type Lanes = readonly Column[];

export class BodyColumns {
  readonly bodies: Query;
  readonly joints: Query;
  readonly characters: Query;
  body!: Record<(typeof bodyFields)[number], Column>;
  collider!: Record<(typeof colliderFields)[number], Lanes>;
  /** Everything that a body is made from, in one order; changing one makes the body anew. */
  made!: Lanes;
  position!: Lanes;
  rotation!: Lanes;
  linear!: Lanes;
  angular!: Lanes;
  velocity!: Uint32Array;
  character!: Uint32Array;
  readonly #arena: Arena;
  #version = -1;

  constructor(arena: Arena) {
    this.#arena = arena;
    this.bodies = arena.query('RigidBody', 'Collider', 'Transform');
    this.joints = arena.query('RigidBody', 'Collider', 'Transform', 'Joint');
    this.characters = arena.query('RigidBody', 'Collider', 'Transform', 'Character');
    this.refresh();
  }

  refresh(): void {
    const arena = this.#arena;
    if (this.#version === arena.version) return;
    this.#version = arena.version;
    this.body = Object.fromEntries(bodyFields.map((field) => [field, arena.column('RigidBody', field)])) as BodyColumns['body'];
    this.collider = Object.fromEntries(
      colliderFields.map((field) => [field, arena.lanes('Collider', field)]),
    ) as unknown as BodyColumns['collider'];
    this.made = [...bodyFields.map((field) => this.body[field]), ...colliderFields.flatMap((field) => this.collider[field])];
    this.position = arena.lanes('Transform', 'position');
    this.rotation = arena.lanes('Transform', 'rotation');
    this.linear = arena.lanes('Velocity', 'linear');
    this.angular = arena.lanes('Velocity', 'angular');
    this.velocity = arena.presence('Velocity');
    this.character = arena.presence('Character');
  }

  hasVelocity(index: number): boolean {
    return ((this.velocity[index >>> 5]! >>> (index & 31)) & 1) === 1;
  }

  isCharacter(index: number): boolean {
    return ((this.character[index >>> 5]! >>> (index & 31)) & 1) === 1;
  }

  tells(index: number): boolean {
    return this.collider.tells[0]![index] === 1;
  }
}

/** Numbers that a body is made from: a vec3 counts three. */
export const MADE = bodyFields.length + colliderFields.length + 4;
