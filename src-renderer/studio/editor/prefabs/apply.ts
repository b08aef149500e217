import { type Components, withPrefab } from '../../../../engine/model/instances.ts';
import { circleThrough } from '../../../../engine/model/prefabs.ts';
import type { PrefabData } from '../../../../engine/model/project.ts';
import type { PrefabsByName } from './names.ts';

/** What something says over what it stands on. */
interface Said {
  components: PrefabData['components'];
  without?: string[] | undefined;
}

/** A prefab, or a part of one, that says what its instance says: over its own, and beside what it stands on (`base`, whole). */
export function appliedTo<T extends Said>(
  said: T,
  base: Components,
  { components, without }: { components: Components; without: readonly string[] },
): T {
  const { without: left = [], ...kept } = said;
  const own = withPrefab(said.components as Components, { components, without }) as PrefabData['components'];
  const leaves = [...new Set([...left, ...without])].filter(
    (component) => Object.hasOwn(base, component) && !Object.hasOwn(own, component),
  );
  return { ...kept, ...(leaves.length > 0 && { without: leaves.toSorted() }), components: own } as T;
}

/**
 * A prefab to which a part of its says `difference`: a part of its own says it itself; of what comes from elsewhere the prefab says in what it
 * differs.
 */
export function appliedToPart(
  prefab: PrefabData,
  path: string,
  whole: (ref: string) => Components | undefined,
  difference: { components: Components; without: readonly string[] },
): PrefabData {
  const [key = '', ...rest] = path.split('/');
  const part = prefab.parts?.[key];
  if (part && rest.length === 0) {
    const base = (part.prefab !== undefined && whole(part.prefab)) || {};
    return { ...prefab, parts: { ...prefab.parts, [key]: appliedTo(part, base, difference) } };
  }
  const from = part?.prefab === undefined ? `${prefab.prefab ?? ''}/${path}` : [part.prefab, ...rest].join('/');
  const said = appliedTo<Said>(prefab.differs?.[path] ?? { components: {} }, whole(from) ?? {}, difference);
  return { ...prefab, differs: { ...prefab.differs, [path]: said } };
}

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
