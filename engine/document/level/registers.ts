/** A level file as registers, and back: what seeding, saving, outside changes and restoring have in common. */
import type { Json } from '../../kernel/json.ts';
import type { LevelFile } from '../../model/level.ts';
import type { Components } from '../../model/instances.ts';
import { placementKey, writeEntity } from './document.ts';
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
  if (level.draft) meta.set('draft', level.draft as Json);
  for (const [key, value] of Object.entries(level.physics ?? {})) meta.set(physicsPrefix + key, value as Json);
  const environment = level.environment as Json | undefined;
  if (isRecord(environment)) for (const [key, value] of Object.entries(environment)) meta.set(environmentPrefix + key, value);
  else if (environment !== undefined) meta.set('environment', environment);
  const entities = new Map<string, ReadonlyMap<string, Json>>();
  for (const [id, entity] of Object.entries(level.entities)) {
    const registers = new Map<string, Json>([[placementKey, [entity.parent ?? root, entity.order]]]);
    writeEntity(registers, { ...entity, components: entity.components as Components });
    entities.set(id, registers);
  }
  return { meta, entities };
}
