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

  /** Goes one tick on: who came, who went, what changed, in this order. */
  apply({ spawned, despawned, changed }: Diff): void {
    for (const { entity, parent } of spawned) this.#entities.set(entity, { key: entity, name: entity, parent, components: {} });
    for (const key of despawned) this.#entities.delete(key);
    for (const { entity, component, value } of changed) {
      const known = this.#entities.get(entity);
      if (!known) continue;
      const { [component]: _, ...others } = known.components;
      this.#entities.set(entity, { ...known, components: value === null ? others : { ...others, [component]: value } });
    }
  }
}
