/** The sign-in to AWS of a person of this computer: kept as a secret, renewed in time, and the short-lived credentials that it gives. */
import { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { PoolTokens, poolCredentials, renewPoolTokens, revokePoolTokens } from './cognito.ts';
import { CenterTokens, type Credentials, endSignIn, renewTokens, roleCredentials, signInEnded } from './identity-center.ts';
import type { Web } from './web.ts';

const Url = z.url();
const SignIn = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('identity-center'),
    startUrl: Url,
    region: z.string(),
    endpoints: z.strictObject({ oidc: Url, portal: Url }).optional(),
    account: z.string().optional(),
    role: z.string().optional(),
    tokens: CenterTokens,
  }),
  z.strictObject({
    by: z.literal('cognito'),
    domain: Url,
    clientId: z.string(),
    pool: z.string(),
    identityPool: z.string().optional(),
    endpoints: z.strictObject({ identity: Url, issuer: Url }).optional(),
    tokens: PoolTokens,
  }),
]);
export type SignIn = z.infer<typeof SignIn>;
export type CenterSignIn = Extract<SignIn, { by: 'identity-center' }>;

export interface SignIns {
  keep(signIn: SignIn): Promise<'sealed' | 'file' | 'memory'>;
  /** @throws LedgerError `secret-lost`, `secret-sealed`, `keychain-closed` */
  current(): Promise<SignIn | undefined>;
  /**
   * Credentials of AWS, renewed when less than five minutes of them are left; as the SDK's clients take them.
   * @throws LedgerError `not-signed-in`, `sign-in-ended`, `no-role`, `role-refused`, `no-identity-pool`, `service-away`
   */
  credentials(): Promise<Credentials>;
  /** The identity token of a sign-in by a user pool, renewed like the credentials. @throws LedgerError `not-signed-in`, `sign-in-ended`, `service-away` */
  token(): Promise<string>;
  /** Ends it, here and at the service. */
  end(): Promise<void>;
}

/** Under which name a sign-in is kept, what it is to, and how one signs in. */
interface Kept {
  name: string;
  to: string;
  way: string;
}
const aws: Kept = { name: 'aws', to: 'AWS', way: 'lq login --sso-start-url <url> --region <region>' };
/** Renew this long before the end, milliseconds. */
const margin = 5 * 60_000;

export function openSignIns({ secrets, web, kept = aws }: { secrets: Secrets; web: Web; kept?: Kept }): SignIns {
  const { name, to, way } = kept;
  let given: Credentials | undefined;
  let asking: Promise<Credentials> | undefined;

  const signIns: SignIns = {
    keep: async (signIn) => {
      given = undefined;
      return secrets.keep(name, JSON.stringify(signIn));
    },
    async current() {
      const text = await secrets.find(name, { what: `The sign-in to ${to}`, again: `Sign in again: ${kept === aws ? 'lq login' : way}.` });
      if (text === undefined) return undefined;
      try {
        return SignIn.parse(JSON.parse(text));
      } catch {
        throw signInEnded();
      }
    },
    async credentials() {
      if (given && given.expiration.getTime() - margin > web.now()) return given;
      // Several clients ask at once; a refresh token may be good for one use.
      asking ??= fresh().finally(() => (asking = undefined));
      return asking;
    },
    async token() {
      const signIn = await goingOn();
      if (signIn.by === 'cognito') return signIn.tokens.id;
      throw new LedgerError({
        code: 'no-token',
        message: `The sign-in to ${to} gives credentials and no token.`,
        hint: 'Sign in to a tenant: lq login --tenant <tenant>.',
      });
    },
    async end() {
      const signIn = await signIns.current().catch(() => undefined);
      given = undefined;
      secrets.forget(name);
      if (signIn?.by === 'identity-center') await endSignIn(web, signIn, signIn.tokens.access);
      else if (signIn) await revokePoolTokens(web, signIn, signIn.tokens);
    },
  };

  const renewed = async (signIn: SignIn): Promise<SignIn> => {
    if (signIn.tokens.until - margin > web.now()) return signIn;
    const next: SignIn =
      signIn.by === 'identity-center'
        ? { ...signIn, tokens: await renewTokens(web, signIn, signIn.tokens) }
        : { ...signIn, tokens: await renewPoolTokens(web, signIn, signIn.tokens) };
    await signIns.keep(next);
    return next;
  };

  const goingOn = async (): Promise<SignIn> => {
    const found = await signIns.current();
    if (found) return renewed(found);
    throw new LedgerError({ code: 'not-signed-in', message: `You are not signed in to ${to}.`, hint: `Sign in: ${way}.` });
  };

  const fresh = async (): Promise<Credentials> => {
    const signIn = await goingOn();
    if (signIn.by === 'cognito') given = await poolCredentials(web, signIn, signIn.tokens.id);
    else {
      const { account, role, tokens } = signIn;
      if (account === undefined || role === undefined)
        throw new LedgerError({
          code: 'no-role',
          message: 'You are signed in, and have not said in which account and with which role.',
          hint: 'Say so: lq login --account <id> --role <name>.',
        });
      given = await roleCredentials(web, signIn, tokens.access, { account, role });
    }
    return given;
  };
  return signIns;
}
