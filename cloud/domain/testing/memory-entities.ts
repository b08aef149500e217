import type { EntityModel, EntityModelState, EntityRow, SessionRef } from '../../ports/index.ts';

const sessionOf = ({ tenant, session }: SessionRef): string => `${tenant}/${session}`;
const nameOf = ({ entity, component }: Pick<EntityRow, 'entity' | 'component'>): string => `${entity}#${component}`;

/** Entities in memory, which counts what is written. */
export class MemoryEntities implements EntityModel {
  readonly states = new Map<string, EntityModelState>();
  readonly stored = new Map<string, Map<string, { row: EntityRow; tick: number }>>();
  writes = 0;

  async state(ref: SessionRef): Promise<EntityModelState | undefined> {
    return this.states.get(sessionOf(ref));
  }
  async rows(ref: SessionRef, entity?: string): Promise<EntityRow[]> {
    return [...this.#of(ref).values()].map(({ row }) => row).filter((row) => entity === undefined || row.entity === entity);
  }
  async put(ref: SessionRef, row: EntityRow, tick: number): Promise<void> {
    this.writes += 1;
    const before = this.#of(ref).get(nameOf(row));
    if (before === undefined || before.tick < tick) this.#of(ref).set(nameOf(row), { row, tick });
  }
  async remove(ref: SessionRef, row: Pick<EntityRow, 'entity' | 'component'>): Promise<void> {
    this.writes += 1;
    this.#of(ref).delete(nameOf(row));
  }
  async settle(ref: SessionRef, state: EntityModelState): Promise<void> {
    if ((this.states.get(sessionOf(ref))?.tick ?? -1) < state.tick) this.states.set(sessionOf(ref), state);
  }

  #of(ref: SessionRef): Map<string, { row: EntityRow; tick: number }> {
    const found = this.stored.get(sessionOf(ref)) ?? new Map();
    this.stored.set(sessionOf(ref), found);
    return found;
  }
}
