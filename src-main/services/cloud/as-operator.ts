import { openOperator, type OperatorClient, type Permission } from '../../../cloud/client/index.ts';
import { connect, runningCloud, targetOf } from './connect.ts';
import { requireEverywhere } from './where-allowed.ts';

/**
 * Does something as the operator of a running cloud to what is of no single tenant: only for a person who has the right in every tenant.
 * @throws LedgerError `no-cloud`, `no-tenants`, `forbidden`
 */
export async function asOperator<T>(
  dataDir: string,
  { person, to }: { person: string; to: Permission },
  act: (operator: OperatorClient) => Promise<T>,
): Promise<T> {
  const discovery = runningCloud(dataDir);
  const clients = discovery.tenants.map(({ id }) => ({ tenant: id, person, client: connect(dataDir, id, person).client }));
  await requireEverywhere(clients, { to }).finally(() => clients.forEach(({ client }) => client.close()));
  const operator = openOperator(targetOf(discovery, discovery));
  return act(operator).finally(() => operator.close());
}
