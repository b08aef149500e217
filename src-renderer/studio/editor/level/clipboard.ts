import { newId, type RandomBytes } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import { namingOf, type PrefabsByName, prefabsOf } from '../prefabs/names.ts';
import { renamedRef } from '../prefabs/renamed-ref.ts';
import type { LevelSession } from './level-session.ts';
import type { Copied } from './read-copied.ts';
import { branch, topsOf } from './tree.ts';

/** Entities with everything below them and the prefabs they stand on, as JSON that any window can paste. */
export function copyEntities(
  level: LevelSession,
  keys: readonly string[],
  { types, prefabs }: { types: readonly ComponentType[]; prefabs: PrefabsByName },
): Copied {
  const tops = topsOf(keys, (key) => level.entity(key).get()?.parent);
  const all = tops.flatMap((key) => branch(level, key));
  const copied = new Set(all);
  const entities = all.flatMap((key): Copied['entities'] => {
    const entity = level.entity(key).get();
    if (!entity) return [];
    const { name, parent } = entity;
    const { prefab, without, components } = level.instance(key).get() ?? { components: entity.components };
    return [
      {
        key,
        name,
        parent: parent !== null && copied.has(parent) ? parent : null,
        ...(prefab !== undefined && { prefab }),
        ...(without?.length && { without: [...without] }),
        components,
      },
    ];
  });
  return { ledgerquest: 'entities', version: 2, prefabs: prefabsOf(entities, namingOf(types), prefabs), entities };
}

export interface PastedEntity {
  id: string;
  name: string;
  prefab?: string | undefined;
  without?: readonly string[] | undefined;
  components: Record<string, Record<string, Json>>;
  to: { parent: string | null; before?: string | undefined };
}

/** Where copies go. */
export interface PasteTarget {
  types: readonly ComponentType[];
  random: RandomBytes;
  placeTop: (key: string) => PastedEntity['to'];
  /** Whether an entity that was not copied can be named there. */
  isThere: (key: string) => boolean;
  /** What copied prefabs are called there. */
  prefabs?: ReadonlyMap<string, string>;
}

/**
 * Copied entities as new ones: new ids, references among them follow, those to others stay where the other is there. `cleared`: how many
 * references name nobody any more.
 */
export function prepareCopies(
  copied: Pick<Copied, 'entities'>,
  { types, random, placeTop, isThere, prefabs = new Map() }: PasteTarget,
): { copies: PastedEntity[]; cleared: number } {
  const ids = new Map(copied.entities.map(({ key }) => [key, newId(random)]));
  const fields = namingOf(types);
  let cleared = 0;
  const follow = (value: Json): Json => {
    if (Array.isArray(value)) return (value as Json[]).map(follow).filter((one) => one !== null);
    if (typeof value !== 'string' || value === '') return value;
    const to = ids.get(value) ?? (isThere(value) ? value : undefined);
    if (to === undefined) cleared += 1;
    return to ?? null;
  };
  const followed = (component: string, field: string, value: Json): Json => {
    const names = fields.get(component)?.get(field);
    if (names === 'entity') return follow(value);
    return names === 'prefab' && typeof value === 'string' ? (prefabs.get(value) ?? value) : value;
  };
  const copies = copied.entities.map(({ key, name, parent, prefab, without, components }) => ({
    id: ids.get(key)!,
    name,
    prefab: prefab === undefined ? undefined : renamedRef(prefab, prefabs),
    without,
    to: parent === null ? placeTop(key) : { parent: ids.get(parent)! },
    components: Object.fromEntries(
      Object.entries(components).map(([component, values]) => [
        component,
        fields.has(component)
          ? Object.fromEntries(Object.entries(values).map(([field, value]) => [field, followed(component, field, value as Json)]))
          : (values as Record<string, Json>),
      ]),
    ),
  }));
  return { copies, cleared };
}
