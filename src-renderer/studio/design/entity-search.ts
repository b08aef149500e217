import type { EntityData } from '../../../engine/model/level.ts';
import type { PickerItem } from '../../ui/index.ts';
import { type Candidate, search } from '../shell/palette/search.ts';
import { kindOf } from './hierarchy/rows.ts';

type Entities = Readonly<Record<string, EntityData>>;

const known = new WeakMap<Entities, readonly Candidate[]>();

/** The entities of a level as candidates of a search; made once for as long as nothing changes. */
export function entityCandidates(entities: Entities): readonly Candidate[] {
  const made = known.get(entities) ?? Object.entries(entities).map(([id, { name }]) => ({ id, label: name }));
  known.set(entities, made);
  return made;
}

/** Entities by name, best first, each with what it is and where it stands. */
export const findEntities = (entities: Entities, query: string, limit = 80): PickerItem[] =>
  search(entityCandidates(entities), query, limit).map(({ id, label }) => {
    const entity = entities[id];
    return { id, label, icon: entity && kindOf(entity), hint: entities[entity?.parent ?? '']?.name };
  });
