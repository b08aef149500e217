import type { Diff, Entity } from './protocol.ts';

/** The entities of a session as one client sees them. */
export class Mirror {
  readonly #entities = new Map<string, Entity>();

  get entities(): ReadonlyMap<string, Entity> {
    return this.#entities;
  }

  /** Takes a whole state. */
  replace(entities: readonly Entity[]): void {
    this.#entities.clear();
    for (const entity of entities) this.#entities.set(entity.key, entity);
  }

  /** Goes one tick on: who came, who went, what changed, what was taken off, in this order. */
  apply({ spawned, despawned, changed, removed = [] }: Diff): void {
    for (const { entity, parent } of spawned) this.#entities.set(entity, { key: entity, name: entity, parent, components: {} });
    for (const key of despawned) this.#entities.delete(key);
    for (const { component, fields, rows } of changed)
      for (const [key, ...values] of rows) {
        const known = this.#entities.get(key);
        if (!known) continue;
        const value = Object.fromEntries(fields.map((name, at) => [name, values[at] ?? null]));
        this.#entities.set(key, { ...known, components: { ...known.components, [component]: value } });
      }
    for (const { entity, component } of removed) {
      const known = this.#entities.get(entity);
      if (!known) continue;
      const { [component]: _, ...components } = known.components;
      this.#entities.set(entity, { ...known, components });
    }
  }
}
