/**
 * What lasts of bodies from tick to tick beside their columns, ascending by entity index. Of a kinematic body: where it was. Of a dynamic
 * one: how fast it is, which its Velocity takes over where it has one.
 */
import { indexOf, type Arena, type Entity } from '../../../kernel/world/index.ts';
import { DYNAMIC, KINEMATIC, type BodyColumns } from '../columns.ts';
import type { Body } from './bodies.ts';

const recordBytes = 20;

export class Memory {
  #entities = new Uint32Array(0);
  /** `RigidBody.kind`, which says what the values are. */
  #kinds = new Uint8Array(0);
  #values = new Float32Array(0);

  static read(view: DataView, at: number): Memory {
    const memory = new Memory();
    const count = view.getUint32(at, true);
    if (4 + count * recordBytes > view.byteLength - at) throw new RangeError('too short');
    memory.#entities = new Uint32Array(count);
    memory.#kinds = new Uint8Array(count);
    memory.#values = new Float32Array(count * 3);
    for (let slot = 0, from = at + 4; slot < count; slot += 1, from += recordBytes) {
      memory.#entities[slot] = view.getUint32(from, true);
      for (let k = 0; k < 3; k += 1) memory.#values[slot * 3 + k] = view.getFloat32(from + 8 + k * 4, true);
      memory.#kinds[slot] = view.getUint32(from + 4, true);
    }
    return memory;
  }

  get bytes(): number {
    return 4 + this.#entities.length * recordBytes;
  }

  write(view: DataView, at: number): void {
    view.setUint32(at, this.#entities.length, true);
    for (let slot = 0, to = at + 4; slot < this.#entities.length; slot += 1, to += recordBytes) {
      view.setUint32(to, this.#entities[slot]!, true);
      view.setUint32(to + 4, this.#kinds[slot]!, true);
      for (let k = 0; k < 3; k += 1) view.setFloat32(to + 8 + k * 4, this.#values[slot * 3 + k]!, true);
    }
  }

  /** Follows who came and went; those who went. */
  reconcile(arena: Arena, columns: BodyColumns): Entity[] {
    const wanted = columns.bodies.indices();
    if (this.#holds(arena, wanted, columns)) return [];
    const before = new Map(Array.from(this.#entities, (entity, slot) => [entity, slot] as const));
    const values = new Float32Array(wanted.length * 3);
    const kinds = new Uint8Array(wanted.length);
    const entities = Uint32Array.from(wanted, (index) => arena.entityAt(index));
    entities.forEach((entity, slot) => {
      const old = before.get(entity);
      before.delete(entity);
      const index = wanted[slot]!;
      const kind = (kinds[slot] = columns.body.kind[index]!);
      for (let k = 0; k < 3; k += 1) {
        values[slot * 3 + k] =
          old !== undefined && this.#kinds[old] === kind ? this.#values[old * 3 + k]! : kind === DYNAMIC ? 0 : columns.position[k]![index]!;
      }
    });
    this.#entities = entities;
    this.#kinds = kinds;
    this.#values = values;
    return [...before.keys()].toSorted((a, b) => indexOf(a as Entity) - indexOf(b as Entity)) as Entity[];
  }

  /** Gives bodies their speeds: kinematic ones begin where they were and are on their way to where their columns say. */
  fill(bodies: readonly Body[], columns: BodyColumns, dt: number): void {
    bodies.forEach((body, slot) => {
      const [x, y, z] = [this.#values[slot * 3]!, this.#values[slot * 3 + 1]!, this.#values[slot * 3 + 2]!];
      if (body.kind === DYNAMIC) {
        if (!columns.hasVelocity(body.index)) [body.vx, body.vy, body.vz] = [x, y, z];
      } else {
        [body.vx, body.vy, body.vz] = [0, 0, 0];
        if (body.kind !== KINEMATIC || body.walks) return;
        body.vx = (columns.position[0]![body.index]! - x) / dt;
        body.vy = (columns.position[1]![body.index]! - y) / dt;
        body.vz = (columns.position[2]![body.index]! - z) / dt;
        body.x = x + body.offset[0];
        body.y = y + body.offset[1];
        body.z = z + body.offset[2];
      }
    });
  }

  keep(bodies: readonly Body[], columns: BodyColumns): void {
    bodies.forEach((body, slot) => {
      const at = slot * 3;
      if (body.kind === DYNAMIC) {
        this.#values[at] = body.vx + 0;
        this.#values[at + 1] = body.vy + 0;
        this.#values[at + 2] = body.vz + 0;
      } else for (let k = 0; k < 3; k += 1) this.#values[at + k] = columns.position[k]![body.index]!;
    });
  }

  #holds(arena: Arena, wanted: Uint32Array, { body: { kind } }: BodyColumns): boolean {
    if (wanted.length !== this.#entities.length) return false;
    for (let slot = 0; slot < wanted.length; slot += 1)
      if (arena.entityAt(wanted[slot]!) !== this.#entities[slot] || kind[wanted[slot]!] !== this.#kinds[slot]) return false;
    return true;
  }
}
