import { type Components, withPrefab } from '../../../../engine/model/instances.ts';
import { circleThrough } from '../../../../engine/model/prefabs.ts';
import type { PrefabData } from '../../../../engine/model/project.ts';
import { appliedTo, type Said } from './apply.ts';
import type { PrefabsByName } from './names.ts';

/** A variant that says all that it has from the prefabs it stands on, and stands on none. */
export function aloneOf(name: string, declared: PrefabsByName): PrefabData {
  const { prefab, without, ...own } = declared[name]!;
  if (prefab === undefined || !Object.hasOwn(declared, prefab) || circleThrough(name, declared)) return own;
  const base = aloneOf(prefab, declared);
  const differs = { ...base.differs };
  for (const [path, { components, without: left = [] }] of Object.entries(own.differs ?? {})) {
    const before = differs[path] ?? { components: {} };
    // What either leaves out is left out of whatever it stands on.
    const leavable = Object.fromEntries([...(before.without ?? []), ...left].map((component) => [component, {}]));
    differs[path] = appliedTo<Said>(before, leavable, { components: components as Components, without: left });
  }
  const parts = { ...own.parts, ...base.parts };
  return {
    ...own,
    components: withPrefab(base.components as Components, {
      components: own.components as Components,
      without,
    }) as PrefabData['components'],
    ...(Object.keys(parts).length > 0 && { parts }),
    ...(Object.keys(differs).length > 0 && { differs }),
  };
}
