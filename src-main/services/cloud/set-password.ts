import { randomBytes } from 'node:crypto';
import { openOperator } from '../../../cloud/client/index.ts';
import { runningCloud, targetOf } from './connect.ts';

/**
 * Gives a person of a tenant a new password for the target's sign-in page; it is told once and kept nowhere. Sign-ins made with another end.
 * @throws LedgerError `no-cloud`, `unknown-person`
 */
export async function setPassword(
  dataDir: string,
  { tenant, person }: { tenant: string; person: string },
): Promise<{ user: string; password: string }> {
  const discovery = runningCloud(dataDir);
  const operator = openOperator(targetOf(discovery, discovery));
  const password = randomBytes(18).toString('base64url');
  try {
    return { user: await operator.setPassword(tenant, person, password), password };
  } finally {
    operator.close();
  }
}
