/** What the view is given: plain data, from a document, from an engine's frames or from a session's diffs. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Values = Readonly<Record<string, Json>>;

export interface ViewEntity {
  name: string;
  parent: string | null;
  components: Readonly<Record<string, Values>>;
}

export interface ViewLevel {
  entities: Readonly<Record<string, ViewEntity>>;
  environment?: Json | undefined;
}

/** One component of one entity; `null` means the component, or with component '' the entity, has gone. */
export interface ViewChange {
  entity: string;
  component: string;
  value: Values | null;
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

/** The entities as they are now, kept current by changes; everything drawn is a function of this and the tick. */
export class LevelState {
  readonly entities = new Map<string, { name: string; parent: string | null; components: Map<string, Values> }>();
  tick = 0;

  show({ entities }: ViewLevel): void {
    this.entities.clear();
    for (const [key, { name, parent, components }] of Object.entries(entities)) {
      this.entities.set(key, { name, parent, components: new Map(Object.entries(components)) });
    }
  }

  /** @returns false when the change names an entity this level does not have */
  apply({ entity, component, value }: ViewChange): boolean {
    if (component === '' && value === null) return this.entities.delete(entity);
    let found = this.entities.get(entity);
    if (!found) {
      if (value === null) return false;
      found = { name: entity, parent: null, components: new Map() };
      this.entities.set(entity, found);
    }
    if (value === null) found.components.delete(component);
    else found.components.set(component, value);
    return true;
  }

  component(key: string, name: string): Values | undefined {
    return this.entities.get(key)?.components.get(name);
  }

  /** `Component.field` of an entity; undefined when either is absent. */
  read(key: string, path: string): Json | undefined {
    const dot = path.indexOf('.');
    return dot < 0 ? undefined : this.component(key, path.slice(0, dot))?.[path.slice(dot + 1)];
  }

  /** Fills the braces of a label: `{Component.field}`, `{name}`, `{tick}`. What cannot be read shows as a dash. */
  fill(template: string, key: string): string {
    return template.replaceAll(/\{([^{}]+)\}/g, (_whole, path: string) => {
      if (path === 'tick') return String(this.tick);
      if (path === 'name') return this.entities.get(key)?.name ?? '–';
      const value = this.read(key, path);
      return typeof value === 'number' || typeof value === 'string' ? String(value) : '–';
    });
  }
}
