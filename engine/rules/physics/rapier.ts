/**
 * Rapier behind the port, in the build that promises the same bits on every platform. Loaded only by engines that are opened with physics:
 * it brings 4 MB of wasm.
 *
 * Bodies are kept in the order of their entities' indices and made in that order, so a world of bodies is a function of the arena. Rapier
 * stores f32 and so do the columns: a column that differs from its body was written by somebody else, and the body follows it.
 */
import RAPIER from '@dimforge/rapier3d-deterministic-compat';
import { xxh64 } from '../../kernel/hash/index.ts';
import { LedgerError } from '../../kernel/error.ts';
import { indexOf, type Arena, type Column, type Entity } from '../../kernel/world/index.ts';
import type { PhysicsBackend, PhysicsWorld } from './backend.ts';

export const rapierId = 'rapier@0.21.0-deterministic';

const gravity = { x: 0, y: -9.81, z: 0 };
const bodyKinds = ['dynamic', 'fixed', 'kinematic'] as const;
const colliderShapes = ['box', 'sphere', 'capsule', 'cylinder', 'cone'] as const;

/** Compiles the wasm; await it once before the first world. */
export async function openRapier(): Promise<PhysicsBackend> {
  await RAPIER.init();
  return { id: rapierId, open: (arena, snapshot) => new RapierWorld(arena, snapshot) };
}

/** An entity's body, and the numbers of RigidBody and Collider that it was made from. */
interface Body {
  readonly entity: Entity;
  readonly handle: number;
  readonly made: Float64Array;
}

const bodyFields = ['kind', 'mass', 'gravity', 'damping', 'spinDamping', 'upright', 'fast'] as const;
const colliderFields = ['shape', 'size', 'offset', 'density', 'friction', 'bounce', 'sensor', 'groups', 'touches'] as const;
const madeLength = 20;
const recordBytes = 16 + madeLength * 8;

interface Columns {
  readonly body: Record<(typeof bodyFields)[number], Column>;
  readonly made: readonly Column[];
  readonly collider: Record<(typeof colliderFields)[number], Column[]>;
  readonly position: Column[];
  readonly rotation: Column[];
  readonly linear: Column[];
  readonly angular: Column[];
  readonly velocity: Uint32Array;
}

function columnsOf(arena: Arena): Columns {
  const body = Object.fromEntries(bodyFields.map((field) => [field, arena.column('RigidBody', field)])) as Columns['body'];
  const collider = Object.fromEntries(colliderFields.map((field) => [field, arena.lanes('Collider', field)])) as Columns['collider'];
  return {
    body,
    collider,
    made: [...bodyFields.map((field) => body[field]), ...colliderFields.flatMap((field) => collider[field])],
    position: arena.lanes('Transform', 'position'),
    rotation: arena.lanes('Transform', 'rotation'),
    linear: arena.lanes('Velocity', 'linear'),
    angular: arena.lanes('Velocity', 'angular'),
    velocity: arena.presence('Velocity'),
  };
}

const bit = (bits: Uint32Array, index: number): boolean => ((bits[index >>> 5]! >>> (index & 31)) & 1) === 1;
const xyz = ([x, y, z]: readonly Column[], index: number): { x: number; y: number; z: number } => ({
  x: x![index]!,
  y: y![index]!,
  z: z![index]!,
});
const isAt = ([x, y, z]: readonly Column[], index: number, at: { x: number; y: number; z: number }): boolean =>
  x![index] === at.x && y![index] === at.y && z![index] === at.z;
/** Four zeros, which a script may write, turn nowhere. */
const turn = (rotation: readonly Column[], index: number): RAPIER.Rotation => {
  const [x, y, z, w] = rotation.map((lane) => lane[index]!);
  return x === 0 && y === 0 && z === 0 && w === 0 ? { x: 0, y: 0, z: 0, w: 1 } : { x: x!, y: y!, z: z!, w: w! };
};
const put = ([x, y, z]: readonly Column[], index: number, value: { x: number; y: number; z: number }): void => {
  x![index] = value.x + 0;
  y![index] = value.y + 0;
  z![index] = value.z + 0;
};

class RapierWorld implements PhysicsWorld {
  readonly id = rapierId;
  readonly #world: RAPIER.World;
  /** Ascending by entity index. */
  #bodies: Body[] = [];

