import { prefabOf } from '../../../../engine/model/project.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import type { LevelRef } from '../level/level-session.ts';
import type { ProjectSession } from '../project/project-session.ts';
import { namingOf, prefabFieldsIn, prefabsNamedBy } from './names.ts';

/** An entity that names a prefab. */
export interface PrefabUse {
  /** Name of the level. */
  level: string;
  /** The entity's. */
  name: string;
  /** Of the entity, where its level is the open one. */
  entity?: string;
}

/** Where a prefab is named. */
export interface PrefabUses {
  instances: readonly PrefabUse[];
  /** Entities that are a part of one of its instances. */
  parts: readonly PrefabUse[];
  /** Entities with a field that names it, such as a spawner's. */
  makers: readonly PrefabUse[];
  /** Prefabs that stand on it, have a part of it, or a field that names it. */
  prefabs: readonly string[];
  /** Scripts in which its name stands in quotes. */
  scripts: readonly string[];
}

export const unused: PrefabUses = { instances: [], parts: [], makers: [], prefabs: [], scripts: [] };

/** Who needs a prefab to be there, in words; undefined when nobody does. */
export function neededText(prefab: string, { prefabs, makers }: Pick<PrefabUses, 'prefabs' | 'makers'>): string | undefined {
  const needed = [...prefabs, ...makers.map(({ name, level }) => t('prefab.use', { name, level }))];
  if (needed.length === 0) return undefined;
  return t('prefab.needed', { prefab, who: needed.slice(0, 5).join(', '), more: Math.max(0, needed.length - 5) });
}

type Found = { [K in keyof PrefabUses]: PrefabUses[K][number][] };

/** Every use of every prefab, by name: of all levels of the project, those that are not open too. */
export async function usesOfPrefabs({ project, level }: Pick<Editor, 'project' | 'level'>): Promise<ReadonlyMap<string, PrefabUses>> {
  const session = project.get();
  const uses = new Map<string, Found>();
  if (!session) return uses;
  const naming = namingOf(session.types.get());
  const declared = session.prefabs.get();
  const of = (prefab: string): Found => {
    const known = uses.get(prefab) ?? { instances: [], parts: [], makers: [], prefabs: [], scripts: [] };
    uses.set(prefab, known);
    return known;
  };
  for (const [name, prefab] of Object.entries(declared))
    for (const other of prefabsNamedBy(prefab, naming)) if (other !== name) of(other).prefabs.push(name);
  for (const ref of session.levels) {
    const open = level.get()?.ref.path === ref.path ? level.get() : undefined;
    const entities = open ? open.file().entities : await entitiesOf(session, ref);
    for (const [key, { name, prefab, components }] of Object.entries(entities)) {
      const use = { level: ref.name, name, ...(open && { entity: key }) };
      if (prefab !== undefined) of(prefabOf(prefab))[prefab.includes('/') ? 'parts' : 'instances'].push(use);
      for (const field of prefabFieldsIn(components, naming)) of(field.prefab).makers.push(use);
    }
  }
  for (const { path } of session.scripts) {
    const text = (await session.script(path)).text.get();
    for (const name of Object.keys(declared))
      if ([`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => text.includes(quoted))) of(name).scripts.push(path);
  }
  return uses;
}

async function entitiesOf(project: ProjectSession, ref: LevelRef) {
  const level = await project.openLevel(ref);
  try {
    return level.file().entities;
  } finally {
    project.closeLevel(level);
  }
}
