/**
 * A world of Rapier's bodies beside an arena.
 *
 * Bodies are kept in the order of their entities' indices and made in that order, so a world of bodies is a function of the arena. Rapier
 * stores f32 and so do the columns.
 */
import RAPIER from '@dimforge/rapier3d-deterministic-compat';
import { indexOf, type Arena, type Entity } from '../../../kernel/world/index.ts';
import type { PhysicsSettings, PhysicsWorld, Touch } from '../backend.ts';
import { BodyColumns, DYNAMIC, KINEMATIC, MADE } from '../columns.ts';
import { Contacts } from '../contacts.ts';
import { frameBytes, seal, unreadable, unseal } from '../frame.ts';
import { bodyLost } from '../lost.ts';
import { ASLEEP, Bodies, SEEN } from './bodies.ts';
import { Characters } from './characters.ts';
import { Joints } from './joints.ts';
import { makeBody, turn, xyz } from './make.ts';
import { Drive } from './drive.ts';
import { touchingOf } from './touching.ts';

const headBytes = 16;

export class RapierWorld implements PhysicsWorld {
  readonly id: string;
  readonly #world: RAPIER.World;
  readonly #columns: BodyColumns;
  readonly #substeps: number;
  readonly #characters = new Characters();
  readonly #drive = new Drive();
  #bodies = new Bodies(0);
  #joints = new Joints();
  #contacts = new Contacts();
  /** Filled only while somebody tells of collisions. */
  #entities = new Map<number, Entity>();
  #queue: RAPIER.EventQueue | undefined;
  readonly #three = new Float32Array(3);
  readonly #four = new Float32Array(4);

  constructor(id: string, arena: Arena, { gravity: [x, y, z], substeps }: PhysicsSettings, snapshot: Uint8Array | undefined) {
    this.id = id;
    this.#substeps = substeps;
    this.#columns = new BodyColumns(arena);
    if (!snapshot) {
      this.#world = new RAPIER.World({ x, y, z });
      this.reconcile(arena);
      return;
    }
    this.#world = this.#restore(unseal(id, snapshot));
    this.#listen();
  }

