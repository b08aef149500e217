import { openOperator, type OperatorClient } from '../../../cloud/client/index.ts';
import { connect, runningCloud, targetOf } from './connect.ts';

/**
 * Does something as the operator of a running cloud to letters that may be anybody's: only for a person who may handle those of every tenant.
 * @throws LedgerError `no-cloud`, `forbidden`
 */
export async function withUnsorted<T>(dataDir: string, person: string, act: (operator: OperatorClient) => Promise<T>): Promise<T> {
  const discovery = runningCloud(dataDir);
  for (const { id } of discovery.tenants) {
    const { client } = connect(dataDir, id, person);
    await client.authorise(id, person, 'redrive').finally(() => client.close());
  }
  const operator = openOperator(targetOf(discovery, discovery));
  return act(operator).finally(() => operator.close());
}
