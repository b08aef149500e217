import type { RolePrincipals } from './calls.ts';
import type { Iam } from './iam/iam.ts';
import type { FunctionCredentials } from './lambda/invocations.ts';
import type { LocalHost } from './storage/index.ts';

const SESSION_SECONDS = 3600;
/** A session is replaced this long before it ends, milliseconds. */
const MARGIN = 300_000;

/** Services acting in roles: one session per service, role and source, renewed before it ends, always with the role's policies of now. */
export function createRolePrincipals(iam: Iam, host: LocalHost): RolePrincipals {
  const sessions = new Map<string, { accessKeyId: string; expiresAt: number }>();
  return (use) => {
    const key = `${use.service} ${use.roleArn} ${use.sourceArn}`;
    const known = sessions.get(key);
    const principal = known && known.expiresAt - MARGIN > host.clock.now() ? iam.find(known.accessKeyId)?.principal : undefined;
    if (principal) return principal;
    const opened = iam.serviceSession({ ...use, seconds: SESSION_SECONDS });
    sessions.set(key, opened.credentials);
    return opened.principal;
  };
}

/** Temporary keys of a role for a process or thread that runs on its behalf. */
export function createRoleCredentials(iam: Iam, service: string): FunctionCredentials {
  return (request) => iam.serviceSession({ ...request, service }).credentials;
}
