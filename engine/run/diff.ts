import type { Json } from '../kernel/json.ts';
import type { Arena, Entity } from '../kernel/world/index.ts';
import type { Registry } from '../model/registry.ts';

/** What happened to the entities between two ticks, by key. A value of null means that the component was taken off. */
export interface Diff {
  /** The tick it leads to. */
  readonly tick: number;
  readonly spawned: { entity: string; parent: string | null }[];
  readonly despawned: string[];
  readonly changed: { entity: string; component: string; value: Record<string, Json> | null }[];
}

interface Lane {
  /** Elements per entity. */
  readonly width: number;
  readonly was: ArrayLike<number>;
  readonly is: ArrayLike<number>;
  /** Numbers that stand for texts. */
  readonly text: boolean;
}

/** Compares two states of one world, column by column; only what differs is read as JSON. Ordered by entity, then component. */
export function changesSince(before: Arena, now: Arena, registry: Registry): Diff {
  const diff: Diff = { tick: now.tick, spawned: [], despawned: [], changed: [] };
  // Once texts were renumbered, equal numbers say nothing: the texts themselves are compared.
  const renumbered = before.textEpoch !== now.textEpoch;
  const differs = ({ width, was, is, text }: Lane, index: number): boolean => {
    for (let at = index * width; at < (index + 1) * width; at += 1) {
      if (text && renumbered ? before.text(was[at]!) !== now.text(is[at]!) : was[at] !== is[at]) return true;
    }
    return false;
  };
  const columns = registry.types.map(({ name, fields }) => ({
    name,
    hadBits: before.presence(name),
    hasBits: now.presence(name),
    lanes: Object.entries(fields).flatMap(([field, { kind, length = 1 }]): Lane[] => {
      const old = before.lanes(name, field);
      return now
        .lanes(name, field)
        .map((is, lane) => ({ width: length, was: old[lane]!, is, text: kind === 'string' || kind === 'asset' }));
    }),
  }));
  const end = Math.max(before.highWater, now.highWater);
  const dirty = renumbered ? undefined : dirtyBlocks(before, now, columns, end);
  for (let index = 0; index < end; index += 1) {
    // Where no column of a block differs, nothing of its entities does.
    if (dirty !== undefined && (index & 31) === 0 && dirty[index >>> 5] === 0) {
      index += 31;
      continue;
    }
    const was = livingAt(before, index);
    const is = livingAt(now, index);
    if (was !== undefined && was !== is) diff.despawned.push(before.nameOf(was));
    if (is === undefined) continue;
    const fresh = was !== is;
    const entity = now.nameOf(is);
    if (fresh) {
      const parent = now.parentOf(is);
      diff.spawned.push({ entity, parent: parent === undefined ? null : now.nameOf(parent) });
    }
    for (const { name, hadBits, hasBits, lanes } of columns) {
      const had = !fresh && bit(hadBits, index);
      if (!bit(hasBits, index)) {
        if (had) diff.changed.push({ entity, component: name, value: null });
      } else if (!had || lanes.some((lane) => differs(lane, index))) {
        diff.changed.push({ entity, component: name, value: now.get(is, name)! });
      }
    }
  }
  return diff;
}

interface Columns {
  readonly hadBits: Uint32Array;
  readonly hasBits: Uint32Array;
  readonly lanes: readonly Lane[];
}

/** Of every 32 entities whether any number of theirs differs: whole words are compared, which is far less than looking at each entity. */
function dirtyBlocks(before: Arena, now: Arena, columns: readonly Columns[], end: number): Uint8Array {
  const blocks = (end + 31) >>> 5;
  const dirty = new Uint8Array(blocks);
  const compare = (was: ArrayLike<number>, is: ArrayLike<number>, perBlock: number, holders?: Uint32Array): void =>
    markDifferent({ was: wordsOf(was), is: wordsOf(is), perBlock, holders }, dirty);
  compare(before.aliveBits, now.aliveBits, 1);
  compare(before.generations, now.generations, 16);
  for (const { hadBits, hasBits, lanes } of columns) {
    compare(hadBits, hasBits, 1);
    // From here on a block that is not marked has the same holders before and now.
    for (const { was, is, width } of lanes) compare(was, is, 8 * width * (is as unknown as Uint8Array).BYTES_PER_ELEMENT, hasBits);
  }
  return dirty;
}

const wordsOf = (column: ArrayLike<number>): Uint32Array => {
  const { buffer, byteOffset, byteLength } = column as unknown as Uint8Array;
  return new Uint32Array(buffer, byteOffset, byteLength >>> 2);
};

interface Compared {
  readonly was: Uint32Array;
  readonly is: Uint32Array;
  /** Words of a block. */
  readonly perBlock: number;
  /** The entities that have the column, a word for each block: where none has, what stands in it says nothing. Absent: all have. */
  readonly holders: Uint32Array | undefined;
}

/** Marks the blocks whose words differ; what one side does not have differs. */
function markDifferent({ was, is, perBlock, holders }: Compared, dirty: Uint8Array): void {
  for (let block = 0; block < dirty.length; block += 1) {
    if (dirty[block] !== 0 || holders?.[block] === 0) continue;
    const to = (block + 1) * perBlock;
    if (to > was.length || to > is.length) {
      dirty[block] = 1;
      continue;
    }
    for (let at = block * perBlock; at < to; at += 1) {
      if (was[at] !== is[at]) {
        dirty[block] = 1;
        break;
      }
    }
  }
}

const bit = (bits: Uint32Array, index: number): boolean => ((bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;

const livingAt = (arena: Arena, index: number): Entity | undefined =>
  index < arena.highWater && bit(arena.aliveBits, index) ? arena.entityAt(index) : undefined;
