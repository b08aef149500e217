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
 * A new entity of a prefab; inside a system it lives from the system's end.
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
  if (arena.count >= MAX_ENTITIES) {
    throw new LedgerError({
      code: 'world-full',
      message: `The world has ${arena.count} entities, the most there may be.`,
      hint: 'Despawn what is no longer needed.',
    });
  }
  const base: Components = prefab === null ? {} : (prefabs[prefab]!.components as Components);
  const entity = arena.spawn(key);
  try {
    for (const name of [...new Set([...Object.keys(base), ...Object.keys(components)])].toSorted(compareText))
      arena.add(entity, name, over(base[name], components[name]));
  } catch (error) {
    arena.despawn(entity);
    throw error;
  }
  return entity;
}

const isFields = (value: Json | undefined): value is Components => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is no object of fields is handed on as it is: the arena refuses it by name. */
const over = (base: Json | undefined, given: Json | undefined): Json | undefined =>
  isFields(base) && isFields(given) ? { ...base, ...given } : (given ?? base);
