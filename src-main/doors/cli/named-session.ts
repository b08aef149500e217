import { connect, findSession } from '../../services/cloud/connect.ts';
import { discover } from '../../services/data-folder/discovery.ts';
import { usageError } from './command.ts';
import { meant } from './meant.ts';

/** The session a command names, looked for in its tenant or in all of them, and a client that may read it. */
export async function namedSession(id: string | undefined, values: Parameters<typeof meant>[0] & { tenant?: string | undefined }) {
  if (id === undefined) throw usageError('Say which session.', 'List them: lq session list --tenant <tenant>');
  const { dataDir, person } = meant(values);
  const among = values.tenant === undefined ? (discover(dataDir)?.tenants.map((tenant) => tenant.id) ?? []) : [values.tenant];
  if (among.length === 0) connect(dataDir, 'demo', person);
  const { connection, tenant } = await findSession(dataDir, id, among, person);
  return { client: connection.client, ref: { tenant, session: id } };
}
