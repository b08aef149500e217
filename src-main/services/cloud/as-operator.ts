import { openOperator, type OperatorClient, type Permission } from '../../../cloud/client/index.ts';
import { connect, runningCloud, targetOf } from './connect.ts';

/**
 * Does something as the operator of a running cloud to what is of no single tenant: only for a person who has the right in every tenant.
 * @throws LedgerError `no-cloud`, `forbidden`
 */
export async function asOperator<T>(
  dataDir: string,
  { person, to }: { person: string; to: Permission },
  act: (operator: OperatorClient) => Promise<T>,
): Promise<T> {
  const discovery = runningCloud(dataDir);
  for (const { id } of discovery.tenants) {
    const { client } = connect(dataDir, id, person);
    await client.authorise(id, person, to).finally(() => client.close());
  }
  const operator = openOperator(targetOf(discovery, discovery));
  return act(operator).finally(() => operator.close());
}
