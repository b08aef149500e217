import type { Permission } from '../../../cloud/client/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { isAllowed, type PersonalClient } from './as-person.ts';

/** The tenants among those of a target in which a person has a right, by who they are there. @throws LedgerError `forbidden`, as of the first, where it is none */
export async function whereAllowed<Client extends Pick<PersonalClient, 'authorise'>>(
  clients: readonly { readonly tenant: string; readonly person: string; readonly client: Client }[],
  { to }: { to: Permission },
): Promise<{ tenant: string; client: Client }[]> {
  const allowed: { tenant: string; client: Client }[] = [];
  for (const each of clients) if (await isAllowed(each.client, { tenant: each.tenant, person: each.person, to })) allowed.push(each);
  const [first] = clients;
  if (first === undefined)
    throw new LedgerError({
      code: 'no-tenants',
      message: 'This target has no tenants.',
      hint: 'Add one to people.json and start the cloud again.',
    });
  if (allowed.length === 0) await first.client.authorise(first.tenant, first.person, to);
  return allowed;
}
