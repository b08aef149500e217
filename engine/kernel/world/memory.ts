import { LedgerError } from '../error.ts';
import type { ColumnType } from './field.ts';
import { CORE } from './plan.ts';
import type { Axis, Plan, Section } from './plan.ts';

export type Column =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** Bytes before the first section. */
export const HEADER_BYTES = 128;

/** Header words (u32, little-endian). Everything that a tick depends on and that is not a column. */
export const WORD = {
  magic: 0,
  format: 1,
  layoutLow: 2,
  layoutHigh: 3,
  tick: 4,
  stepMicros: 5,
  seedLow: 6,
  seedHigh: 7,
  entity: 8,
  free: 9,
  alive: 10,
  string: 11,
  text: 12,
  timer: 13,
  stream: 14,
  sender: 15,
  nextTimer: 16,
  keptStrings: 17,
  stringLimit: 18,
  textLimit: 19,
  stringEpoch: 20,
} as const;

/** In the order of the header’s lengths. */
export const AXES: readonly Axis[] = ['entity', 'free', 'string', 'text', 'timer', 'stream', 'sender'];

/** Least capacity of each axis; a power of two, and for entities a multiple of 32. */
const LEAST: Readonly<Record<Axis, number>> = { entity: 64, free: 16, string: 64, text: 1024, timer: 8, stream: 8, sender: 8 };

/** Most units of each axis: entity ids have 20 bits of index. */
const MOST: Readonly<Record<Axis, number>> = {
  entity: 1 << 20,
  free: 1 << 20,
  string: 1 << 24,
  text: 1 << 30,
  timer: 1 << 20,
  stream: 1 << 16,
  sender: 1 << 16,
};

const SIZE: Readonly<Record<ColumnType, number>> = { u8: 1, u16: 2, i32: 4, u32: 4, f32: 4, f64: 8 };

const align8 = (bytes: number): number => (bytes + 7) & ~7;

/** Bytes that `units` of a section take. */
export const sectionBytes = ({ column, width }: Section, units: number): number =>
  column === 'bits' ? ((units + 31) >>> 5) * 4 : units * width * SIZE[column];

const viewOf = (buffer: ArrayBuffer, column: Section['column'], offset: number, bytes: number): Column => {
  switch (column) {
    case 'u8':
      return new Uint8Array(buffer, offset, bytes);
    case 'u16':
      return new Uint16Array(buffer, offset, bytes >>> 1);
    case 'i32':
      return new Int32Array(buffer, offset, bytes >>> 2);
    case 'f32':
      return new Float32Array(buffer, offset, bytes >>> 2);
    case 'f64':
      return new Float64Array(buffer, offset, bytes >>> 3);
    case 'u32':
    case 'bits':
      return new Uint32Array(buffer, offset, bytes >>> 2);
  }
};

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * One world's bytes: a header, then every section at its capacity, in ONE ArrayBuffer. What lies beyond a section's length is zero on the
 * entity axis and undefined on the others. Capacities double and never enter a snapshot or a hash.
 */
export class Memory {
  readonly plan: Plan;
  bytes!: Uint8Array<ArrayBuffer>;
  header!: Uint32Array<ArrayBuffer>;
  views: Column[] = [];
  /** The entities' own columns, which every structural change looks at: the same arrays as in `views`. */
  generations!: Uint16Array<ArrayBuffer>;
  keys!: Uint32Array<ArrayBuffer>;
  parents!: Uint32Array<ArrayBuffer>;
  children!: Uint32Array<ArrayBuffer>;
  alive!: Uint32Array<ArrayBuffer>;
  free!: Uint32Array<ArrayBuffer>;
  /** Counts replacements of the buffer: typed arrays taken before are stale after. */
  version = 0;
  readonly #capacity: Record<Axis, number> = { ...LEAST };
  #offsets: number[] = [];
  #pinned = false;
  #annexed = false;

