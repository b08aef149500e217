/** The bodies of a world side by side, ascending by entity index: their handles, what they were made from, and where they were last seen. */
import { indexOf, type Arena, type Entity } from '../../../kernel/world/index.ts';
import { MADE, type BodyColumns } from '../columns.ts';

/**
 * Where a body was when it and its columns last agreed: position, rotation, velocity, spin, asleep. A column that differs was written by
 * somebody else, and the body follows it.
 */
export const SEEN = 14;
export const ASLEEP = 13;
const recordBytes = 16 + MADE * 8 + SEEN * 4;

export class Bodies {
  readonly count: number;
  readonly entities: Uint32Array;
  readonly handles: Float64Array;
  readonly made: Float64Array;
  readonly seen: Float32Array<ArrayBuffer>;

  constructor(count: number) {
    this.count = count;
    this.entities = new Uint32Array(count);
    this.handles = new Float64Array(count);
    this.made = new Float64Array(count * MADE);
    this.seen = new Float32Array(count * SEEN);
  }

  static read(view: DataView, at: number, count: number): Bodies {
    const bodies = new Bodies(count);
    for (let i = 0, from = at; i < count; i += 1, from += recordBytes) {
      bodies.entities[i] = view.getUint32(from, true);
      bodies.handles[i] = view.getFloat64(from + 8, true);
      for (let k = 0; k < MADE; k += 1) bodies.made[i * MADE + k] = view.getFloat64(from + 16 + k * 8, true);
      for (let k = 0; k < SEEN; k += 1) bodies.seen[i * SEEN + k] = view.getFloat32(from + 16 + MADE * 8 + k * 4, true);
    }
    return bodies;
  }

  get bytes(): number {
    return this.count * recordBytes;
  }

  write(view: DataView, at: number): void {
    for (let i = 0, to = at; i < this.count; i += 1, to += recordBytes) {
      view.setUint32(to, this.entities[i]!, true);
      view.setFloat64(to + 8, this.handles[i]!, true);
      for (let k = 0; k < MADE; k += 1) view.setFloat64(to + 16 + k * 8, this.made[i * MADE + k]!, true);
      for (let k = 0; k < SEEN; k += 1) view.setFloat32(to + 16 + MADE * 8 + k * 4, this.seen[i * SEEN + k]!, true);
    }
  }

  entity(slot: number): Entity {
    return this.entities[slot]! as Entity;
  }

  /** `RigidBody.kind`. */
  kind(slot: number): number {
    return this.made[slot * MADE]!;
  }

  copy(slot: number, from: Bodies, other: number): void {
    this.entities[slot] = from.entities[other]!;
    this.handles[slot] = from.handles[other]!;
    this.made.set(from.made.subarray(other * MADE, (other + 1) * MADE), slot * MADE);
    this.seen.set(from.seen.subarray(other * SEEN, (other + 1) * SEEN), slot * SEEN);
  }

  /** Is a body still what its components say? */
  isAsMade(slot: number, { made }: BodyColumns): boolean {
    const index = indexOf(this.entity(slot));
    for (let k = 0; k < MADE; k += 1) if (made[k]![index] !== this.made[slot * MADE + k]) return false;
    return true;
  }

  /** Whether these are the bodies of these indices, each as its components say. */
  areAsMade(arena: Arena, wanted: Uint32Array, { made }: BodyColumns): boolean {
    if (wanted.length !== this.count) return false;
    for (let i = 0; i < wanted.length; i += 1) if (arena.entityAt(wanted[i]!) !== this.entities[i]) return false;
    for (let k = 0; k < MADE; k += 1) {
      const column = made[k]!;
      for (let i = 0, at = k; i < wanted.length; i += 1, at += MADE) if (column[wanted[i]!] !== this.made[at]) return false;
    }
    return true;
  }

  /** The place of an entity's body, or -1. */
  slotOf(entity: Entity): number {
    const index = indexOf(entity);
    let [from, to] = [0, this.count - 1];
    while (from <= to) {
      const middle = (from + to) >>> 1;
      const at = indexOf(this.entity(middle));
      if (at === index) return this.entities[middle] === entity ? middle : -1;
      if (at < index) from = middle + 1;
      else to = middle - 1;
    }
    return -1;
  }

  /** From now on the columns are what the body was last seen with. */
  see(slot: number, { position, rotation, linear, angular }: BodyColumns, velocity: boolean): void {
    const index = indexOf(this.entity(slot));
    const at = slot * SEEN;
    for (let k = 0; k < 3; k += 1) this.seen[at + k] = position[k]![index]!;
    for (let k = 0; k < 4; k += 1) this.seen[at + 3 + k] = rotation[k]![index]!;
    if (!velocity) return;
    for (let k = 0; k < 3; k += 1) this.seen[at + 7 + k] = linear[k]![index]!;
    for (let k = 0; k < 3; k += 1) this.seen[at + 10 + k] = angular[k]![index]!;
  }

  hasMoved(slot: number, { position, rotation }: BodyColumns): boolean {
    const { seen } = this;
    const index = indexOf(this.entity(slot));
    const at = slot * SEEN;
    return (
      position[0]![index] !== seen[at] ||
      position[1]![index] !== seen[at + 1] ||
      position[2]![index] !== seen[at + 2] ||
      rotation[0]![index] !== seen[at + 3] ||
      rotation[1]![index] !== seen[at + 4] ||
      rotation[2]![index] !== seen[at + 5] ||
      rotation[3]![index] !== seen[at + 6]
    );
  }

  isPushed(slot: number, { linear, angular }: BodyColumns): boolean {
    const { seen } = this;
    const index = indexOf(this.entity(slot));
    const at = slot * SEEN + 7;
    return (
      linear[0]![index] !== seen[at] ||
      linear[1]![index] !== seen[at + 1] ||
      linear[2]![index] !== seen[at + 2] ||
      angular[0]![index] !== seen[at + 3] ||
      angular[1]![index] !== seen[at + 4] ||
      angular[2]![index] !== seen[at + 5]
    );
  }
}
