/** Variants: a prefab that stands on another says only in what it differs. What runs, and what instances stand on, is whole. */
import { compareText } from '../kernel/json.ts';
import { type Components, withPrefab } from './instances.ts';
import type { PrefabData } from './project.ts';

export type DeclaredPrefabs = Readonly<Record<string, PrefabData>>;

/** What a prefab stands on, nearest first; it ends before one that is not declared, and before one that is in it already. */
export function basesOf(
  name: string,
  declared: DeclaredPrefabs,
): { bases: readonly string[]; missing?: string; circle?: readonly string[] } {
  const chain = [name];
  for (;;) {
    const next = Object.hasOwn(declared, chain.at(-1)!) ? declared[chain.at(-1)!]!.prefab : undefined;
    const bases = chain.slice(1);
    if (next === undefined) return { bases };
    if (!Object.hasOwn(declared, next)) return { bases, missing: next };
    if (chain.includes(next)) return { bases, circle: [...chain.slice(chain.indexOf(next)), next] };
    chain.push(next);
  }
}

/**
 * Every prefab with all that it has, its own over what it stands on. What stands on nothing that is declared, or on itself, has what is its
 * own. Total: the same answer on every replica.
 */
export function wholePrefabs(declared: DeclaredPrefabs): ReadonlyMap<string, Components> {
  const whole = new Map<string, Components>();
  const visit = (name: string): Components => {
    const known = whole.get(name);
    if (known) return known;
    const { prefab, without: leaves, components } = declared[name]!;
    const { bases, circle } = basesOf(name, declared);
    const isIn = circle?.includes(name) ?? false;
    const base = prefab === undefined || bases.length === 0 || isIn ? {} : visit(prefab);
    const own = withPrefab(base, { components: components as Components, without: leaves });
    whole.set(name, own);
    return own;
  };
  for (const name of Object.keys(declared).toSorted(compareText)) visit(name);
  return whole;
}
