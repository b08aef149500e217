/** The sign-in of a tenant's people to the cloud that holds it. */
import { poolUserOf } from '../../../cloud/client/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { runningCloud } from '../cloud/connect.ts';
import { openIdentities } from '../cloud/identities.ts';
import { unknownTenant } from '../cloud/unknown-tenant.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { claimOf, startBrowserSignIn, type CognitoApp } from './cognito.ts';
import { openSignIns, type SignIn, type SignIns } from './sign-ins.ts';
import type { Web } from './web.ts';

/** Where the browser comes back to; registered in the stack, letter by letter. */
const redirect = 'http://127.0.0.1:8976/signed-in';

/** What is kept of a sign-in to one tenant. */
export const tenantSignIns = ({ secrets, web, tenant }: { secrets: Secrets; web: Web; tenant: string }): SignIns =>
  openSignIns({
    secrets,
    web,
    kept: { name: `tenant-${tenant}`, to: `tenant ${tenant}`, way: `lq login --tenant ${tenant}` },
  });

/** @throws LedgerError `no-cloud`, `unknown-tenant` */
function appOf(dataDir: string, tenant: string): CognitoApp {
  const { outputs, tenants } = runningCloud(dataDir);
  if (!tenants.some(({ id }) => id === tenant))
    throw unknownTenant(
      tenant,
      tenants.map(({ id }) => id),
    );
  const domain = outputs['SignInUrl']!;
  return {
    domain,
    clientId: outputs['UserPoolClientId']!,
    pool: outputs['UserPoolId']!,
    identityPool: outputs['IdentityPoolId']!,
    endpoints: { identity: `${new URL(domain).origin}/cognito-identity/`, issuer: outputs['IssuerUrl']! },
  };
}

/**
 * Begins to sign somebody in to a tenant. Where this computer knows the person, the page has their user name already.
 * @throws LedgerError `no-cloud`, `unknown-tenant`, `port-taken`; from `finish` also `other-tenant` and those of the sign-in
 */
export async function beginTenantSignIn(
  web: Web,
  { dataDir, tenant, person }: { dataDir: string; tenant: string; person: string },
): Promise<{ page: string; finish: (signal: AbortSignal) => Promise<SignIn> }> {
  const app = appOf(dataDir, tenant);
  const id = openIdentities(dataDir).of(person)?.id;
  const { page, finish } = await startBrowserSignIn(web, {
    ...app,
    redirect,
    ...(id !== undefined && { hint: poolUserOf({ tenant, id }) }),
  });
  return {
    page,
    async finish(signal) {
      const tokens = await finish(signal);
      const theirs = claimOf(tokens, 'custom:tenant');
      if (theirs !== tenant)
        throw new LedgerError({
          code: 'other-tenant',
          message: `You signed in as somebody of ${theirs ?? 'no tenant'}, not of ${tenant}.`,
          hint: 'Nothing of it was kept. Sign in with the user name that belongs to the tenant: it begins with its name.',
          where: tenant,
        });
      return { by: 'cognito', ...app, tokens };
    },
  };
}
