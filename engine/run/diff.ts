import type { Json } from '../kernel/json.ts';
import { indexOf, type Arena, type Entity } from '../kernel/world/index.ts';
import type { Registry } from '../model/registry.ts';

/** What happened to the entities between two ticks, by key. A value of null means that the component was taken off. */
export interface Diff {
  /** The tick it leads to. */
  readonly tick: number;
  readonly spawned: { entity: string; parent: string | null }[];
  readonly despawned: string[];
  readonly changed: { entity: string; component: string; value: Record<string, Json> | null }[];
}

/** Compares two states of one world, column by column; only what differs is read as JSON. Ordered by entity, then component. */
export function changesSince(before: Arena, now: Arena, registry: Registry): Diff {
  const diff: Diff = { tick: now.tick, spawned: [], despawned: [], changed: [] };
  const textsMoved = before.textEpoch !== now.textEpoch;
  const columns = registry.types.map(({ name, fields }) => ({
    name,
    hadBits: before.presence(name),
    hasBits: now.presence(name),
    lanes: Object.entries(fields).flatMap(([field, spec]) => {
      const width = spec.length ?? 1;
      const old = before.lanes(name, field);
      return now.lanes(name, field).map((lane, index) => ({ width, was: old[index]!, is: lane }));
    }),
  }));
  for (let index = 0; index < Math.max(before.highWater, now.highWater); index += 1) {
    const was = livingAt(before, index);
    const is = livingAt(now, index);
    if (was !== undefined && was !== is) diff.despawned.push(before.nameOf(was));
    if (is === undefined) continue;
    const fresh = was !== is;
    const key = now.nameOf(is);
    if (fresh) {
      const parent = now.parentOf(is);
      diff.spawned.push({ entity: key, parent: parent === undefined ? null : now.nameOf(parent) });
    }
    for (const { name, hadBits, hasBits, lanes } of columns) {
      const has = bit(hasBits, index);
      const had = !fresh && bit(hadBits, index);
      if (!has) {
        if (had) diff.changed.push({ entity: key, component: name, value: null });
      } else if (
        !had ||
        lanes.some(({ width, was: old, is: lane }) => differs(old, lane, index * width, width)) ||
        (textsMoved && textDiffers(before, now, is, name))
      ) {
        diff.changed.push({ entity: key, component: name, value: now.get(is, name)! });
      }
    }
  }
  return diff;
}

const bit = (bits: Uint32Array, index: number): boolean => ((bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;

const livingAt = (arena: Arena, index: number): Entity | undefined =>
  index < arena.highWater && bit(arena.aliveBits, index) ? arena.entityAt(index) : undefined;

function differs(was: ArrayLike<number>, is: ArrayLike<number>, from: number, width: number): boolean {
  for (let at = from; at < from + width; at += 1) if (was[at] !== is[at]) return true;
  return false;
}

const textDiffers = (before: Arena, now: Arena, entity: Entity, component: string): boolean =>
  indexOf(entity) < before.highWater && JSON.stringify(before.get(entity, component)) !== JSON.stringify(now.get(entity, component));
