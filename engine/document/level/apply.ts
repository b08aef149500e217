/** A level file becomes edits: seeding an empty document, an outside change, a restored version. */
import * as Y from 'yjs';
import type { Json } from '../../kernel/json.ts';
import type { LevelFile } from '../../model/level.ts';
import type { EditOrigin } from '../origin.ts';
import { readPlacement, trash, writePlacement } from '../tree.ts';
import { sameValue } from '../values.ts';
import {
  entitiesOf,
  type LevelDocument,
  metaOf,
  placementKey,
  placementsOf,
  prefabKey,
  presenceKey,
  registersOf,
  splitKey,
  transact,
} from './document.ts';
import { nextLamport } from './edit.ts';
import { levelRegisters, type LevelRegisters } from './registers.ts';

const nothing: LevelRegisters = { meta: new Map(), entities: new Map() };

/** Fills an empty document from a file, in one transaction. */
export const seedFrom = (document: LevelDocument, level: LevelFile, origin: EditOrigin): void => {
  applyLevelChanges(document, nothing, levelRegisters(level), origin);
};

/**
 * Applies what changed from `base` to `next`, register by register, and nothing else: what people changed meanwhile elsewhere stays. An
 * entity that is gone moves to the trash; one that is back comes out of it. One transaction. Returns how many registers changed.
 */
export function applyLevelChanges(document: LevelDocument, base: LevelRegisters, next: LevelRegisters, origin: EditOrigin): number {
  let written = 0;
  const put = (map: Y.Map<unknown>, key: string, value: Json): void => {
    if (sameValue(map.get(key) as Json | undefined, value)) return;
    map.set(key, value);
    written += 1;
  };
  transact(document, origin, () => {
    const meta = metaOf(document);
    for (const [key, value] of changed(base.meta, next.meta)) put(meta, key, value ?? null);

    const placements = placementsOf(document);
    const lamport = nextLamport(placements);
    const place = (entity: Y.Map<unknown>, parent: string, order: string): void => {
      const now = readPlacement(entity.get(placementKey));
      if (now && now.parent === parent && now.order === order) return;
      put(entity, placementKey, writePlacement({ parent, order, lamport, previous: now?.parent ?? parent }));
    };
    for (const id of base.entities.keys()) {
      const entity = next.entities.has(id) ? undefined : registersOf(document, id);
      if (entity) place(entity, trash, readPlacement(entity.get(placementKey))?.order ?? 'a0');
    }
    const none = new Map<string, Json>();
    for (const [id, registers] of next.entities) {
      let entity = registersOf(document, id);
      if (!entity) {
        entity = new Y.Map<unknown>();
        entitiesOf(document).set(id, entity);
      }
      const changes = changed(base.entities.get(id) ?? none, registers);
      for (const key of hiddenBehind(entity, changes, registers)) entity.delete(key);
      for (const [key, value] of changes) {
        if (key === placementKey) {
          const [parent, order] = value as [string, string];
          place(entity, parent, order);
        } else if (value !== undefined) put(entity, key, value);
        // Of an instance, what it says nothing about is its prefab's.
        else if (key.endsWith('.$') && !registers.has(prefabKey)) put(entity, key, false);
        else if (entity.has(key)) {
          entity.delete(key);
          written += 1;
        }
      }
    }
  });
  return written;
}

/**
 * What a document still holds of components that were taken off, and what comes back says nothing of: the values of one that is added again,
 * and everything of that kind in what becomes an instance. It would show, and no file says it.
 */
function hiddenBehind(entity: Y.Map<unknown>, changes: ReadonlyMap<string, Json | undefined>, next: ReadonlyMap<string, Json>): string[] {
  const becomesInstance = changes.get(prefabKey) !== undefined;
  return [...entity.keys()].filter((key) => {
    const split = splitKey(key);
    if (!split || next.has(key)) return false;
    const presence = presenceKey(split.component);
    return entity.get(presence) !== true && (becomesInstance || changes.get(presence) === true);
  });
}

/** Keys whose value differs, with the new one; undefined = gone. */
export function changed(base: ReadonlyMap<string, Json>, next: ReadonlyMap<string, Json>): Map<string, Json | undefined> {
  const found = new Map<string, Json | undefined>();
  for (const key of base.keys()) if (!next.has(key)) found.set(key, undefined);
  for (const [key, value] of next) if (!sameValue(base.get(key), value)) found.set(key, value);
  return found;
}

/**
 * `next` seen from `base`, where `saved` may have stood in between: what equals `saved` is an echo of our own save and no change. For a file
 * whose last save may or may not have reached the disk before a crash.
 */
export function withoutEchoes(base: LevelRegisters, saved: LevelRegisters, next: LevelRegisters): LevelRegisters {
  const entities = new Map<string, ReadonlyMap<string, Json>>();
  for (const id of new Set([...base.entities.keys(), ...next.entities.keys()])) {
    const [before, echo, now] = [base.entities.get(id), saved.entities.get(id), next.entities.get(id)];
    if (!echo && !now) entities.set(id, before!);
    else if (now) {
      const settled = withoutEcho(before, echo, now);
      if (before || !echo || settled.size > 0) entities.set(id, settled);
    }
  }
  return { meta: withoutEcho(base.meta, saved.meta, next.meta), entities };
}

/** The same for one flat set of registers. */
export function withoutEcho(
  base: ReadonlyMap<string, Json> = new Map(),
  saved: ReadonlyMap<string, Json> = new Map(),
  next: ReadonlyMap<string, Json>,
): Map<string, Json> {
  const settled = new Map<string, Json>();
  for (const key of new Set([...base.keys(), ...next.keys()])) {
    const value = sameValue(saved.get(key), next.get(key)) ? base.get(key) : next.get(key);
    if (value !== undefined) settled.set(key, value);
  }
  return settled;
}
