import { materialAssets, type MaterialSpec } from '../../../../engine/model/material-spec.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import type { Editor } from '../editor.ts';
import type { ProjectSession } from '../project/project-session.ts';

/** Where an asset or a material is named. */
export interface AssetUse {
  /** Name of the level; undefined for what belongs to no level. */
  level: string | undefined;
  /** The entity's, the prefab's, the material's, or the path of the text. */
  name: string;
  /** What it is that is no entity. */
  by?: 'prefab' | 'material' | 'text';
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

/** How a material is called among what can be used. */
export const materialPath = (id: string): string => `materials/${id}`;

/** The assets that a material shows. */
export const picturesOf = (material: MaterialSpec): string[] =>
  Object.keys(materialAssets).flatMap((field) => {
    const path = (material as unknown as Record<string, unknown>)[field];
    return typeof path === 'string' && path !== '' ? [path] : [];
  });

/** Every use of every asset, by path, and of every material: of all levels of the project, those that are not open too. */
export async function usesOf(editor: Pick<Editor, 'project' | 'level'>): Promise<ReadonlyMap<string, readonly AssetUse[]>> {
  const project = editor.project.get();
  const uses = new Map<string, AssetUse[]>();
  if (!project) return uses;
  const types = project.types.get();
  const add = (components: Components, use: AssetUse): void => {
    const worn = components['Material']?.['material'];
    const named = new Set([...namesIn(types, components), ...(typeof worn === 'string' && worn !== '' ? [materialPath(worn)] : [])]);
    for (const path of named) uses.set(path, [...(uses.get(path) ?? []), use]);
  };
  for (const material of Object.values(project.materials.get()))
    for (const path of new Set(picturesOf(material)))
      uses.set(path, [...(uses.get(path) ?? []), { level: undefined, name: material.name, by: 'material' }]);
  for (const [name, { components }] of Object.entries(project.prefabs.get()))
    add(components as Components, { level: undefined, name, by: 'prefab' });
  for (const [path, text] of await textsOf(project)) {
    const use: AssetUse = { level: undefined, name: path, by: 'text' };
    const named = [
      ...Object.keys(project.file.get().assets).filter((asset) => text.includes(asset)),
      ...Object.keys(project.materials.get()).flatMap((id) => (text.includes('Material') && text.includes(id) ? [materialPath(id)] : [])),
    ];
    for (const one of named) uses.set(one, [...(uses.get(one) ?? []), use]);
  }
  for (const ref of project.levels) {
    const isOpen = editor.level.get()?.ref.path === ref.path;
    const entities = isOpen ? editor.level.get()!.level.get().entities : await entitiesOf(project, ref);
    for (const [key, { name, components }] of Object.entries(entities))
      add(components as Components, { level: ref.name, name, ...(isOpen && { entity: key }) });
  }
  return uses;
}

/** Scripts, trees and machines may name what they show later. */
async function textsOf(project: ProjectSession): Promise<[string, string][]> {
  const scripts = await Promise.all(
    project.scripts.map(async ({ path }): Promise<[string, string]> => [path, (await project.script(path)).text.get()]),
  );
  const trees = Object.entries(project.behaviours()).map(([name, text]): [string, string] => [`behaviours/${name}`, text]);
  const machines = Object.entries(project.file.get().machines).map(([name, machine]): [string, string] => [name, JSON.stringify(machine)]);
  return [...scripts, ...trees, ...machines];
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
