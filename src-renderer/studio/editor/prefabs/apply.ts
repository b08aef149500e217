import { type Components, withPrefab } from '../../../../engine/model/instances.ts';
import type { PrefabData } from '../../../../engine/model/project.ts';

/** A prefab that says what its instance says: over its own, and beside what it stands on (`base`, whole). */
export function appliedTo(
  prefab: PrefabData,
  base: Components,
  { components, without }: { components: Components; without: readonly string[] },
): PrefabData {
  const { without: left = [], ...kept } = prefab;
  const own = withPrefab(prefab.components as Components, { components, without }) as PrefabData['components'];
  const leaves = [...new Set([...left, ...without])].filter(
    (component) => Object.hasOwn(base, component) && !Object.hasOwn(own, component),
  );
  return { ...kept, ...(leaves.length > 0 && { without: leaves.toSorted() }), components: own };
}
