import type { ComponentType } from '../../../../engine/model/component.ts';
import { namingOf, type PrefabsByName, prefabsOf } from '../prefabs/names.ts';
import type { LevelSession } from './level-session.ts';
import { placeBelow } from './placement.ts';
import type { CopiedText } from './read-copied.ts';
import { ancestorsOf, branch, topsOf } from './tree.ts';

/** Entities with everything below them and the prefabs they stand on, as JSON that any window can paste. */
export function copyEntities(
  level: LevelSession,
  keys: readonly string[],
  { types, prefabs }: { types: readonly ComponentType[]; prefabs: PrefabsByName },
): CopiedText {
  const tops = topsOf(keys, (key) => level.entity(key).get()?.parent);
  const all = tops.flatMap((key) => branch(level, key));
  const copied = new Set(all);
  const entities = all.flatMap((key): CopiedText['entities'] => {
    const entity = level.entity(key).get();
    if (!entity) return [];
    const { name, parent, tags } = entity;
    const place =
      parent === null || copied.has(parent)
        ? undefined
        : placeBelow(
            ancestorsOf(key, (above) => level.entity(above).get()?.parent).map(
              (above) => level.entity(above).get()?.components['Transform'],
            ),
          );
    const { prefab, without, components } = level.instance(key).get() ?? { components: entity.components };
    return [
      {
        key,
        name,
        parent: parent !== null && copied.has(parent) ? parent : null,
        ...(prefab !== undefined && { prefab }),
        ...(without?.length && { without: [...without] }),
        ...(tags && { tags }),
        ...(place && { within: place }),
        components,
      },
    ];
  });
  const version = entities.some(({ within }) => within) ? 4 : 2;
  return { ledgerquest: 'entities', version, prefabs: prefabsOf(entities, namingOf(types), prefabs), entities };
}
