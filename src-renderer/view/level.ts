import { compareText } from '../../engine/kernel/json.ts';
import { figureText } from '../../engine/model/figure.ts';

/** What the view is given: plain data, from a document, from an engine's frames or from a session's diffs. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Values = Readonly<Record<string, Json>>;

export interface ViewEntity {
  name: string;
  parent: string | null;
  /** Its place among its siblings, as text that sorts; who has none comes after those that have. */
  order?: string | undefined;
  components: Readonly<Record<string, Values>>;
}

export interface ViewLevel {
  entities: Readonly<Record<string, ViewEntity>>;
  environment?: Json | undefined;
  /** What surfaces look like, by name. */
  materials?: Readonly<Record<string, Values>> | undefined;
}

/**
 * One component of one entity; `null` means the component, or with component '' the entity, has gone. With component '' and a value an entity
 * has come, below its parent.
 */
export interface ViewChange {
  entity: string;
  component: string;
  value: Values | null;
  parent?: string | null;
}

export type Vec3 = readonly [number, number, number];

export const numberOf = (value: Json | undefined, otherwise: number): number => {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : otherwise;
};
export const textOf = (value: Json | undefined, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
export const flagOf = (value: Json | undefined, otherwise: boolean): boolean => (typeof value === 'boolean' ? value : otherwise);
export const vec3Of = (value: Json | undefined, otherwise: Vec3): Vec3 =>
  Array.isArray(value) && value.length === 3
    ? [numberOf(value[0], otherwise[0]), numberOf(value[1], otherwise[1]), numberOf(value[2], otherwise[2])]
    : otherwise;

/** Money as fields hold it; and a text that is a number and no name or code, without the `$` that says so. */
const decimal = /^-?\d+(\.\d+)?$/;
const fraction = /^-?\d+\.\d+$/;

const nobody: ReadonlySet<string> = new Set();

/** The entities as they are now, kept current by changes; everything drawn is a function of this and the tick. */
export class LevelState {
  readonly #entities = new Map<string, ViewEntity>();
  readonly #having = new Map<string, Set<string>>();
  tick = 0;

  get entities(): ReadonlyMap<string, ViewEntity> {
    return this.#entities;
  }

  /** Keys of the entities that have a component. */
  having(component: string): ReadonlySet<string> {
    return this.#having.get(component) ?? nobody;
  }

  /** @returns the keys of those that appeared, changed or went; the same object says the same */
  show({ entities }: ViewLevel): Set<string> {
    const changed = new Set<string>();
    for (const key of this.#entities.keys()) if (!Object.hasOwn(entities, key)) changed.add(key);
    for (const key of changed) this.put(key, undefined);
    for (const [key, entity] of Object.entries(entities)) {
      if (this.#entities.get(key) === entity) continue;
      this.put(key, entity);
      changed.add(key);
    }
    return changed;
  }

  /** An entity as it is now; undefined when it has gone. */
  put(key: string, next: ViewEntity | undefined): void {
    const before = this.#entities.get(key);
    if (next) this.#entities.set(key, next);
    else this.#entities.delete(key);
    for (const name in before?.components) if (!next || !Object.hasOwn(next.components, name)) this.#having.get(name)?.delete(key);
    for (const name in next?.components) {
      if (before && Object.hasOwn(before.components, name)) continue;
      const having = this.#having.get(name);
      if (having) having.add(key);
      else this.#having.set(name, new Set([key]));
    }
  }

  /** @returns false when the change names an entity this level does not have */
  apply({ entity, component, value, parent = null }: ViewChange): boolean {
    const found = this.#entities.get(entity);
    if (value === null && !found) return false;
    if (component === '' && value === null) {
      this.put(entity, undefined);
      return true;
    }
    if (component === '') {
      this.put(entity, { name: found?.name ?? entity, parent, components: found?.components ?? {} });
      return true;
    }
    const { [component]: _, ...others } = found?.components ?? {};
    const components = value === null ? others : { ...found?.components, [component]: value };
    this.put(entity, { name: entity, parent: null, ...found, components });
    return true;
  }

  /** Keys of what stands right below these and has a component, as they are ordered. */
  childrenWith(component: string, parents: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    if (parents.size === 0) return found;
    for (const key of this.having(component)) {
      const parent = this.#entities.get(key)?.parent;
      if (typeof parent !== 'string' || !parents.has(parent)) continue;
      const known = found.get(parent);
      if (known) known.push(key);
      else found.set(parent, [key]);
    }
    const placeOf = (key: string): string => this.#entities.get(key)?.order ?? '\u{10ffff}';
    for (const keys of found.values()) keys.sort((a, b) => compareText(placeOf(a), placeOf(b)) || compareText(a, b));
    return found;
  }

  component(key: string, name: string): Values | undefined {
    return this.#entities.get(key)?.components[name];
  }

  /** `Component.field` of an entity; undefined when either is absent. */
  read(key: string, path: string): Json | undefined {
    const dot = path.indexOf('.');
    return dot < 0 ? undefined : this.component(key, path.slice(0, dot))?.[path.slice(dot + 1)];
  }

  /**
   * Fills the braces of a label: `{Component.field}`, `{name}`, `{tick}`. What cannot be read shows as a dash. Numbers are written as everywhere;
   * a `$` before a brace makes the number money, with its sign before it.
   */
  fill(template: string, key: string): string {
    return template.replaceAll(/(\$?)\{([^{}]+)\}/g, (_whole, dollar: string, path: string) => {
      if (path === 'tick') return `${dollar}${this.tick}`;
      if (path === 'name') return `${dollar}${this.entities.get(key)?.name ?? '–'}`;
      const value = this.read(key, path);
      const isFigure = typeof value === 'number' || (typeof value === 'string' && (dollar === '' ? fraction : decimal).test(value));
      if (isFigure) return figureText(value, dollar);
      return `${dollar}${typeof value === 'string' ? value : '–'}`;
    });
  }
}
