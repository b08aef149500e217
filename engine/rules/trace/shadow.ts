/** A copy of an arena's columns to compare with: what differs was written since. */
import type { Json } from '../../kernel/json.ts';
import { indexOf, type Arena, type Column, type Entity } from '../../kernel/world/index.ts';
import type { Registry } from '../../model/registry.ts';

export interface ColumnChange {
  readonly id: Entity;
  readonly entity: string;
  readonly component: string;
  readonly field: string | undefined;
  /** Of the field's numbers, the first that differs. */
  readonly lane: number;
  readonly slot: number;
  readonly from: Json;
  readonly to: Json;
}

interface KeptField {
  readonly name: string;
  readonly width: number;
  readonly lanes: readonly Column[];
}

interface Kept {
  readonly name: string;
  readonly presence: Uint32Array;
  readonly fields: readonly KeptField[];
}

const bit = (bits: Uint32Array, index: number): boolean => ((bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;

export class Shadow {
  readonly #registry: Registry;
  readonly #arena: Arena;
  #ids: (Entity | undefined)[] = [];
  #names: string[] = [];
  #kept: Kept[] = [];

  constructor(registry: Registry, arena: Arena) {
    this.#registry = registry;
    this.#arena = arena;
    this.#take();
  }

  /** What changed since the last call, by entity, component and field; then it is no change any more. */
  changes(): ColumnChange[] {
    const arena = this.#arena;
    const found: ColumnChange[] = [];
    for (let index = 0; index < Math.max(this.#ids.length, arena.highWater); index += 1) {
      const was = this.#ids[index];
      const is = index < arena.highWater && bit(arena.aliveBits, index) ? arena.entityAt(index) : undefined;
      for (const kept of this.#kept) {
        const had = was !== undefined && bit(kept.presence, index);
        const has = is !== undefined && bit(arena.presence(kept.name), index);
        if (!had && !has) continue;
        if (was === is && had && has) {
          for (const field of kept.fields) {
            const change = this.#field(kept.name, field, index, is!);
            if (change) found.push(change);
          }
        } else {
          const whole = { component: kept.name, field: undefined, lane: 0, slot: 0 };
          if (had) found.push({ ...whole, id: was, entity: this.#names[index]!, from: this.#valueBefore(kept, index), to: null });
          if (has) found.push({ ...whole, id: is, entity: arena.nameOf(is), from: null, to: arena.get(is, kept.name)! });
        }
      }
    }
    if (found.length > 0 || this.#ids.length !== arena.highWater) this.#take();
    return found;
  }

  /** What changed in one field since the last call; then it is no change any more. */
  changeOf(entity: Entity, component: string, field: string): ColumnChange | undefined {
    const index = indexOf(entity);
    const kept = this.#kept.find(({ name }) => name === component);
    const one = kept?.fields.find(({ name }) => name === field);
    if (!kept || !one || this.#ids[index] !== entity || !bit(kept.presence, index)) return undefined;
    const change = this.#field(component, one, index, entity);
    if (!change) return undefined;
    const now = this.#arena.lanes(component, field);
    one.lanes.forEach((lane, k) => {
      for (let slot = index * one.width; slot < (index + 1) * one.width; slot += 1) lane[slot] = now[k]![slot]!;
    });
    return change;
  }

  #field(component: string, { name: field, width, lanes }: KeptField, index: number, entity: Entity): ColumnChange | undefined {
    const now = this.#arena.lanes(component, field);
    const change = firstChange(lanes, now, index * width, width);
    return (
      change && {
        id: entity,
        entity: this.#arena.nameOf(entity),
        component,
        field,
        ...change,
        from: this.#arena.read(component, field, lanes, index),
        to: this.#arena.read(component, field, now, index),
      }
    );
  }

  #valueBefore({ name, fields }: Kept, index: number): Json {
    return Object.fromEntries(fields.map((field) => [field.name, this.#arena.read(name, field.name, field.lanes, index)]));
  }

  #take(): void {
    const arena = this.#arena;
    const live = arena.highWater;
    this.#ids = Array.from({ length: live }, (_, index) => (bit(arena.aliveBits, index) ? arena.entityAt(index) : undefined));
    this.#names = this.#ids.map((id) => (id === undefined ? '' : arena.nameOf(id)));
    this.#kept = this.#registry.types.map(({ name, fields }) => ({
      name,
      presence: arena.presence(name).slice(0, (live + 31) >>> 5),
      fields: Object.entries(fields).map(([field, { length = 1 }]) => ({
        name: field,
        width: length,
        lanes: arena.lanes(name, field).map((lane) => lane.slice(0, live * length)),
      })),
    }));
  }
}

function firstChange(
  was: readonly Column[],
  is: readonly Column[],
  from: number,
  width: number,
): { lane: number; slot: number } | undefined {
  for (let slot = from; slot < from + width; slot += 1)
    for (let lane = 0; lane < is.length; lane += 1) if (!Object.is(was[lane]![slot], is[lane]![slot])) return { lane, slot };
  return undefined;
}
