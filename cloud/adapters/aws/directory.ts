import type { Directory, Member, Membership } from '../../ports/index.ts';
import { directoryPartition, tenantsPartition } from './keys-of-items.ts';
import type { PersonVault } from './person-vault.ts';
import type { Item, Key, Table } from './table.ts';

const prefix = 'PERSON#';
const memberKey = (tenant: string, id: string): Key => ({ pk: directoryPartition(tenant), sk: `${prefix}${id}` });
const membershipOf = ({ sk, roles, key }: Item): Membership => ({
  id: String(sk).slice(prefix.length),
  roles: (roles as Member['roles'] | undefined) ?? [],
  ...(key !== undefined && { key: String(key) }),
});

/** The name of a tenant that was erased is not given again: what a lock keeps of it lies under that name. */
export type TenantState = 'active' | 'erasing' | 'erased';
export interface TenantStanding {
  readonly state: TenantState;
  /** Since when it is erased, or being erased, ms; absent where that was not written down. */
  readonly at?: number;
}
/** Whether it is erased, or about to be. */
export const isErasedState = (state: TenantState | undefined): state is 'erasing' | 'erased' => state === 'erasing' || state === 'erased';

/** Tenants and their people, in the table; what they are called only as their own key opens it. */
export class DynamoDirectory implements Directory {
  readonly #table: Table;
  readonly #vault: PersonVault | undefined;

  /** @param vault who shows or writes names needs it; what people may do stands open */
  constructor(table: Table, vault?: PersonVault) {
    this.#table = table;
    this.#vault = vault;
  }

  async tenants(wanted: TenantState = 'active'): Promise<string[]> {
    const ids: string[] = [];
    for await (const { sk, state } of this.#table.all(tenantsPartition)) if (state === wanted) ids.push(String(sk));
    return ids;
  }
  async member(tenant: string, id: string): Promise<Membership | undefined> {
    const item = await this.#table.get(memberKey(tenant, id));
    return item && membershipOf(item);
  }
  async named(tenant: string, id: string): Promise<Member | undefined> {
    const item = await this.#table.get(memberKey(tenant, id));
    if (item === undefined) return undefined;
    const name = item['name'] ?? (item['sealed'] && (await this.#opener().openOne(tenant, id, item['sealed'] as Uint8Array)));
    return name === undefined ? undefined : { ...membershipOf(item), name: String(name) };
  }
  async members(tenant: string): Promise<Member[]> {
    const items: Item[] = [];
    for await (const item of this.#table.startingWith(directoryPartition(tenant), prefix)) items.push(item);
    const sealed = new Map<string, Uint8Array>(
      items.flatMap((item) => (item['sealed'] === undefined ? [] : [[membershipOf(item).id, item['sealed']]])),
    );
    const names = await this.#opener().open(tenant, sealed);
    return items.flatMap((item) => {
      const membership = membershipOf(item);
      // Entries from before names were sealed have them open, until the next start.
      const name = item['name'] === undefined ? names.get(membership.id) : String(item['name']);
      return name === undefined ? [] : [{ ...membership, name }];
    });
  }
  /** Ids of everybody in a tenant, also of those whose names nobody can read. */
  async memberIds(tenant: string): Promise<string[]> {
    const ids: string[] = [];
    for await (const item of this.#table.startingWith(directoryPartition(tenant), prefix)) ids.push(membershipOf(item).id);
    return ids;
  }
  /** The operator's writes. */
  async putTenant(tenant: string, state: TenantState = 'active', at?: number): Promise<void> {
    await this.#table.update({ key: { pk: tenantsPartition, sk: tenant }, set: { state, ...(at !== undefined && { at }) } });
  }
  /** Undefined for a tenant that never was, or that left and kept its data. */
  async tenantState(tenant: string): Promise<TenantState | undefined> {
    return (await this.tenantStanding(tenant))?.state;
  }
  /** The same, and since when. */
  async tenantStanding(tenant: string): Promise<TenantStanding | undefined> {
    const item = await this.#table.get({ pk: tenantsPartition, sk: tenant });
    if (item?.['state'] === undefined) return undefined;
    return { state: item['state'] as TenantState, ...(item['at'] !== undefined && { at: Number(item['at']) }) };
  }
  /** The tenant is no longer one that sessions are woken for; its data stays. */
  async removeTenant(tenant: string): Promise<void> {
    await this.#table.delete({ pk: tenantsPartition, sk: tenant });
  }
  async putMember(tenant: string, { id, name, roles, key }: Member): Promise<void> {
    const sealed = await this.#opener().seal(tenant, id, name);
    await this.#table.update({
      key: memberKey(tenant, id),
      set: { roles: [...roles], sealed, ...(key !== undefined && { key }) },
      remove: ['name', ...(key === undefined ? ['key'] : [])],
    });
  }
  /** Ends the person's key first: what is left of the entry after that is nobody's. */
  async removeMember(tenant: string, id: string): Promise<void> {
    await this.#opener().destroy(tenant, id);
    await this.#table.delete(memberKey(tenant, id));
  }
  /** Entries that no key opens: whose removal was cut short, or that came back with a backup. */
  async removeNameless(tenant: string): Promise<void> {
    const known = new Set((await this.members(tenant)).map(({ id }) => id));
    for await (const item of this.#table.startingWith(directoryPartition(tenant), prefix)) {
      const { id } = membershipOf(item);
      if (!known.has(id)) await this.removeMember(tenant, id);
    }
  }

  #opener(): PersonVault {
    if (this.#vault === undefined) throw new Error('This directory has no keys to names');
    return this.#vault;
  }
}
