import type { ComponentType } from '../../../../engine/model/component.ts';
import type { Editor } from '../editor.ts';
import type { ProjectSession } from '../project/project-session.ts';

/** Where an asset is named. */
export interface AssetUse {
  /** Name of the level; undefined for a prefab. */
  level: string | undefined;
  /** The entity's or the prefab's. */
  name: string;
  /** Of the entity, where its level is the open one. */
  entity?: string;
}

type Components = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const namesIn = (types: readonly ComponentType[], components: Components): string[] =>
  types.flatMap(({ name, fields }) => {
    const values = components[name];
    if (!values) return [];
    return Object.entries(fields).flatMap(([field, { kind }]) => {
      if (kind !== 'asset') return [];
      const value = values[field];
      return (Array.isArray(value) ? value : [value]).filter((path): path is string => typeof path === 'string' && path !== '');
    });
  });

/** Every use of every asset, by path: of all levels of the project, those that are not open too. */
export async function usesOf(editor: Pick<Editor, 'project' | 'level'>): Promise<ReadonlyMap<string, readonly AssetUse[]>> {
  const project = editor.project.get();
  const uses = new Map<string, AssetUse[]>();
  if (!project) return uses;
  const types = project.types.get();
  const add = (components: Components, use: AssetUse): void => {
    for (const path of new Set(namesIn(types, components))) uses.set(path, [...(uses.get(path) ?? []), use]);
  };
  for (const [name, { components }] of Object.entries(project.prefabs.get())) add(components as Components, { level: undefined, name });
  for (const ref of project.levels) {
    const isOpen = editor.level.get()?.ref.path === ref.path;
    const entities = isOpen ? editor.level.get()!.level.get().entities : await entitiesOf(project, ref);
    for (const [key, { name, components }] of Object.entries(entities))
      add(components as Components, { level: ref.name, name, ...(isOpen && { entity: key }) });
  }
  return uses;
}

type Entities = Readonly<Record<string, { name: string; components: unknown }>>;

async function entitiesOf(project: ProjectSession, ref: ProjectSession['levels'][number]): Promise<Entities> {
  const level = await project.openLevel(ref);
  try {
    return level.level.get().entities;
  } finally {
    project.closeLevel(level);
  }
}
