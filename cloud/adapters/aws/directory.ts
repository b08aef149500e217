import type { Directory, Role } from '../../ports/index.ts';
import { directoryPartition, tenantsPartition } from './keys-of-items.ts';
import type { Table } from './table.ts';

/** Tenants and their people, in the table. */
export class DynamoDirectory implements Directory {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async tenants(): Promise<string[]> {
    const ids: string[] = [];
    for await (const { sk } of this.#table.all(tenantsPartition)) ids.push(String(sk));
    return ids;
  }
  async rolesOf(tenant: string, person: string): Promise<readonly Role[] | undefined> {
    const item = await this.#table.get({ pk: directoryPartition(tenant), sk: `PERSON#${person}` });
    return item?.['roles'] as Role[] | undefined;
  }
  /** The operator's writes. */
  async putTenant(tenant: string): Promise<void> {
    await this.#table.update({ key: { pk: tenantsPartition, sk: tenant }, set: { state: 'active' } });
  }
  async putPerson(tenant: string, person: string, roles: readonly Role[]): Promise<void> {
    await this.#table.update({ key: { pk: directoryPartition(tenant), sk: `PERSON#${person}` }, set: { roles: [...roles] } });
  }
}
