import { sameValue } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { PrefabData } from '../../../../engine/model/project.ts';
import { type Naming, prefabFieldsIn, type PrefabsByName, prefabsNamedBy } from './names.ts';
import { freeName } from './free-name.ts';
import { renamedRef } from './renamed-ref.ts';

export interface Settled {
  /** What each is called here. */
  names: ReadonlyMap<string, string>;
  /** Those that are to be declared here, by the name they get. */
  added: PrefabsByName;
  /** Those whose name means something else here. */
  renamed: readonly { from: string; to: string }[];
}

/**
 * Prefabs from elsewhere among those that are here: one of the same name that says the same is used; one that says something else keeps its
 * name, and the newcomer, with whatever stands on it, gets another.
 */
export function settlePrefabs(copied: PrefabsByName, here: PrefabsByName, naming: Naming): Settled {
  const isHere = (name: string): boolean => Object.hasOwn(here, name);
  const says = (a: PrefabData, b: PrefabData): boolean => sameValue(a as unknown as Json, b as unknown as Json);
  const another = new Set(Object.keys(copied).filter((name) => isHere(name) && !says(copied[name]!, here[name]!)));
  for (let before = -1; before !== another.size;) {
    before = another.size;
    for (const [name, prefab] of Object.entries(copied))
      if (isHere(name) && [...prefabsNamedBy(prefab, naming)].some((other) => another.has(other))) another.add(name);
  }
  const names = new Map<string, string>();
  const added: Record<string, PrefabData> = {};
  const taken = new Set([...Object.keys(here), ...Object.keys(copied)]);
  // What stands on others comes before them.
  for (const name of Object.keys(copied).toReversed()) {
    if (!another.has(name)) names.set(name, name);
    else {
      const free = freeName(
        name,
        (candidate) => taken.has(candidate) && !(isHere(candidate) && says(here[candidate]!, renamedIn(copied[name]!, names, naming))),
      );
      names.set(name, free);
      taken.add(free);
    }
  }
  for (const [name, prefab] of Object.entries(copied)) {
    const called = names.get(name)!;
    if (!isHere(called)) added[called] = renamedIn(prefab, names, naming);
  }
  const renamed = [...another].map((from) => ({ from, to: names.get(from)! }));
  return { names, added, renamed };
}

/** A prefab that names others by what they are called now. */
export function renamedIn(prefab: PrefabData, names: ReadonlyMap<string, string>, naming: Naming): PrefabData {
  const said = <T extends Pick<PrefabData, 'prefab' | 'components'>>(thing: T): T => {
    const components = { ...thing.components };
    for (const { component, field, prefab: named } of prefabFieldsIn(components, naming))
      components[component] = { ...components[component], [field]: names.get(named) ?? named };
    return { ...thing, ...(thing.prefab !== undefined && { prefab: renamedRef(thing.prefab, names) }), components };
  };
  const all = <T extends Pick<PrefabData, 'prefab' | 'components'>>(things: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(things).map(([key, thing]) => [key, said(thing)]));
  const { parts, differs } = prefab;
  return { ...said(prefab), ...(parts && { parts: all(parts) }), ...(differs && { differs: all(differs) }) };
}
