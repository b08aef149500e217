/** What stands below an entity, as parts of a prefab. */
import type { Components } from '../../../../engine/model/instances.ts';
import { type PartData, type PrefabData, prefabOf } from '../../../../engine/model/project.ts';
import type { LevelSession } from '../level/level-session.ts';
import { branch } from '../level/tree.ts';
import { freeName } from './free-name.ts';

/** `Front wheel` as the key of a part that is not taken: `front-wheel`. */
export function partKeyFor(name: string, isTaken: (key: string) => boolean): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ['part'];
  return freeName(words.join('-').slice(0, 24).replace(/-$/, ''), isTaken);
}

export interface BranchPrefab {
  parts: Record<string, PartData>;
  differs: NonNullable<PrefabData['differs']>;
  /** What each entity below becomes an instance of: a path of a part. */
  paths: ReadonlyMap<string, string>;
}

/**
 * What stands below an entity, as parts. Instances among them stay what they are, with their own parts, inside of the prefab.
 * @param known those that are parts of it already, by entity: they are left as they are
 * @param taken keys of its parts
 */
export function partsBelow(
  level: LevelSession,
  top: string,
  shared: (components: Components) => Components,
  known: ReadonlyMap<string, string> = new Map(),
  taken: ReadonlySet<string> = new Set(),
): BranchPrefab {
  const paths = new Map<string, string>(known);
  const parts: Record<string, PartData> = {};
  const differs: BranchPrefab['differs'] = {};
  /** Instances above an entity, by the prefab they are of: what a part of one belongs to. */
  const rootOf = (key: string, prefab: string): string | undefined => {
    for (let at = level.entity(key).get()?.parent; at && at !== top; at = level.entity(at).get()?.parent)
      if (level.instance(at).get()?.prefab === prefab) return at;
    return undefined;
  };
  for (const key of branch(level, top).slice(1)) {
    const entity = level.entity(key).get();
    if (!entity || known.has(key)) continue;
    const instance = level.instance(key).get();
    const owner = instance?.prefab.includes('/') ? rootOf(key, prefabOf(instance.prefab)) : undefined;
    const ownerPath = owner === undefined ? undefined : paths.get(owner);
    if (instance && ownerPath !== undefined) {
      const path = `${ownerPath}/${instance.prefab.slice(prefabOf(instance.prefab).length + 1)}`;
      paths.set(key, path);
      const components = shared(instance.components as Components);
      if (Object.keys(components).length > 0 || instance.without.length > 0)
        differs[path] = {
          components: components as PartData['components'],
          ...(instance.without.length > 0 && { without: [...instance.without] }),
        };
      continue;
    }
    const isWhole = instance && !instance.prefab.includes('/');
    const path = partKeyFor(entity.name, (candidate) => taken.has(candidate) || Object.hasOwn(parts, candidate));
    paths.set(key, path);
    const above = entity.parent === top || entity.parent === null ? null : (paths.get(entity.parent) ?? null);
    parts[path] = {
      name: entity.name,
      parent: above,
      order: entity.order,
      ...(isWhole && { prefab: instance.prefab }),
      ...(isWhole && instance.without.length > 0 && { without: [...instance.without] }),
      components: shared((isWhole ? instance.components : entity.components) as Components) as PartData['components'],
    };
  }
  for (const key of known.keys()) paths.delete(key);
  return { parts, differs, paths };
}
