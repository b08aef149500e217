/**
 * Bringing a document to what a version says, as forward edits in one transaction: only registers that differ are written, an entity that is
 * not in the version goes into the trash, and one that was deleted since comes out of it. Others undo it like any step.
 */
import * as Y from 'yjs';
import type { Json } from '../../kernel/json.ts';
import type { AnyDocument } from '../documents.ts';
import { applyLevelChanges } from '../level/apply.ts';
import {
  entitiesOf,
  type LevelDocument,
  metaOf,
  nameKey,
  placementKey,
  placementsOf,
  prefabKey,
  presenceKey,
  splitKey,
  tagOf,
} from '../level/document.ts';
import type { LevelRegisters } from '../level/registers.ts';
import type { EditOrigin } from '../origin.ts';
import { applyProjectChanges, partsOf, type ProjectDocument, projectRegisters, toProjectFile } from '../project/document.ts';
import { type ProjectRegisters, registerKey, registerPath } from '../project/registers.ts';
import { replaceScript } from '../script/document.ts';
import { readPlacement, root, trash } from '../tree.ts';
import { isPlainJson } from '../values.ts';
import { type Part, partOf, toLevelRegisters, toProjectRegisters } from './part.ts';

/** Makes `document` say what `part` says. A part of another kind changes nothing. */
export function restorePart(document: AnyDocument, part: Part, origin: EditOrigin): void {
  if (part.kind === 'script') {
    if (document.kind === 'script') replaceScript(document, part.text, origin);
  } else if (document.kind === 'level' && part.kind === 'level') restoreLevel(document, toLevelRegisters(part.members), origin);
  else if (document.kind === 'project' && part.kind === 'project') restoreProject(document, toProjectRegisters(part.members), origin);
}

/** The same for one entity of a level: see `withEntityOf`. */
export function restoreEntity(document: LevelDocument, part: Part, entity: string, origin: EditOrigin): void {
  const now = partOf(document);
  if (part.kind !== 'level' || now.kind !== 'level') return;
  restoreLevel(document, withEntityOf(toLevelRegisters(now.members), toLevelRegisters(part.members), entity), origin);
}

function restoreLevel(document: LevelDocument, next: LevelRegisters, origin: EditOrigin): void {
  applyLevelChanges(document, registersNow(document, next), next, origin);
}

/** What the document holds, the deleted and the hidden included, as far as `next` speaks of it; and what has to go into the trash. */
function registersNow(document: LevelDocument, next: LevelRegisters): LevelRegisters {
  const entities = new Map<string, ReadonlyMap<string, Json>>(outcasts(document, next).map((id) => [id, new Map()]));
  for (const [id, entity] of entitiesOf(document)) {
    const wanted = next.entities.get(id);
    if (!wanted || !(entity instanceof Y.Map)) continue;
    const registers = new Map<string, Json>();
    for (const [key, value] of entity as Y.Map<unknown>) {
      const placement = key === placementKey ? readPlacement(value) : undefined;
      const split = splitKey(key);
      if (placement) registers.set(key, [placement.parent, placement.order]);
      else if (key === nameKey || key === prefabKey || tagOf(key) !== undefined) registers.set(key, value as Json);
      // Values of a component that neither has are nobody's business; in an instance they would show.
      else if (split && (wanted.has(prefabKey) || (split.field === '$' ? value === true : wanted.has(presenceKey(split.component)))))
        registers.set(key, value as Json);
    }
    entities.set(id, registers);
  }
  const meta = [...metaOf(document)].filter((entry): entry is [string, Json] => entry[1] !== null && isPlainJson(entry[1]));
  return { meta: new Map(meta), entities };
}

/**
 * Entities that `next` does not have and that must move for it: of a branch only its top, so that what stands below it comes back with it.
 * Deleted ones too, where what they were deleted with comes back.
 */
