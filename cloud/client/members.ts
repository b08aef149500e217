import { authorise, type Permission } from '../domain/publish/index.ts';
import type { Directory, Member, Role } from '../ports/index.ts';

/** What stands where a name was erased, or was never known. */
export const erasedPerson = 'erased person';

/** Who is in a tenant, and what they may do. */
export interface MembersClient {
  members(tenant: string): Promise<Member[]>;
  rolesOf(tenant: string, person: string): Promise<readonly Role[]>;
  /** The name behind an opaque id, for people to read; `erased person` where the directory knows none. */
  nameOf(tenant: string, id: string): Promise<string>;
  /** Refuses with `forbidden`, naming the role that is needed. */
  authorise(tenant: string, person: string, to: Permission): Promise<void>;
}

/** Names of a tenant's people by opaque id, read once. */
export async function namesOf(directory: Directory, tenant: string): Promise<(id: string) => string> {
  const names = new Map((await directory.members(tenant)).map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? erasedPerson;
}

export const membersClient = (directory: Directory): MembersClient => ({
  members: (tenant) => directory.members(tenant),
  rolesOf: async (tenant, person) => (await directory.members(tenant)).find(({ name }) => name === person)?.roles ?? [],
  nameOf: async (tenant, id) => (await namesOf(directory, tenant))(id),
  async authorise(tenant, person, to) {
    await authorise(directory, { tenant, person, to });
  },
});
