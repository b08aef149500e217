/** What copied entities show and wear, as their project says it: the entries of assets, and materials. Fetched ahead of the first copy. */
import type { ComponentType } from '../../../../engine/model/component.ts';
import { materialAssets, type MaterialSpec } from '../../../../engine/model/material-spec.ts';
import type { AssetSpec, PrefabData } from '../../../../engine/model/project.ts';
import type { CopiedText } from '../level/read-copied.ts';

export interface Carried {
  assets: Readonly<Record<string, AssetSpec>>;
  materials: Readonly<Record<string, MaterialSpec>>;
}

/** What each path of an asset and each id of a material is to be called. */
export interface Renaming {
  asset: (path: string) => string;
  material: (id: string) => string;
}

type Components = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The same with other names, wherever a field names an asset or a material. */
function renamedIn<C extends Components>(components: C, types: readonly ComponentType[], names: Renaming): C {
  const renamed: Record<string, Record<string, unknown>> = {};
  const put = (component: string, field: string, rename: (name: string) => string): void => {
    const value = components[component]?.[field];
    const one = (item: unknown): unknown => (typeof item === 'string' && item !== '' ? rename(item) : item);
    if (value === undefined) return;
    renamed[component] = { ...(renamed[component] ?? components[component]), [field]: Array.isArray(value) ? value.map(one) : one(value) };
  };
  for (const { name, fields } of types)
    for (const [field, { kind }] of Object.entries(fields)) if (kind === 'asset') put(name, field, names.asset);
  put('Material', 'material', names.material);
  return { ...components, ...renamed } as C;
}

function renamedPrefab(prefab: PrefabData, types: readonly ComponentType[], names: Renaming): PrefabData {
  const said = <T extends { components: Components }>(thing: T): T => ({ ...thing, components: renamedIn(thing.components, types, names) });
  const all = <T extends { components: Components }>(things: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(things).map(([key, thing]) => [key, said(thing)]));
  const { parts, differs } = prefab;
  return { ...said(prefab), ...(parts && { parts: all(parts) }), ...(differs && { differs: all(differs) }) };
}

export function renamedMaterial(material: MaterialSpec, asset: Renaming['asset']): MaterialSpec {
  const renamed = Object.keys(materialAssets).flatMap((field): [string, string][] => {
    const path = (material as unknown as Record<string, unknown>)[field];
    return typeof path === 'string' && path !== '' ? [[field, asset(path)]] : [];
  });
  return { ...material, ...Object.fromEntries(renamed) };
}

/** Entities and prefabs that name assets and materials otherwise. */
export const renamedCopies = <C extends CopiedText>(copied: C, types: readonly ComponentType[], names: Renaming): C => ({
  ...copied,
  prefabs: Object.fromEntries(Object.entries(copied.prefabs).map(([name, prefab]) => [name, renamedPrefab(prefab, types, names)])),
  entities: copied.entities.map((entity) => ({ ...entity, components: renamedIn(entity.components, types, names) })),
});

/** With what the copied entities and their prefabs name of `project`. Without any of it the text is as older windows read it. */
export function withCarried(copied: CopiedText, types: readonly ComponentType[], project: Carried): CopiedText {
  const [assets, materials] = [new Set<string>(), new Set<string>()];
  const note = (found: Set<string>) => (name: string) => {
    found.add(name);
    return name;
  };
  renamedCopies(copied, types, { asset: note(assets), material: note(materials) });
  const worn = only(project.materials, materials);
  for (const material of Object.values(worn)) renamedMaterial(material, note(assets));
  const carried = { assets: only(project.assets, assets), materials: worn };
  const isNone = Object.keys(carried.assets).length + Object.keys(carried.materials).length === 0;
  return isNone ? copied : { ...copied, version: copied.version === 2 ? 3 : copied.version, ...carried };
}

const only = <T>(things: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(things).filter(([name]) => names.has(name)));
