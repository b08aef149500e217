import { type Components, withPrefab } from '../../../../engine/model/instances.ts';
import type { PrefabData } from '../../../../engine/model/project.ts';

/** What something says over what it stands on. */
export interface Said {
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
