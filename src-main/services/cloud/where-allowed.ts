import { type Permission, permissions } from '../../../cloud/client/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { isAllowed, type PersonalClient } from './as-person.ts';

interface InTenant<Client> {
  readonly tenant: string;
  /** Who the person is there. */
  readonly person: string;
  readonly client: Client;
}

function requireTenants(clients: readonly unknown[]): void {
  if (clients.length === 0)
    throw new LedgerError({
      code: 'no-tenants',
      message: 'This target has no tenants.',
      hint: 'Add one to people.json and start the cloud again.',
    });
}

/** For what is of no single tenant: a person needs the right in each. @throws LedgerError `forbidden`, `no-tenants` */
export async function requireEverywhere(
  clients: readonly InTenant<Pick<PersonalClient, 'authorise'>>[],
  { to }: { to: Permission },
): Promise<void> {
  requireTenants(clients);
  const without: InTenant<unknown>[] = [];
  for (const each of clients) if (!(await isAllowed(each.client, { tenant: each.tenant, person: each.person, to }))) without.push(each);
  const [first] = without;
  if (first === undefined) return;
  const roles = permissions[to].join(' or ');
  throw new LedgerError({
    code: 'forbidden',
    message: `${first.person} may not do this: it is about the whole cloud, which takes the role ${roles} in every tenant.`,
    hint: `It is missing in ${without.length} of ${clients.length}. The owner of a tenant can give it there.`,
  });
}

/** The tenants among those of a target in which a person has a right, by who they are there. @throws LedgerError `forbidden`, as of the first, where it is none */
export async function whereAllowed<Client extends Pick<PersonalClient, 'authorise'>>(
  clients: readonly InTenant<Client>[],
  { to }: { to: Permission },
): Promise<{ tenant: string; client: Client }[]> {
  requireTenants(clients);
  const allowed: { tenant: string; client: Client }[] = [];
  for (const each of clients) if (await isAllowed(each.client, { tenant: each.tenant, person: each.person, to })) allowed.push(each);
  const [first] = clients;
  if (allowed.length === 0 && first) await first.client.authorise(first.tenant, first.person, to);
  return allowed;
}
