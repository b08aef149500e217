import type * as Y from 'yjs';
import { fieldKey, type LevelDocument, metaOf, placementKey, registersOf, splitKey } from '../level/document.ts';
import { readPlacement, trash } from '../tree.ts';
import { metaMember } from './part.ts';

/** Under which client numbers stands what a level says at the path of a conflict, sorted. Who took a register away altogether is not known. */
export function writersAt(document: LevelDocument, [top, name = '', key, field]: readonly string[]): number[] {
  const map = top === metaMember ? metaOf(document) : registersOf(document, name);
  if (!map) return [];
  const wanted = (register: string): boolean => {
    if (top === metaMember) return register === name;
    // An entity that is gone was put into the trash by somebody.
    if (key === undefined) return !isGone(map) || register === placementKey;
    if (field !== undefined) return register === fieldKey(key, field);
    return register === key || splitKey(register)?.component === key;
  };
  const clients = [...map._map].flatMap(([register, item]) => (wanted(register) && !item.deleted ? [item.id.client] : []));
  return [...new Set(clients)].toSorted((a, b) => a - b);
}

const isGone = (entity: Y.Map<unknown>): boolean => readPlacement(entity.get(placementKey))?.parent === trash;
