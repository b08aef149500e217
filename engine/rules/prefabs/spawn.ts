import { LedgerError } from '../../kernel/error.ts';
import type { Json } from '../../kernel/json.ts';
import { compareText } from '../../kernel/json.ts';
import type { Arena, Entity } from '../../kernel/world/index.ts';
import type { CompiledLevel } from '../../model/compiled.ts';
import { MAX_ENTITIES } from '../../model/level.ts';

type Components = Readonly<Record<string, Json>>;

export interface SpawnRequest {
  /** Name of a prefab of the project; null for none. */
  readonly prefab: string | null;
  /** Components over the prefab's, field by field. */
  readonly components: Components;
  readonly key?: string;
}

/**
 * A new entity of a prefab, and one below it for each of the prefab's parts; inside a system they live from the system's end. Where it has a
 * key, its parts have keys behind it: `car1/wheel`.
 * Throws LedgerError `prefab-unknown`, `world-full`, and what the arena says of a key or a value that it refuses; then nothing is left.
 */
export function spawnEntity(arena: Arena, { prefabs }: CompiledLevel, { prefab, components, key }: SpawnRequest): Entity {
  if (prefab !== null && !Object.hasOwn(prefabs, prefab)) {
    throw new LedgerError({
      code: 'prefab-unknown',
      message: `There is no prefab ${prefab}.`,
      hint: 'Declare it under prefabs in ledgerquest.json, or spawn(null, components).',
    });
  }
  const { components: base = {}, parts = [] } = prefab === null ? {} : prefabs[prefab]!;
  if (arena.count + 1 + parts.length > MAX_ENTITIES) {
    throw new LedgerError({
      code: 'world-full',
      message: `The world has ${arena.count} entities; ${MAX_ENTITIES} are the most there may be.`,
      hint: 'Despawn what is no longer needed.',
    });
  }
  const made: Entity[] = [];
  const make = (named: string | undefined, whole: Components): Entity => {
    const entity = arena.spawn(named);
    made.push(entity);
    for (const name of Object.keys(whole).toSorted(compareText)) arena.add(entity, name, whole[name]);
    return entity;
  };
  try {
    const entity = make(key, overlay(base as Components, components));
    const places = new Map<string | null, Entity>([[null, entity]]);
    for (const { path, parent, components: said } of parts) {
      const part = make(key === undefined ? undefined : `${key}/${path}`, said as Components);
      arena.setParent(part, places.get(parent)!);
      places.set(path, part);
    }
    return entity;
  } catch (error) {
    for (const entity of made) arena.despawn(entity);
    throw error;
  }
}

const overlay = (base: Components, given: Components): Components =>
  Object.fromEntries([...Object.keys(base), ...Object.keys(given)].map((name) => [name, over(base[name], given[name]) as Json]));

const isFields = (value: Json | undefined): value is Components => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is no object of fields is handed on as it is: the arena refuses it by name. */
const over = (base: Json | undefined, given: Json | undefined): Json | undefined =>
  isFields(base) && isFields(given) ? { ...base, ...given } : (given ?? base);
