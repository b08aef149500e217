import type { Directory, Member } from '../../ports/index.ts';
import { directoryPartition, tenantsPartition } from './keys-of-items.ts';
import type { Item, Key, Table } from './table.ts';

const prefix = 'PERSON#';
const memberKey = (tenant: string, id: string): Key => ({ pk: directoryPartition(tenant), sk: `${prefix}${id}` });
const memberOf = ({ sk, name, roles, key }: Item): Member => ({
  id: String(sk).slice(prefix.length),
  name: String(name ?? ''),
  roles: (roles as Member['roles'] | undefined) ?? [],
  ...(key !== undefined && { key: String(key) }),
});

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
  async member(tenant: string, id: string): Promise<Member | undefined> {
    const item = await this.#table.get(memberKey(tenant, id));
    return item && memberOf(item);
  }
  async members(tenant: string): Promise<Member[]> {
    const found: Member[] = [];
    for await (const item of this.#table.startingWith(directoryPartition(tenant), prefix)) found.push(memberOf(item));
    return found;
  }
  /** The operator's writes. */
  async putTenant(tenant: string): Promise<void> {
    await this.#table.update({ key: { pk: tenantsPartition, sk: tenant }, set: { state: 'active' } });
  }
  /** The tenant is no longer one that sessions are woken for; its data stays. */
  async removeTenant(tenant: string): Promise<void> {
    await this.#table.delete({ pk: tenantsPartition, sk: tenant });
  }
  async putMember(tenant: string, { id, ...member }: Member): Promise<void> {
    await this.#table.update({ key: memberKey(tenant, id), set: { ...member, roles: [...member.roles] } });
  }
  async removeMember(tenant: string, id: string): Promise<void> {
    await this.#table.delete(memberKey(tenant, id));
  }
}
