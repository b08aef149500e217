/** A level file as registers, and back: what seeding, saving, outside changes and restoring have in common. */
import type { Json } from '../../kernel/json.ts';
import type { LevelFile } from '../../model/level.ts';
import { fieldKey, nameKey, placementKey, prefabKey, presenceKey, tagKey } from './document.ts';
import { root } from '../tree.ts';

export interface LevelRegisters {
  meta: ReadonlyMap<string, Json>;
  /** `@` holds [parent, order] here: lamport and previous parent belong to a document, not to a file. */
  entities: ReadonlyMap<string, ReadonlyMap<string, Json>>;
}

const isRecord = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const physicsPrefix = 'physics.';
export const environmentPrefix = 'environment.';

export function levelRegisters(level: LevelFile): LevelRegisters {
  const meta = new Map<string, Json>([
    ['id', level.id],
    ['name', level.name],
    ['clock', level.clock as Json],
    ['scripts', level.scripts],
  ]);
  for (const [key, value] of Object.entries(level.physics ?? {})) meta.set(physicsPrefix + key, value as Json);
  const environment = level.environment as Json | undefined;
  if (isRecord(environment)) for (const [key, value] of Object.entries(environment)) meta.set(environmentPrefix + key, value);
  else if (environment !== undefined) meta.set('environment', environment);
  const entities = new Map<string, ReadonlyMap<string, Json>>();
  for (const [id, entity] of Object.entries(level.entities)) {
    const registers = new Map<string, Json>([
      [placementKey, [entity.parent ?? root, entity.order]],
      [nameKey, entity.name],
    ]);
    if (entity.prefab !== undefined) registers.set(prefabKey, entity.prefab);
    for (const tag of entity.tags ?? []) registers.set(tagKey(tag), true);
    for (const component of entity.without ?? []) registers.set(presenceKey(component), false);
    for (const [component, fields] of Object.entries(entity.components)) {
      registers.set(presenceKey(component), true);
      for (const [field, value] of Object.entries(fields)) registers.set(fieldKey(component, field), value as Json);
    }
    entities.set(id, registers);
  }
  return { meta, entities };
}