  constructor(plan: Plan, least: Partial<Record<Axis, number>> = {}) {
    if (!littleEndian)
      throw new LedgerError({
        code: 'big-endian',
        message: 'This processor is big-endian.',
        hint: 'Worlds are little-endian bytes; run on another machine.',
      });
    this.plan = plan;
    for (const axis of AXES) this.#capacity[axis] = fitting(axis, least[axis] ?? 0);
    this.#build();
  }

  length(axis: Axis): number {
    return this.header[WORD[axis]]!;
  }

  capacity(axis: Axis): number {
    return this.#capacity[axis];
  }

  /** Makes room for `count` units by doubling. */
  reserve(axis: Axis, count: number): void {
    if (count > this.#capacity[axis]) this.reserveAll({ [axis]: count });
  }

  /** Makes room on several axes at once. While pinned only the sections that grow move; the columns of entities stay where they are. */
  reserveAll(counts: Partial<Record<Axis, number>>): void {
    const grown = AXES.filter((axis) => (counts[axis] ?? 0) > this.#capacity[axis]);
    if (grown.length === 0) return;
    for (const axis of grown) this.#capacity[axis] = fitting(axis, counts[axis]!);
    if (this.#pinned) this.#annex(grown);
    else this.#build();
  }

  /** From here on typed arrays of entity columns stay valid, whatever else grows, until `unpin`. */
  pin(): void {
    this.#pinned = true;
  }

  /** Ends a pin: sections that grew aside come back into the one buffer. */
  unpin(): void {
    this.#pinned = false;
    if (this.#annexed) this.#build();
  }

  #annex(axes: readonly Axis[]): void {
    this.plan.sections.forEach((section, i) => {
      if (!axes.includes(section.axis)) return;
      const bytes = sectionBytes(section, this.#capacity[section.axis]);
      const view = viewOf(new ArrayBuffer(align8(bytes)), section.column, 0, bytes);
      view.set(this.views[i]!);
      this.views[i] = view;
    });
    this.#annexed = true;
    this.#name();
  }

  #name(): void {
    const { views } = this;
    this.generations = views[CORE.generation] as Uint16Array<ArrayBuffer>;
    this.keys = views[CORE.key] as Uint32Array<ArrayBuffer>;
    this.parents = views[CORE.parent] as Uint32Array<ArrayBuffer>;
    this.children = views[CORE.children] as Uint32Array<ArrayBuffer>;
    this.alive = views[CORE.alive] as Uint32Array<ArrayBuffer>;
    this.free = views[CORE.free] as Uint32Array<ArrayBuffer>;
  }

  #build(): void {
    const { sections } = this.plan;
    const offsets: number[] = [];
    let size = HEADER_BYTES;
    for (const section of sections) {
      offsets.push(size);
      size += align8(sectionBytes(section, this.#capacity[section.axis]));
    }
    const buffer = new ArrayBuffer(size);
    const header = new Uint32Array(buffer, 0, HEADER_BYTES >>> 2);
    if (this.version > 0) header.set(this.header);
    this.views = sections.map((section, i) => {
      const view = viewOf(buffer, section.column, offsets[i]!, sectionBytes(section, this.#capacity[section.axis]));
      const old = this.views[i];
      if (old) view.set(old);
      return view;
    });
    this.bytes = new Uint8Array(buffer);
    this.header = header;
    this.#offsets = offsets;
    this.#annexed = false;
    this.#name();
    this.version++;
  }

  /** Where a section begins in `bytes`. */
  offset(section: number): number {
    return this.#offsets[section]!;
  }
}

const fitting = (axis: Axis, count: number): number => {
  if (count > MOST[axis]) {
    throw new LedgerError({
      code: 'world-full',
      message: `The world cannot hold ${count} of ${axis}: at most ${MOST[axis]}.`,
      hint: axis === 'entity' ? 'Despawn entities that are no longer needed.' : `Use fewer of ${axis}.`,
    });
  }
  let capacity = LEAST[axis];
  while (capacity < count) capacity *= 2;
  return capacity;
};
