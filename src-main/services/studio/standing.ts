import { requireRight } from '../../../cloud/client/index.ts';
import { panelRights, type Standing, type TenantSignIn } from '../../contract/index.ts';
import { LedgerError } from '../../contract/error.ts';
import type { CloudAccess } from './handlers.ts';
import type { Members } from '../projects/members.ts';
import type { TenantLogins } from '../sign-in/tenant-logins.ts';
import type { Person } from './open-projects.ts';

interface StandingDeps {
  cloud: Pick<CloudAccess, 'of' | 'actingIn'>;
  members: Pick<Members, 'roleOf'>;
  tenantLogins: Pick<TenantLogins, 'state'>;
}

/** Whom a tenant takes a person for, with which roles, and what it refuses them, in the words in which it refuses every other call. */
export async function standingOf(
  { cloud, members, tenantLogins }: StandingDeps,
  tenant: string,
  person: Person,
): Promise<{ roles: readonly string[]; standing: Standing }> {
  const signIn: TenantSignIn | undefined = members.roleOf(person.id) === 'owner' ? await tenantLogins.state(tenant) : undefined;
  const told = { ...(signIn && { signIn }) };
  if (signIn?.at === 'lost')
    return {
      roles: [],
      standing: { as: person.name, ...told, refused: Object.fromEntries(panelRights.map((right) => [right, signIn.why])) },
    };
  const acting = await cloud.actingIn(tenant, person);
  const client = cloud.of(tenant, acting);
  const roles = await client.rolesOf(tenant, acting.id);
  const refused: Standing['refused'] = {};
  for (const right of panelRights) {
    try {
      requireRight({ id: acting.id, roles }, { tenant, called: acting.id, to: right });
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      refused[right] = { message: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
    }
  }
  return { roles, standing: { as: acting.name, ...told, refused } };
}
