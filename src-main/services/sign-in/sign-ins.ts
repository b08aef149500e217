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
  /** Ends it, here and at the service. */
  end(): Promise<void>;
}

const name = 'aws';
/** Renew this long before the end, milliseconds. */
const margin = 5 * 60_000;

export function openSignIns({ secrets, web }: { secrets: Secrets; web: Web }): SignIns {
  let given: Credentials | undefined;
  let asking: Promise<Credentials> | undefined;

  const signIns: SignIns = {
    keep: async (signIn) => {
      given = undefined;
      return secrets.keep(name, JSON.stringify(signIn));
    },
    async current() {
      const text = await secrets.find(name, { what: 'The sign-in to AWS', again: 'Sign in again: lq login.' });
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

  const fresh = async (): Promise<Credentials> => {
    const found = await signIns.current();
    if (!found)
      throw new LedgerError({
        code: 'not-signed-in',
        message: 'You are not signed in to AWS.',
        hint: 'Sign in: lq login --sso-start-url <url> --region <region>.',
      });
    const signIn = await renewed(found);
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
