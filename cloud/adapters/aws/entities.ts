import type { EntityModel, EntityModelState, EntityRow, SessionRef } from '../../ports/index.ts';
import { entitiesPartition, entityKey, entityModelKey, entityPrefix } from './keys-of-items.ts';
import type { Item, Table } from './table.ts';

/** Entities in the table, in a partition beside their session's: who writes them has no right to anything of the session. */
export class DynamoEntities implements EntityModel {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async state(ref: SessionRef): Promise<EntityModelState | undefined> {
    const item = await this.#table.get(entityModelKey(ref));
    return item && { tick: Number(item['tick']), at: Number(item['at']), left: Number(item['left']) };
  }
  async rows(ref: SessionRef, entity?: string): Promise<EntityRow[]> {
    const rows: EntityRow[] = [];
    for await (const item of this.#table.startingWith(entitiesPartition(ref), entityPrefix(entity))) rows.push(readRow(item));
    return rows;
  }
  async put(ref: SessionRef, { entity, component, name, value }: EntityRow, tick: number): Promise<void> {
    await this.#table.update({
      key: entityKey(ref, entity, component),
      set: { name, value: JSON.stringify(value), tick },
      below: { tick },
    });
  }
  remove(ref: SessionRef, { entity, component }: Pick<EntityRow, 'entity' | 'component'>): Promise<void> {
    return this.#table.delete(entityKey(ref, entity, component));
  }
  async settle(ref: SessionRef, { tick, at, left }: EntityModelState): Promise<void> {
    await this.#table.update({ key: entityModelKey(ref), set: { tick, at, left }, below: { tick } });
  }
}

function readRow({ sk, name, value }: Item): EntityRow {
  const [, entity = '', component = ''] = /^ENTITY#(.*)#([^#]*)$/s.exec(String(sk)) ?? [];
  return { entity, component, name: String(name), value: JSON.parse(String(value)) as EntityRow['value'] };
}
