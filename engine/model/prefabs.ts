/**
 * Prefabs read whole. A variant stands on another prefab and says only in what it differs; so does a part that is itself an instance. What
 * runs, and what instances in levels stand on, is whole.
 */
import { compareText } from '../kernel/json.ts';
import { type Components, withPrefab } from './instances.ts';
import type { PrefabData } from './project.ts';

export type DeclaredPrefabs = Readonly<Record<string, PrefabData>>;

/** A part of a prefab, parts of what stands in it included. */
export interface WholePart {
  /** `wheel`, `wheel/hub`: with the prefab's name and a slash before it, what instances of it name. */
  path: string;
  /** The path of what it stands below; null for the prefab itself. */
  parent: string | null;
  name: string;
  order: string;
  components: Components;
}

export interface PrefabReading {
  /** All that each prefab has, and each part, by what instances name: `Car`, `Car/wheel`. */
  components: ReadonlyMap<string, Components>;
  /** The parts of each prefab, parents before children. */
  parts: ReadonlyMap<string, readonly WholePart[]>;
  /** Prefabs that would have more parts than one may: they have none. */
  tooMany: ReadonlySet<string>;
}

/** The most parts of one prefab, those of what stands in it included. */
export const MAX_PARTS = 1000;

/** What a prefab stands on directly: what it is a variant of, and what its parts are instances of. */
const standsOn = (name: string, declared: DeclaredPrefabs): string[] => {
  if (!Object.hasOwn(declared, name)) return [];
  const { prefab, parts = {} } = declared[name]!;
  return [prefab, ...Object.values(parts).map((part) => part.prefab)].filter((other) => other !== undefined);
};

/** How a prefab stands on itself, `Car > Wheel > Car`; undefined when it does not. */
export function circleThrough(name: string, declared: DeclaredPrefabs): readonly string[] | undefined {
  const seen = new Set<string>();
  const find = (at: string, path: readonly string[]): readonly string[] | undefined => {
    for (const next of standsOn(at, declared)) {
      if (next === name) return [...path, next];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = find(next, [...path, next]);
      if (found) return found;
    }
    return undefined;
  };
  return find(name, [name]);
}

/** How many prefabs a variant stands on, one after the other; it ends before a circle. */
export function depthOf(name: string, declared: DeclaredPrefabs): number {
  const chain = new Set<string>();
  for (let at: string | undefined = name; at !== undefined && Object.hasOwn(declared, at) && !chain.has(at); at = declared[at]!.prefab)
    chain.add(at);
  return chain.size;
}

interface Whole {
  components: Components;
  parts: readonly WholePart[];
}

const nothing: Whole = { components: {}, parts: [] };

/**
 * Every prefab with all that it has, its own over what it stands on. What stands on nothing that is declared, or on itself, has what is its
 * own. Total: the same answer on every replica.
 */
export function readPrefabs(declared: DeclaredPrefabs): PrefabReading {
  const wholes = new Map<string, Whole>();
  const tooMany = new Set<string>();
  const visit = (name: string): Whole => {
    const known = wholes.get(name);
    if (known) return known;
    const { prefab, without, components, parts = {}, differs = {} } = declared[name]!;
    const isCut = circleThrough(name, declared) !== undefined;
    const of = (other: string | undefined): Whole =>
      other === undefined || isCut || !Object.hasOwn(declared, other) ? nothing : visit(other);
    const base = of(prefab);
    let found: WholePart[] = [...base.parts];
    for (const [key, part] of Object.entries(parts).toSorted(([a], [b]) => compareText(a, b))) {
      if (found.some(({ path }) => path === key)) continue;
      const inner = of(part.prefab);
      const { name: called, order, parent } = part;
      const own = withPrefab(inner.components, { components: part.components as Components, without: part.without });
      found.push({ path: key, parent, name: called, order, components: own });
      for (const sub of inner.parts)
        found.push({ ...sub, path: `${key}/${sub.path}`, parent: sub.parent === null ? key : `${key}/${sub.parent}` });
      if (found.length > MAX_PARTS) break;
    }
    if (found.length > MAX_PARTS) {
      tooMany.add(name);
      found = [];
    }
    const differing = found.map((part): WholePart => {
      const own = Object.hasOwn(differs, part.path) ? differs[part.path] : undefined;
      return own
        ? { ...part, components: withPrefab(part.components, { components: own.components as Components, without: own.without }) }
        : part;
    });
    const whole = {
      components: withPrefab(base.components, { components: components as Components, without }),
      parts: parentsFirst(differing),
    };
    wholes.set(name, whole);
    return whole;
  };
  const names = Object.keys(declared).toSorted(compareText);
  const all = names.map((name) => [name, visit(name)] as const);
  return {
    components: new Map(
      all.flatMap(([name, { components, parts }]) => [
        [name, components] as const,
        ...parts.map(({ path, components: own }) => [`${name}/${path}`, own] as const),
      ]),
    ),
    parts: new Map(all.map(([name, { parts }]) => [name, parts])),
    tooMany,
  };
}

/** What stands below something that is not there, or below itself, stands at the top. */
function parentsFirst(parts: readonly WholePart[]): readonly WholePart[] {
  const waiting = new Map(parts.map((part) => [part.path, part]));
  const sorted: WholePart[] = [];
  const place = (part: WholePart, below: ReadonlySet<string>): void => {
    if (!waiting.has(part.path)) return;
    const parent = part.parent === null || below.has(part.parent) ? undefined : parts.find(({ path }) => path === part.parent);
    if (parent) place(parent, new Set([...below, part.path]));
    waiting.delete(part.path);
    sorted.push(parent ? part : { ...part, parent: null });
  };
  for (const part of parts) place(part, new Set());
  return sorted;
}
