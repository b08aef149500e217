import type { Arena, Entity } from '../../kernel/index.ts';

import { refresh } from './codec.ts';
import type { Bits, Frame, Row } from './frame.ts';
import { bitsFor, eachBit, hasBit, setBit } from './frame.ts';
import type { WireComponent, WirePlan } from './plan.ts';
import type { WireTexts } from './texts.ts';

/** The lanes of one component as they stood at the last capture. */
interface Standing {
  flat: Int32Array;
  had: Bits;
}

/** Takes frames of a world, tick after tick; a row that stays as it was is the same object. */
export class Capture {
  readonly #plan: WirePlan;
  readonly #texts: WireTexts;
  readonly #standing: Standing[];
  #rows: readonly (Row | undefined)[] = [];

  constructor(plan: WirePlan, texts: WireTexts) {
    this.#plan = plan;
    this.#texts = texts;
    this.#standing = plan.components.map(() => ({ flat: new Int32Array(0), had: bitsFor(0) }));
  }

  take(arena: Arena): Frame {
    const size = arena.highWater;
    const rows: (Row | undefined)[] = this.#rows.slice(0, size);
    while (rows.length < size) rows.push(undefined);
    const fresh = bitsFor(size);
    this.#entities(arena, rows, fresh);
    for (const component of this.#plan.components) this.#component(arena, component, rows, fresh);
    this.#rows = rows;
    return { tick: arena.tick, rows };
  }

  /** Rows of who came, who went, and who has another parent. */
  #entities(arena: Arena, rows: (Row | undefined)[], fresh: Bits): void {
    const alive = arena.aliveBits;
    for (let index = 0; index < rows.length; index++) {
      if (!hasBit(alive, index)) {
        rows[index] = undefined;
        continue;
      }
      const entity = arena.entityAt(index);
      const parent = arena.parentOf(entity) ?? (0 as Entity);
      const row = rows[index];
      if (row?.entity === entity) {
        if (row.parent !== parent) rows[index] = { ...row, parent };
        continue;
      }
      const key = arena.keyOf(entity);
      rows[index] = { entity, parent, key: key === undefined ? 0 : this.#texts.id(key), parts: this.#plan.components.map(() => undefined) };
      setBit(fresh, index);
    }
  }

  #component(arena: Arena, component: WireComponent, rows: (Row | undefined)[], fresh: Bits): void {
    const standing = this.#standing[component.id]!;
    const stride = component.lanes;
    const presence = arena.presence(component.name).slice(0, fresh.length);
    if (standing.flat.length < rows.length * stride) {
      const grown = new Int32Array(Math.max(rows.length * stride, standing.flat.length * 2));
      grown.set(standing.flat);
      standing.flat = grown;
    }
    const { flat, had } = standing;
    const dirty = bitsFor(rows.length);
    const runs = arena.query(component.name).runs();
    if (runs.length > 0) this.#lanes(arena, component, runs, { flat, stride, dirty });
    for (let word = 0; word < dirty.length; word++) {
      dirty[word] = (dirty[word]! & presence[word]!) | ((had[word] ?? 0) ^ presence[word]!) | (fresh[word]! & presence[word]!);
    }
    eachBit(dirty, (index) => {
      const row = rows[index];
      if (!row) return;
      const lanes = hasBit(presence, index) ? copyLanes(flat, index * stride, stride) : undefined;
      if (lanes === undefined && row.parts[component.id] === undefined) return;
      const parts = row.parts.slice();
      parts[component.id] = lanes;
      rows[index] = { entity: row.entity, key: row.key, parent: row.parent, parts };
    });
    standing.had = presence;
  }

  #lanes(arena: Arena, component: WireComponent, runs: ArrayLike<number>, into: { flat: Int32Array; stride: number; dirty: Bits }): void {
    const text = (id: number): number => this.#texts.id(arena.text(id));
    for (const field of component.fields) {
      const columns = arena.lanes(component.name, field.name);
      for (let element = 0; element < field.width; element++) {
        refresh(field, { columns, width: field.width, element, first: field.first + element * field.lanes, text }, runs, into);
      }
    }
  }
}

const copyLanes = (flat: Int32Array, from: number, count: number): number[] => {
  const lanes: number[] = [];
  for (let at = 0; at < count; at++) lanes.push(flat[from + at]!);
  return lanes;
};