function outcasts(document: LevelDocument, next: LevelRegisters): string[] {
  const placements = placementsOf(document);
  const isOut = (id: string): boolean => placements.has(id) && !next.entities.has(id);
  const hangsOnNothing = (id: string): boolean => {
    const seen = new Set([id]);
    for (let at = placements.get(id)?.parent; at !== undefined && isOut(at); at = placements.get(at)?.parent) {
      if (seen.has(at)) return true;
      seen.add(at);
    }
    return false;
  };
  return [...placements.keys()].filter((id) => {
    const parent = placements.get(id)?.parent;
    if (!isOut(id) || parent === trash) return false;
    return parent === undefined || !isOut(parent) || hangsOnNothing(id);
  });
}

function restoreProject(document: ProjectDocument, next: ProjectRegisters, origin: EditOrigin): void {
  const { project, tables, behaviours } = toProjectFile(document);
  const now = new Map(projectRegisters(project, tables, behaviours));
  // What is hidden with a thing that was taken away shows again when the thing does.
  for (const [key, value] of partsOf(document)) {
    if (now.has(key) || value === null || !isPlainJson(value) || !isBelowOneOf(key, next)) continue;
    now.set(key, value);
  }
  // Places in a list are written anew when any of them differs: those of a file do not fit between those of a document.
  const marks = (registers: ProjectRegisters): [string, Json][] => [...registers].filter(([key, value]) => isListMark(key, value));
  if (JSON.stringify(marks(now)) !== JSON.stringify(marks(next))) for (const [key] of marks(now)) if (next.has(key)) now.delete(key);
  applyProjectChanges(document, now, next, origin);
}

const isListMark = (key: string, value: Json): boolean => key.endsWith('/$') && typeof value === 'string';

const isBelowOneOf = (key: string, things: ProjectRegisters): boolean => {
  const path = registerPath(key);
  return path.some((_, length) => length > 0 && things.has(registerKey([...path.slice(0, length), '$'])));
};

/**
 * `now` with one entity as `version` has it. A live entity takes its own values, name and place; one that was deleted comes back with what
 * was deleted below it; one that is not in the version goes. Where its place in the version is gone it stays where it is, else at the top.
 */
function withEntityOf(now: LevelRegisters, version: LevelRegisters, entity: string): LevelRegisters {
  const entities = new Map(now.entities);
  const wanted = version.entities.get(entity);
  if (!wanted) {
    entities.delete(entity);
    // What stood below it stands below nothing that is there: it goes along.
    for (let before = -1; before !== entities.size;) {
      before = entities.size;
      for (const [id, registers] of entities) if (!isThere(parentIn(registers), entities)) entities.delete(id);
    }
    return { meta: now.meta, entities };
  }
  const wasLive = now.entities.has(entity);
  entities.set(entity, wanted);
  if (!wasLive) {
    const below = (id: string): void => {
      for (const [child, registers] of version.entities) {
        if (parentIn(registers) !== id || now.entities.has(child)) continue;
        entities.set(child, registers);
        below(child);
      }
    };
    below(entity);
  }
  const parents = new Map([...entities].map(([id, registers]) => [id, parentIn(registers)]));
  const parent = parentIn(wanted);
  const insideItself = [...ancestors(parent, parents)].includes(entity);
  if (!isThere(parent, entities) || insideItself) {
    const placement = now.entities.get(entity)?.get(placementKey) ?? [root, (wanted.get(placementKey) as [string, string])[1]];
    entities.set(entity, new Map([...wanted, [placementKey, placement]]));
  }
  return { meta: now.meta, entities };
}

const parentIn = (registers: ReadonlyMap<string, Json>): string => (registers.get(placementKey) as [string, string])[0];
const isThere = (parent: string, entities: ReadonlyMap<string, unknown>): boolean => parent === root || entities.has(parent);

function* ancestors(from: string, parents: ReadonlyMap<string, string>): Generator<string> {
  const seen = new Set<string>();
  for (let at: string | undefined = from; at !== undefined && !seen.has(at); at = parents.get(at)) {
    seen.add(at);
    yield at;
  }
}
