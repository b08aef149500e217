import type { Arena, Column, Entity } from '../../kernel/index.ts';
import { makeEntity } from '../../kernel/index.ts';
import { refresh } from './codec.ts';
import type { Bits, Frame, Row } from './frame.ts';
import { bitsFor, eachBit, hasBit, setBit } from './frame.ts';
import type { WireComponent, WirePlan } from './plan.ts';
import type { WireTexts } from './texts.ts';

/** One component as it stood at the last capture. */
interface Standing {
  /** Its lanes, entity after entity. */
  flat: Int32Array;
  /** Its columns as 32-bit words, field after field: where nothing changed, lanes stand as they are. */
  readonly words: Int32Array[];
  had: Bits;
}

/** Takes frames of a world, tick after tick; a row that stays as it was is the same object. */
export class Capture {
  readonly #plan: WirePlan;
  readonly #texts: WireTexts;
  readonly #standing: readonly Standing[];
  readonly #empty: Row['parts'];
  #rows: readonly (Row | undefined)[] = [];

  constructor(plan: WirePlan, texts: WireTexts) {
    this.#plan = plan;
    this.#texts = texts;
    this.#standing = plan.components.map(() => ({ flat: new Int32Array(0), words: [], had: bitsFor(0) }));
    this.#empty = plan.components.map(() => undefined);
  }

  take(arena: Arena): Frame {
    const size = arena.highWater;
    const rows: (Row | undefined)[] = this.#rows.slice(0, size);
    while (rows.length < size) rows.push(undefined);
    const alive = arena.aliveBits.slice(0, (size + 31) >>> 5);
    const fresh = this.#entities(arena, rows, alive);
    for (const component of this.#plan.components) this.#component(arena, component, rows, fresh);
    this.#rows = rows;
    return { tick: arena.tick, rows, alive };
  }

  /** Rows of who came, who went, and who has another parent. Returns who came. */
  #entities(arena: Arena, rows: (Row | undefined)[], alive: Bits): Bits {
    const fresh = bitsFor(rows.length);
    const { parents, generations } = arena;
    for (let index = 0; index < rows.length; index++) {
      if (!hasBit(alive, index)) {
        rows[index] = undefined;
        continue;
      }
      const entity = makeEntity(index, generations[index]!);
      const parent = parents[index] as Entity;
      const row = rows[index];
      if (row?.entity === entity) {
        if (row.parent !== parent) rows[index] = { entity, key: row.key, parent, parts: row.parts };
        continue;
      }
      const key = arena.keyOf(entity);
      rows[index] = { entity, key: key === undefined ? 0 : this.#texts.id(key), parent, parts: this.#empty };
      setBit(fresh, index);
    }
    return fresh;
  }

  #component(arena: Arena, component: WireComponent, rows: (Row | undefined)[], fresh: Bits): void {
    const { id, name, lanes: stride } = component;
    const standing = this.#standing[id]!;
    const { had } = standing;
    const presence = arena.presence(name).slice(0, fresh.length);
    standing.had = presence;
    if (standing.flat.length < rows.length * stride) standing.flat = grown(standing.flat, rows.length * stride);
    const { flat } = standing;
    const dirty = bitsFor(rows.length);
    for (let word = 0; word < presence.length; word++) dirty[word] = presence[word]! & (fresh[word]! | ~(had[word] ?? 0));
    this.#lanes(arena, component, standing, presence, { flat, stride, dirty });
    for (let word = 0; word < presence.length; word++) dirty[word]! |= (had[word] ?? 0) & ~presence[word]!;
    eachBit(dirty, (index) => {
      const row = rows[index];
      if (!row) return;
      const lanes = hasBit(presence, index) ? copyLanes(flat, index * stride, stride) : undefined;
      if (lanes === undefined && row.parts[id] === undefined) return;
      const parts = row.parts.slice();
      parts[id] = lanes;
      rows[index] = { entity: row.entity, key: row.key, parent: row.parent, parts };
    });
  }

  /** Brings lanes up to date: of those in `into.dirty`, and of whoever has a changed column, who is marked there if a lane changed too. */
  #lanes(
    arena: Arena,
    { name, fields }: WireComponent,
    { words }: Standing,
    presence: Bits,
    into: { flat: Int32Array; stride: number; dirty: Bits },
  ): void {
    const stale = into.dirty.slice();
    const columns = fields.map((field) => arena.lanes(name, field.name));
    columns.flat().forEach((column, at) => {
      words[at] = compareWords(words[at], column, arena.capacity, arena.highWater, stale);
    });
    for (let word = 0; word < stale.length; word++) stale[word]! &= presence[word]!;
    const some = runsOf(stale);
    const text = (id: number): number => this.#texts.id(arena.text(id));
    fields.forEach((field, k) => {
      // The number of a text may stand for another one by now.
      const runs = field.codec === 'text' ? runsOf(presence) : some;
      if (runs.length === 0) return;
      for (let element = 0; element < field.width; element++) {
        const source = { columns: columns[k]!, width: field.width, element, first: field.first + element * field.lanes, text };
        refresh(field, source, runs, into);
      }
    });
  }
}

/** Marks whose words in a column differ from those kept, and returns the words as they are now. */
const compareWords = (kept: Int32Array | undefined, column: Column, capacity: number, count: number, stale: Bits): Int32Array => {
  const now = new Int32Array(column.buffer, column.byteOffset, column.byteLength >>> 2);
  const perEntity = column.byteLength / capacity;
  const length = Math.ceil((count * perEntity) / 4);
  const was = kept === undefined || kept.length < length ? grown(kept ?? new Int32Array(0), length) : kept;
  for (let word = 0; word < length; word++) {
    if (was[word] === now[word]) continue;
    was[word] = now[word]!;
    const from = Math.floor((word * 4) / perEntity);
    for (let index = from; index * perEntity < word * 4 + 4 && index < count; index++) setBit(stale, index);
  }
  return was;
};

const grown = (words: Int32Array, length: number): Int32Array => {
  const more = new Int32Array(Math.max(length, words.length * 2));
  more.set(words);
  return more;
};

/** Pairs from, to of indices whose bits are set. */
const runsOf = (bits: Bits): number[] => {
  const runs: number[] = [];
  eachBit(bits, (index) => {
    if (runs.length > 0 && runs.at(-1) === index) runs[runs.length - 1] = index + 1;
    else runs.push(index, index + 1);
  });
  return runs;
};

const copyLanes = (flat: Int32Array, from: number, count: number): number[] => {
  const lanes: number[] = [];
  for (let at = 0; at < count; at++) lanes.push(flat[from + at]!);
  return lanes;
};
