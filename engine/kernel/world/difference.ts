import type { Json } from '../json.ts';
import type { Arena } from './arena.ts';

/** Where two worlds part: a person's words for it, and the two values. */
export interface Difference {
  readonly where: string;
  /** Its key or "e:" name; absent where the world as a whole differs. */
  readonly entity?: string;
  readonly component?: string;
  readonly field?: string;
  readonly ours: Json;
  readonly theirs: Json;
}

const state = (arena: Arena): Record<string, Json> => ({
  tick: arena.tick,
  seed: arena.seed,
  stepMicros: arena.stepMicros,
  highWater: arena.highWater,
  entities: arena.count,
  timers: arena.timers.pending().map((timer): Json => ({ ...timer })),
  streams: arena.streams.counts(),
});

const entity = (arena: Arena, index: number): Record<string, Json> | undefined => {
  const id = arena.entityAt(index);
  if (!arena.alive(id)) return undefined;
  const parent = arena.parentOf(id);
  const parts: Record<string, Json> = { id, key: arena.nameOf(id), parent: parent === undefined ? null : arena.nameOf(parent) };
  for (const name of arena.componentsOf(id))
    for (const [field, value] of Object.entries(arena.get(id, name)!)) parts[`${name}.${field}`] = value;
  return parts;
};

const firstOf = (prefix: string, ours: Record<string, Json>, theirs: Record<string, Json>): Difference | undefined => {
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [a, b] = [ours[name] ?? null, theirs[name] ?? null];
    if (JSON.stringify(a) !== JSON.stringify(b)) return { where: `${prefix}${name}`, ours: a, theirs: b };
  }
  return undefined;
};

/**
 * The first difference between two worlds of one registry, by entity and field; undefined where their hashes are equal. For people who ask
 * what diverged, after the hash has told that something did.
 */
export const firstDifference = (ours: Arena, theirs: Arena): Difference | undefined => {
  if (ours.hash64() === theirs.hash64()) return undefined;
  for (let index = 0; index < Math.max(ours.highWater, theirs.highWater); index++) {
    const [a, b] = [entity(ours, index), entity(theirs, index)];
    if (!a && !b) continue;
    const name = (a ? ours : theirs).nameOf((a ? ours : theirs).entityAt(index));
    if (!a || !b) return { where: `${name}.alive`, entity: name, ours: a !== undefined, theirs: b !== undefined };
    const difference = firstOf(`${name}.`, a, b);
    if (!difference) continue;
    const [component, field] = difference.where.slice(name.length + 1).split('.');
    return { ...difference, entity: name, ...(field !== undefined && { component, field }) };
  }
  return firstOf('', state(ours), state(theirs)) ?? { where: 'texts, freed entities or senders', ours: null, theirs: null };
};
