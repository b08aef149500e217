/** Which prefabs things name: instances by what they are, fields such as a spawner's by their value. */
import type { ComponentType } from '../../../../engine/model/component.ts';
import { type PrefabData, prefabOf } from '../../../../engine/model/project.ts';

export type PrefabsByName = Readonly<Record<string, PrefabData>>;

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Standing {
  prefab?: string | undefined;
  components: Values;
}

/** The fields that name an entity or a prefab, by component. */
export type Naming = ReadonlyMap<string, ReadonlyMap<string, 'entity' | 'prefab'>>;

export function namingOf(types: readonly ComponentType[]): Naming {
  const found = new Map<string, ReadonlyMap<string, 'entity' | 'prefab'>>();
  for (const { name, fields } of types) {
    const naming = Object.entries(fields).flatMap(([field, { kind, widget }]): [string, 'entity' | 'prefab'][] =>
      kind === 'entity' ? [[field, 'entity']] : kind === 'string' && widget === 'prefab' ? [[field, 'prefab']] : [],
    );
    if (naming.length > 0) found.set(name, new Map(naming));
  }
  return found;
}

/** Values of fields that name prefabs, each where it stands. */
export function prefabFieldsIn(components: Values, naming: Naming): { component: string; field: string; prefab: string }[] {
  const found: { component: string; field: string; prefab: string }[] = [];
  for (const component of Object.keys(components))
    for (const [field, names] of naming.get(component) ?? []) {
      const value = components[component]?.[field];
      if (names === 'prefab' && typeof value === 'string' && value !== '') found.push({ component, field, prefab: value });
    }
  return found;
}

/** The prefabs that a prefab stands on, has parts of, or names in a field. */
export function prefabsNamedBy({ prefab, components, parts = {}, differs = {} }: PrefabData, naming: Naming): Set<string> {
  const said = [
    components,
    ...Object.values(parts).map((part) => part.components),
    ...Object.values(differs).map((part) => part.components),
  ];
  const names = [prefab, ...Object.values(parts).map((part) => part.prefab)].filter((name) => name !== undefined);
  return new Set([...names, ...said.flatMap((values) => prefabFieldsIn(values, naming).map((named) => named.prefab))]);
}

/** The declared prefabs that entities stand on or name, and those that these stand on or name. */
export function prefabsOf(entities: Iterable<Standing>, naming: Naming, declared: PrefabsByName): Record<string, PrefabData> {
  const found = new Map<string, PrefabData>();
  const visit = (name: string): void => {
    if (found.has(name) || !Object.hasOwn(declared, name)) return;
    found.set(name, declared[name]!);
    for (const other of prefabsNamedBy(declared[name]!, naming)) visit(other);
  };
  for (const { prefab, components } of entities) {
    if (prefab !== undefined) visit(prefabOf(prefab));
    for (const named of prefabFieldsIn(components, naming)) visit(named.prefab);
  }
  return Object.fromEntries(found);
}
