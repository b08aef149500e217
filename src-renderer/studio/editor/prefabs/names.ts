/** Which prefabs things name: instances by what they are, fields such as a spawner's by their value. */
import type { ComponentType } from '../../../../engine/model/component.ts';
import type { PrefabData } from '../../../../engine/model/project.ts';

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

/** The declared prefabs that things stand on or name, and those that these stand on or name. */
export function prefabsOf(things: Iterable<Standing>, naming: Naming, declared: PrefabsByName): Record<string, PrefabData> {
  const found = new Map<string, PrefabData>();
  const visit = ({ prefab, components }: Standing): void => {
    const names = [...(prefab === undefined ? [] : [prefab]), ...prefabFieldsIn(components, naming).map((named) => named.prefab)];
    for (const name of names) {
      if (found.has(name) || !Object.hasOwn(declared, name)) continue;
      found.set(name, declared[name]!);
      visit(declared[name]!);
    }
  };
  for (const thing of things) visit(thing);
  return Object.fromEntries(found);
}
