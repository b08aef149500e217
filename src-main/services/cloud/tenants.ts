import { join } from 'node:path';
import {
  openOperator,
  type Erasure,
  readPeopleFile,
  type Limits,
  type OperatorClient,
  type Permission,
  type TenantErasure,
} from '../../../cloud/client/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';
import { withdrawTenant } from '../data-folder/discovery.ts';
import { connect, runningCloud, targetOf } from './connect.ts';

export interface ForTenant {
  readonly dataDir: string;
  readonly tenant: string;
  readonly person: string;
}

async function authorise({ dataDir, tenant, person }: ForTenant, to: Permission): Promise<void> {
  const { client } = connect(dataDir, tenant, person);
  await client.authorise(tenant, person, to).finally(() => client.close());
}

async function asOperator<T>({ dataDir }: Pick<ForTenant, 'dataDir'>, act: (operator: OperatorClient) => Promise<T>): Promise<T> {
  const discovery = runningCloud(dataDir);
  const operator = openOperator(targetOf(discovery, discovery));
  return act(operator).finally(() => operator.close());
}

/** @throws LedgerError `no-cloud`, `unknown-tenant`, `forbidden` */
export async function setLimits(asked: ForTenant, limits: Partial<Limits>): Promise<Limits> {
  await authorise(asked, 'setLimits');
  return asOperator(asked, (operator) => operator.setLimits(asked.tenant, limits));
}

/**
 * What is left of a tenant that is being erased, or was; undefined for any other. It has no people any more who could have the right to know.
 * @throws LedgerError `no-cloud`
 */
export const erasureOf = (asked: Pick<ForTenant, 'dataDir' | 'tenant'>): Promise<Erasure | undefined> =>
  asOperator(asked, (operator) => operator.erasureOf(asked.tenant));

/**
 * Erases a tenant from a running cloud. `goesOn` says that it was begun before: then it has no people any more who could have the right to it,
 * and nothing brings it back, so nobody is asked for one.
 * @throws LedgerError `no-cloud`, `unknown-tenant`, `forbidden`
 */
export function eraseTenant(asked: ForTenant): Promise<{ readonly erased: TenantErasure; readonly goesOn: boolean }> {
  return asOperator(asked, async (operator) => {
    const goesOn = await operator.isErased(asked.tenant);
    if (!goesOn) await authorise(asked, 'eraseTenant');
    const { dataDir } = runningCloud(asked.dataDir);
    return { erased: await erase(operator, { ...asked, dataDir }), goesOn };
  });
}

/** Takes the tenant out of `people.json`, so that no start misses it, and from what tells tools of its keys, before those keys end. */
const erase = (operator: OperatorClient, { dataDir, tenant, person }: ForTenant): Promise<TenantErasure> =>
  operator.eraseTenant(tenant, {
    begun() {
      withdrawTenant(dataDir, tenant);
      const file = join(dataDir, 'people.json');
      const written = readPeopleFile(file, person);
      const { [tenant]: _gone, ...tenants } = written.tenants;
      writePrivateFile(file, `${JSON.stringify({ ...written, tenants }, null, 2)}\n`);
    },
  });

/**
 * Goes on with every tenant whose erasing was cut short, one after another, and tells of each.
 * @returns how to leave the rest to the next start
 */
export function goOnErasing(
  operator: OperatorClient,
  { dataDir, person, log }: { readonly dataDir: string; readonly person: string; readonly log: (error: unknown) => void },
): () => void {
  let isLeft = false;
  const goOn = async (): Promise<void> => {
    for (const tenant of await operator.tenants('erasing')) {
      const again = `lq tenant erase ${tenant} --confirm ${tenant}`;
      const tell = (message: string, hint: string): void =>
        log(new LedgerError({ code: 'erasing-interrupted', message, hint, where: tenant }));
      tell(`Erasing ${tenant} was interrupted.`, `It goes on now; this waits for its end: ${again}`);
      await erase(operator, { dataDir, tenant, person }).catch((error: Error) => {
        if (!isLeft) tell(`Erasing ${tenant} did not come to its end: ${error.message}.`, `Finish it: ${again}`);
      });
      if (isLeft) return;
    }
  };
  goOn().catch((error: unknown) => {
    if (!isLeft) log(error);
  });
  return () => void (isLeft = true);
}