  reconcile(arena: Arena): void {
    const columns = this.#columns;
    columns.refresh();
    const wanted = columns.bodies.indices();
    if (!this.#bodies.areAsMade(arena, wanted, columns)) this.#remake(arena, wanted);
    this.#follow();
    this.#joints.reconcile(this.#world, arena, columns, this.#bodies);
  }

  step(arena: Arena, dt: number): readonly Touch[] {
    const world = this.#world;
    const columns = this.#columns;
    columns.refresh();
    this.#characters.move(world, arena, columns, this.#bodies, dt);
    this.#drive.aim(this.#bodies, columns);
    world.timestep = dt / this.#substeps;
    for (let step = 1; step <= this.#substeps; step += 1) {
      this.#drive.push(world, this.#bodies, step / this.#substeps);
      if (this.#queue) {
        world.step(this.#queue);
        this.#hear(this.#queue);
      } else world.step();
    }
    this.#readBack(arena);
    return this.#contacts.changes();
  }

  bodies(): Uint8Array {
    const { seen, entities, count } = this.#bodies;
    const figures = 8 + count * 4;
    const contacts = figures + count * SEEN * 4;
    const out = new Uint8Array(contacts + this.#contacts.bytes);
    const view = new DataView(out.buffer);
    view.setUint32(0, count, true);
    for (let slot = 0; slot < count; slot += 1) view.setUint32(8 + slot * 4, entities[slot]!, true);
    out.set(new Uint8Array(seen.buffer, 0, count * SEEN * 4), figures);
    this.#contacts.write(view, contacts);
    return out;
  }

  snapshot(): Uint8Array {
    const engine = this.#world.takeSnapshot();
    const [bodies, joints, contacts] = [this.#bodies, this.#joints, this.#contacts];
    const tables = headBytes + bodies.bytes + joints.bytes + contacts.bytes;
    const out = new Uint8Array(frameBytes + tables + engine.length);
    const view = new DataView(out.buffer, frameBytes);
    view.setUint32(0, bodies.count, true);
    view.setUint32(4, joints.count, true);
    view.setUint32(8, tables, true);
    bodies.write(view, headBytes);
    joints.write(view, headBytes + bodies.bytes);
    contacts.write(view, headBytes + bodies.bytes + joints.bytes);
    out.set(engine, frameBytes + tables);
    return seal(this.id, out);
  }

  touching(_arena: Arena, entity: Entity): readonly Entity[] {
    return touchingOf(this.#world, this.#bodies, entity);
  }

  dispose(): void {
    this.#queue?.free();
    this.#characters.dispose(this.#world);
    try {
      this.#world.free();
    } catch {
      // A step that failed in the middle still holds it: its memory stays taken until the engine goes.
    }
  }

  #restore(payload: Uint8Array): RAPIER.World {
    try {
      const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
      const tables = view.getUint32(8, true);
      this.#bodies = Bodies.read(view, headBytes, view.getUint32(0, true));
      const joints = headBytes + this.#bodies.bytes;
      this.#joints = Joints.read(view, joints, view.getUint32(4, true));
      this.#contacts = Contacts.read(view, joints + this.#joints.bytes);
      const world = RAPIER.World.restoreSnapshot(payload.slice(tables)) as RAPIER.World | null;
      if (world) return world;
    } catch {
      // Bytes that carry the frame's hash and are no snapshot all the same.
    }
    throw unreadable(this.id);
  }

  /** Bodies that are as their components say stay; the others go and come in the order of their indices. */
  #remake(arena: Arena, wanted: Uint32Array): void {
    const before = this.#bodies;
    const after = new Bodies(wanted.length);
    const kept = new Set<number>();
    wanted.forEach((index, slot) => {
      const entity = arena.entityAt(index);
      const old = before.slotOf(entity);
      if (old >= 0 && before.isAsMade(old, this.#columns)) {
        kept.add(old);
        after.copy(slot, before, old);
      } else after.entities[slot] = entity;
    });
    const doomed = new Set<number>();
    for (let slot = 0; slot < before.count; slot += 1) if (!kept.has(slot)) doomed.add(before.handles[slot]!);
    this.#joints.release(this.#world, doomed);
    for (let slot = 0; slot < before.count; slot += 1) {
      if (kept.has(slot)) continue;
      this.#contacts.drop(before.entity(slot));
      this.#world.removeRigidBody(this.#world.getRigidBody(before.handles[slot]!));
    }
    const isKept = new Set([...kept].map((slot) => before.entities[slot]));
    for (let slot = 0; slot < after.count; slot += 1) {
      if (isKept.has(after.entities[slot])) continue;
      const index = wanted[slot]!;
      after.handles[slot] = makeBody(this.#world, index, this.#columns);
      this.#columns.made.forEach((column, k) => {
        after.made[slot * MADE + k] = column[index]!;
      });
      after.see(slot, this.#columns, this.#columns.hasVelocity(index));
    }
    this.#bodies = after;
    this.#listen();
  }

  /** Finds out whose collisions are told. */
  #listen(): void {
    const bodies = this.#bodies;
    const { raw } = this.#world.bodies;
    this.#entities = new Map();
    let telling = false;
    for (let slot = 0; slot < bodies.count; slot += 1) telling ||= this.#columns.tells(indexOf(bodies.entity(slot)));
    if (!telling) {
      this.#queue?.free();
      this.#queue = undefined;
      return;
    }
    this.#queue ??= new RAPIER.EventQueue(true);
    for (let slot = 0; slot < bodies.count; slot += 1) this.#entities.set(raw.rbCollider(bodies.handles[slot]!, 0), bodies.entity(slot));
  }

  #hear(queue: RAPIER.EventQueue): void {
    const { sensor } = this.#columns.collider;
    const isSensor = (entity: Entity): boolean => sensor[0]![indexOf(entity)] === 1;
    queue.drainCollisionEvents((one, other, started) => {
      const a = this.#entities.get(one);
      const b = this.#entities.get(other);
      if (a !== undefined && b !== undefined) this.#contacts.set(a, b, started, isSensor(a) || isSensor(b));
    });
  }

  /** A body whose Transform or Velocity was written since it was last seen goes there. Kinematic bodies go there by moving, in `step`. */
  #follow(): void {
    const bodies = this.#bodies;
    const columns = this.#columns;
    for (let slot = 0; slot < bodies.count; slot += 1) {
      const kind = bodies.kind(slot);
      const index = indexOf(bodies.entity(slot));
      const moved = bodies.hasMoved(slot, columns) && (kind !== KINEMATIC || columns.isCharacter(index));
      const pushed = kind === DYNAMIC && columns.hasVelocity(index) && bodies.isPushed(slot, columns);
      if (!moved && !pushed) continue;
      const body = this.#world.getRigidBody(bodies.handles[slot]!);
      if (moved) {
        body.setTranslation(xyz(columns.position, index), true);
        body.setRotation(turn(columns.rotation, index), true);
      }
      if (pushed) {
        body.setLinvel(xyz(columns.linear, index), true);
        body.setAngvel(xyz(columns.angular, index), true);
      }
      bodies.see(slot, columns, pushed);
      bodies.seen[slot * SEEN + ASLEEP] = 0;
    }
  }

  #readBack(arena: Arena): void {
    const bodies = this.#bodies;
    const { seen, handles } = bodies;
    const { raw } = this.#world.bodies;
    const columns = this.#columns;
    const [px, py, pz] = columns.position as Float32Array[];
    const [rx, ry, rz, rw] = columns.rotation as Float32Array[];
    const three = this.#three;
    const four = this.#four;
    for (let slot = 0, at = 0; slot < bodies.count; slot += 1, at += SEEN) {
      if (bodies.kind(slot) !== DYNAMIC) continue;
      const handle = handles[slot]!;
      const asleep = raw.rbIsSleeping(handle);
      if (asleep && seen[at + ASLEEP] === 1) continue;
      seen[at + ASLEEP] = asleep ? 1 : 0;
      const index = indexOf(bodies.entity(slot));
      raw.rbTranslation(handle, three);
      raw.rbRotation(handle, four);
      if (!Number.isFinite(three[0]! + three[1]! + three[2]! + four[0]! + four[1]! + four[2]! + four[3]!))
        throw bodyLost(arena.nameOf(bodies.entity(slot)));
      px![index] = seen[at] = three[0]! + 0;
      py![index] = seen[at + 1] = three[1]! + 0;
      pz![index] = seen[at + 2] = three[2]! + 0;
      rx![index] = seen[at + 3] = four[0]! + 0;
      ry![index] = seen[at + 4] = four[1]! + 0;
      rz![index] = seen[at + 5] = four[2]! + 0;
      rw![index] = seen[at + 6] = four[3]! + 0;
      if (!columns.hasVelocity(index)) continue;
      raw.rbLinvel(handle, three);
      for (let k = 0; k < 3; k += 1) columns.linear[k]![index] = seen[at + 7 + k] = three[k]! + 0;
      raw.rbAngvel(handle, three);
      for (let k = 0; k < 3; k += 1) columns.angular[k]![index] = seen[at + 10 + k] = three[k]! + 0;
    }
  }
}