  constructor(arena: Arena, snapshot: Uint8Array | undefined) {
    if (!snapshot) {
      this.#world = new RAPIER.World(gravity);
      this.reconcile(arena);
      return;
    }
    const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.byteLength);
    const count = view.getUint32(0, true);
    let at = 8;
    for (let i = 0; i < count; i += 1, at += recordBytes) {
      const made = Float64Array.from({ length: madeLength }, (_, k) => view.getFloat64(at + 16 + k * 8, true));
      this.#bodies.push({ entity: view.getUint32(at, true) as Entity, handle: view.getFloat64(at + 8, true), made });
    }
    const world = RAPIER.World.restoreSnapshot(snapshot.slice(at)) as RAPIER.World | null;
    if (!world)
      throw new LedgerError({
        code: 'checkpoint-physics',
        message: 'The bodies of the checkpoint cannot be read.',
        hint: 'Open it with the engine build that it names.',
      });
    this.#world = world;
  }

  reconcile(arena: Arena): void {
    const columns = columnsOf(arena);
    const wanted = arena.query('RigidBody', 'Collider', 'Transform').indices();
    const known = new Map(this.#bodies.map((body) => [body.entity, body]));
    const bodies: Body[] = [];
    for (const index of wanted) {
      const entity = arena.entityAt(index);
      const body = known.get(entity);
      if (body && columns.made.every((column, k) => column[index] === body.made[k])) {
        known.delete(entity);
        bodies.push(body);
        this.#follow(body, columns);
      } else {
        bodies.push({ entity, handle: -1, made: Float64Array.from(columns.made, (column) => column[index]!) });
      }
    }
    for (const { handle } of [...known.values()].toSorted((a, b) => indexOf(a.entity) - indexOf(b.entity)))
      this.#world.removeRigidBody(this.#world.getRigidBody(handle));
    this.#bodies = bodies.map((body) => (body.handle === -1 ? { ...body, handle: this.#make(indexOf(body.entity), columns) } : body));
  }

  step(arena: Arena, dt: number): void {
    this.#world.timestep = dt;
    this.#world.step();
    const columns = columnsOf(arena);
    for (const { entity, handle, made } of this.#bodies) {
      if (bodyKinds[made[0]!] !== 'dynamic') continue;
      const index = indexOf(entity);
      const body = this.#world.getRigidBody(handle);
      const at = body.translation();
      const { x, y, z, w } = body.rotation();
      if (!Number.isFinite(at.x + at.y + at.z + x + y + z + w)) throw notANumber(arena.nameOf(entity));
      put(columns.position, index, at);
      put(columns.rotation, index, { x, y, z });
      columns.rotation[3]![index] = w + 0;
      if (!bit(columns.velocity, index)) continue;
      put(columns.linear, index, body.linvel());
      put(columns.angular, index, body.angvel());
    }
  }

  hash(): bigint {
    return xxh64(new Uint8Array(this.#figures().buffer));
  }

  bodies(): Uint8Array {
    const figures = new Uint8Array(this.#figures().buffer);
    const out = new Uint8Array(figures.length + this.#bodies.length * 4);
    out.set(figures);
    const view = new DataView(out.buffer);
    this.#bodies.forEach(({ entity }, i) => view.setUint32(figures.length + i * 4, entity, true));
    return out;
  }

  #figures(): Float32Array<ArrayBuffer> {
    const figures = new Float32Array(this.#bodies.length * 14);
    let at = 0;
    for (const { handle } of this.#bodies) {
      const body = this.#world.getRigidBody(handle);
      const [p, r, v, s] = [body.translation(), body.rotation(), body.linvel(), body.angvel()];
      figures.set([p.x, p.y, p.z, r.x, r.y, r.z, r.w, v.x, v.y, v.z, s.x, s.y, s.z, body.isSleeping() ? 1 : 0], at);
      at += 14;
    }
    return figures;
  }

  snapshot(): Uint8Array {
    const bodies = this.#world.takeSnapshot();
    const out = new Uint8Array(8 + this.#bodies.length * recordBytes + bodies.length);
    const view = new DataView(out.buffer);
    view.setUint32(0, this.#bodies.length, true);
    let at = 8;
    for (const { entity, handle, made } of this.#bodies) {
      view.setUint32(at, entity, true);
      view.setFloat64(at + 8, handle, true);
      made.forEach((value, k) => view.setFloat64(at + 16 + k * 8, value, true));
      at += recordBytes;
    }
    out.set(bodies, at);
    return out;
  }

  dispose(): void {
    try {
      this.#world.free();
    } catch {
      // A step that failed in the middle still holds it: its memory stays taken until the engine goes.
    }
  }

  /** A body whose Transform or Velocity was written since the last step goes there; kinematic bodies go there by moving. */
  #follow({ entity, handle, made }: Body, { position, rotation, linear, angular, velocity }: Columns): void {
    const index = indexOf(entity);
    const body = this.#world.getRigidBody(handle);
    const turned = turn(rotation, index);
    const at = body.translation();
    const is = body.rotation();
    const moved = !isAt(position, index, at) || !isAt(rotation, index, is) || turned.w !== is.w;
    if (moved && bodyKinds[made[0]!] === 'kinematic') {
      body.setNextKinematicTranslation(xyz(position, index));
      body.setNextKinematicRotation(turned);
    } else if (moved) {
      body.setTranslation(xyz(position, index), true);
      body.setRotation(turned, true);
    }
    if (bodyKinds[made[0]!] !== 'dynamic' || !bit(velocity, index)) return;
    if (!isAt(linear, index, body.linvel())) body.setLinvel(xyz(linear, index), true);
    if (!isAt(angular, index, body.angvel())) body.setAngvel(xyz(angular, index), true);
  }

  /** A collider stands on its transform, as a Shape does. */
  #make(index: number, { body: b, collider: c, position, rotation, linear, angular, velocity }: Columns): number {
    const kind = bodyKinds[b.kind[index]!]!;
    const desc =
      kind === 'dynamic'
        ? RAPIER.RigidBodyDesc.dynamic()
        : kind === 'fixed'
          ? RAPIER.RigidBodyDesc.fixed()
          : RAPIER.RigidBodyDesc.kinematicPositionBased();
    const { x, y, z } = xyz(position, index);
    desc.setTranslation(x, y, z).setRotation(turn(rotation, index));
    desc
      .setAdditionalMass(b.mass[index]!)
      .setGravityScale(b.gravity[index]!)
      .setLinearDamping(b.damping[index]!)
      .setAngularDamping(b.spinDamping[index]!);
    desc.setCcdEnabled(b.fast[index] === 1);
    if (b.upright[index] === 1) desc.lockRotations();
    if (bit(velocity, index)) {
      const v = xyz(linear, index);
      desc.setLinvel(v.x, v.y, v.z).setAngvel(xyz(angular, index));
    }
    const body = this.#world.createRigidBody(desc);
    const size = xyz(c.size, index);
    const offset = xyz(c.offset, index);
    const solid = colliderOf(colliderShapes[c.shape[0]![index]!]!, size)
      .setTranslation(offset.x, offset.y + size.y / 2, offset.z)
      .setDensity(c.density[0]![index]!)
      .setFriction(c.friction[0]![index]!)
      .setRestitution(c.bounce[0]![index]!)
      .setSensor(c.sensor[0]![index] === 1)
      .setCollisionGroups(((c.groups[0]![index]! << 16) | c.touches[0]![index]!) >>> 0);
    this.#world.createCollider(solid, body);
    return body.handle;
  }
}

/** What is no number has different bits on different processors, so it must not become state. */
const notANumber = (entity: string): LedgerError =>
  new LedgerError({
    code: 'body-lost',
    message: `The body of ${entity} has left every number behind.`,
    hint: 'Look for bodies that begin inside each other, or for masses and sizes that are many powers of ten apart.',
    where: entity,
  });

/** `size` is width, height and depth, as for a Shape. */
function colliderOf(shape: (typeof colliderShapes)[number], { x, y, z }: { x: number; y: number; z: number }): RAPIER.ColliderDesc {
  const radius = x / 2;
  switch (shape) {
    case 'sphere':
      return RAPIER.ColliderDesc.ball(radius);
    case 'capsule':
      return RAPIER.ColliderDesc.capsule(Math.max(0, y / 2 - radius), radius);
    case 'cylinder':
      return RAPIER.ColliderDesc.cylinder(y / 2, radius);
    case 'cone':
      return RAPIER.ColliderDesc.cone(y / 2, radius);
    case 'box':
      return RAPIER.ColliderDesc.cuboid(x / 2, y / 2, z / 2);
  }
}
