/** One sign-in from its first question to what is kept, whichever way somebody takes. */
import type { SignInWay } from '../../contract/sign-in.ts';
import { startBrowserSignIn } from './cognito.ts';
import { rolesOf, startDeviceSignIn } from './identity-center.ts';
import type { CenterSignIn, SignIn } from './sign-ins.ts';
import type { Web } from './web.ts';

/** Other places than AWS's own. */
export interface Endpoints {
  center?: { oidc: string; portal: string };
  cognito?: { identity: string; issuer: string };
}

/** The places that a person's environment names for the AWS tools: a proxy of their network, or a test. */
export function endpointsOf(env: NodeJS.ProcessEnv): Endpoints {
  const oidc = env['AWS_ENDPOINT_URL_SSO_OIDC'];
  const portal = env['AWS_ENDPOINT_URL_SSO'];
  return oidc !== undefined && portal !== undefined ? { center: { oidc, portal } } : {};
}

export interface Begun {
  /** The page to open in the person's own browser. */
  page: string;
  /** What that page shows, where it shows something to compare. */
  code?: string;
  /** @throws LedgerError in words; nothing is kept */
  finish: (signal: AbortSignal) => Promise<SignIn>;
}

export interface Role {
  account: string;
  name?: string | undefined;
  role: string;
}

/** The role that is meant where only one fits what was named. */
async function onlyRole(web: Web, signIn: CenterSignIn): Promise<CenterSignIn> {
  if (signIn.account !== undefined && signIn.role !== undefined) return signIn;
  const fitting = (await availableRoles(web, signIn)).filter(
    ({ account, role }) => account === (signIn.account ?? account) && role === (signIn.role ?? role),
  );
  const [one] = fitting;
  return one && fitting.length === 1 ? { ...signIn, account: one.account, role: one.role } : signIn;
}

/** The roles that somebody may take on who has signed in. */
export const availableRoles = (web: Web, signIn: CenterSignIn): Promise<Role[]> => rolesOf(web, signIn, signIn.tokens.access);

/** @throws LedgerError in words */
export async function beginSignIn(web: Web, way: SignInWay, { center, cognito }: Endpoints = {}): Promise<Begun> {
  if (way.by === 'identity-center') {
    const at = { ...way, ...(center && { endpoints: center }) };
    const { code, page, finish } = await startDeviceSignIn(web, at);
    return { code, page, finish: async (signal) => onlyRole(web, { ...at, tokens: await finish(signal) }) };
  }
  const { redirect, ...app } = { ...way, ...(cognito && { endpoints: cognito }) };
  const { page, finish } = await startBrowserSignIn(web, { ...app, redirect });
  return { page, finish: async (signal) => ({ ...app, tokens: await finish(signal) }) };
}
