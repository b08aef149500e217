import { join } from 'node:path';
import {
  openOperator,
  readPeopleFile,
  type Limits,
  type OperatorClient,
  type Permission,
  type TenantErasure,
} from '../../../cloud/client/index.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';
import { withdrawTenant } from '../data-folder/discovery.ts';
import { connect, runningCloud, targetOf } from './connect.ts';

export interface ForTenant {
  readonly dataDir: string;
  readonly tenant: string;
  readonly person: string;
}

/** Does something as the operator of a running cloud, for a person who has the right to it in the tenant. */
async function asOperator<T>(
  { dataDir, tenant, person }: ForTenant,
  to: Permission,
  act: (operator: OperatorClient) => Promise<T>,
): Promise<T> {
  const { client, discovery } = connect(dataDir, tenant, person);
  await client.authorise(tenant, person, to).finally(() => client.close());
  const operator = openOperator(targetOf(discovery, discovery));
  return act(operator).finally(() => operator.close());
}

/** @throws LedgerError `no-cloud`, `unknown-tenant`, `forbidden` */
export const setLimits = (asked: ForTenant, limits: Partial<Limits>): Promise<Limits> =>
  asOperator(asked, 'setLimits', (operator) => operator.setLimits(asked.tenant, limits));

/**
 * Erases a tenant from a running cloud, from `people.json`, so that the next start does not miss it, and from what tells tools of its keys.
 * @throws LedgerError `no-cloud`, `unknown-tenant`, `forbidden`
 */
export function eraseTenant(asked: ForTenant): Promise<TenantErasure> {
  return asOperator(asked, 'eraseTenant', async (operator) => {
    const erased = await operator.eraseTenant(asked.tenant);
    const { dataDir } = runningCloud(asked.dataDir);
    const file = join(dataDir, 'people.json');
    const written = readPeopleFile(file, asked.person);
    const { [asked.tenant]: _gone, ...tenants } = written.tenants;
    writePrivateFile(file, `${JSON.stringify({ ...written, tenants }, null, 2)}\n`);
    withdrawTenant(dataDir, asked.tenant);
    return erased;
  });
}
