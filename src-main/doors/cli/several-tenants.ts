import type { Permission } from '../../../cloud/client/index.ts';
import { connect, runningCloud } from '../../services/cloud/connect.ts';
import type { PersonalClient } from '../../services/cloud/as-person.ts';
import { whereAllowed } from '../../services/cloud/where-allowed.ts';
import { meant } from './meant.ts';

/**
 * Does something in the tenant that a command names, or in every one in which the person has the right.
 * @throws LedgerError `no-cloud`, `unknown-tenant`, `forbidden`
 */
export async function inTenants<Result>(
  values: Parameters<typeof meant>[0] & { tenant?: string | undefined },
  to: Permission,
  act: (clients: readonly { tenant: string; client: PersonalClient }[]) => Promise<Result>,
): Promise<Result> {
  const { dataDir, person } = meant(values);
  const named = values.tenant === undefined ? runningCloud(dataDir).tenants.map(({ id }) => id) : [values.tenant];
  const clients = named.map((tenant) => ({ tenant, person, client: connect(dataDir, tenant, person).client }));
  try {
    return await act(await whereAllowed(clients, { to }));
  } finally {
    for (const { client } of clients) client.close();
  }
}
