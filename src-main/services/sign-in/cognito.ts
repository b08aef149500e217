/** Sign-in by a Cognito user pool: the authorization code with PKCE (RFC 7636) in the person's own browser, and keys from an identity pool. */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';
import { type Credentials, signInEnded } from './identity-center.ts';
import { openLoopback } from './loopback.ts';
import { askService, expectShape, oauthError, suffixOf, type Said, type Web } from './web.ts';

export interface CognitoApp {
  /** Where the pool's sign-in pages are, such as `https://acme.auth.eu-central-1.amazoncognito.com`. */
  domain: string;
  clientId: string;
  /** The user pool, such as `eu-central-1_AbCdEf`; its region is the part before the underscore. */
  pool: string;
  /** Gives credentials of AWS; without it the sign-in says only who somebody is. */
  identityPool?: string | undefined;
  /** Other places than AWS's own, for tests. */
  endpoints?: { identity: string; issuer: string } | undefined;
}

export const PoolTokens = z.strictObject({
  id: z.string(),
  /** Milliseconds since 1970. */
  until: z.number(),
  refresh: z.string().optional(),
});
export type PoolTokens = z.infer<typeof PoolTokens>;

const regionOf = ({ pool }: CognitoApp): string => pool.split('_')[0]!;
const providerOf = (app: CognitoApp): string => `cognito-idp.${regionOf(app)}.${suffixOf(regionOf(app))}/${app.pool}`;
const issuerOf = (app: CognitoApp): string => app.endpoints?.issuer ?? `https://${providerOf(app)}`;

const Token = z.object({ id_token: z.string(), expires_in: z.number().positive(), refresh_token: z.string().min(1).optional() });
const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  token_use: z.literal('id'),
  nonce: z.string().optional(),
});

const random = (): string => randomBytes(32).toString('base64url');
const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});

const foreign = (message: string): LedgerError =>
  new LedgerError({
    code: 'foreign-sign-in',
    message,
    hint: 'Nothing of it was kept. Check the domain, the client and the pool that you named.',
  });

/**
 * What the token says it is for. It comes from the pool itself over TLS, so that its signature need not be checked (OpenID Connect Core,
 * 3.1.3.7); whose it is and what it answers must be.
 */
function claimsOf(web: Web, app: CognitoApp, token: string, nonce: string | undefined): void {
  let claims: z.infer<typeof Claims>;
  try {
    claims = Claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
  } catch {
    throw foreign('The sign-in came back with something that is no identity token.');
  }
  if (claims.iss !== issuerOf(app)) throw foreign(`The sign-in came from ${claims.iss.slice(0, 200)}, not from the pool ${app.pool}.`);
  if (claims.aud !== app.clientId) throw foreign('The sign-in was made for another application.');
  if (nonce !== undefined && claims.nonce !== nonce) throw foreign('The sign-in answers another question than was asked.');
  if (claims.exp * 1000 <= web.now()) throw foreign('The sign-in had ended before it came.');
}

function tokensOf(web: Web, app: CognitoApp, said: Said, nonce: string | undefined): PoolTokens {
  const { id_token: id, expires_in: seconds, refresh_token: refresh } = expectShape(Token, said, 'Cognito');
  claimsOf(web, app, id, nonce);
  return { id, until: web.now() + seconds * 1000, ...(refresh !== undefined && { refresh }) };
}

/** A text that an identity token says of somebody; whoever is asked for anything proves the token itself. */
export function claimOf({ id }: Pick<PoolTokens, 'id'>, name: string): string | undefined {
  const claims = JSON.parse(Buffer.from(id.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
  const claim = claims[name];
  return typeof claim === 'string' ? claim : undefined;
}

export interface BrowserSignIn {
  /** The page to open in the person's browser. */
  page: string;
  /** @throws LedgerError `sign-in-denied`, `sign-in-expired`, `sign-in-cancelled`, `foreign-sign-in`, `service-away` */
  finish: (signal: AbortSignal) => Promise<PoolTokens>;
}

/** How long the browser may take, milliseconds. */
const browserPatience = 10 * 60_000;

export async function startBrowserSignIn(
  web: Web,
  {
    redirect,
    ifTaken,
    hint,
    patience = browserPatience,
    ...app
  }: CognitoApp & { redirect: string; ifTaken?: string; hint?: string; patience?: number },
): Promise<BrowserSignIn> {
  const [state, nonce, verifier] = [random(), random(), random()];
  const loopback = await openLoopback(redirect, state, ifTaken);
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: loopback.redirect,
    scope: 'openid',
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(hint !== undefined && { login_hint: hint }),
  });
  return {
    page: `${app.domain}/oauth2/authorize?${asked.toString()}`,
    async finish(signal) {
      const { code, issuer } = await loopback.returned(signal, patience);
      if (issuer !== undefined && issuer !== issuerOf(app))
        throw foreign(`The sign-in came from ${issuer.slice(0, 200)}, not from the pool ${app.pool}.`);
      const said = await askService(
        web,
        `${app.domain}/oauth2/token`,
        form({ grant_type: 'authorization_code', client_id: app.clientId, code, redirect_uri: loopback.redirect, code_verifier: verifier }),
        signal,
      );
      if (said.status === 400) {
        const { error, description } = oauthError(said);
        throw new LedgerError({
          code: 'sign-in-denied',
          message: `Cognito refuses the sign-in: ${description || error || 'answer 400'}.`,
          hint: 'Sign in again.',
        });
      }
      return tokensOf(web, app, said, nonce);
    },
  };
}

/** @throws LedgerError `sign-in-ended` */
export async function renewPoolTokens(web: Web, app: CognitoApp, { refresh }: PoolTokens): Promise<PoolTokens> {
  if (refresh === undefined) throw signInEnded();
  const said = await askService(
    web,
    `${app.domain}/oauth2/token`,
    form({ grant_type: 'refresh_token', client_id: app.clientId, refresh_token: refresh }),
  );
  if (said.status === 400 || said.status === 401) throw signInEnded();
  return { refresh, ...tokensOf(web, app, said, undefined) };
}

const Identity = z.object({ IdentityId: z.string() });
const IdentityCredentials = z.object({
  Credentials: z.object({
    AccessKeyId: z.string().min(1),
    SecretKey: z.string().min(1),
    SessionToken: z.string().min(1),
    /** Seconds since 1970. */
    Expiration: z.number(),
  }),
});

/** @throws LedgerError `no-identity-pool`, `sign-in-ended`, `role-refused` */
export async function poolCredentials(web: Web, app: CognitoApp, token: string): Promise<Credentials> {
  if (app.identityPool === undefined)
    throw new LedgerError({
      code: 'no-identity-pool',
      message: 'This sign-in says who you are and gives no credentials of AWS.',
      hint: 'Sign in with --identity-pool <id>.',
    });
  const endpoint = app.endpoints?.identity ?? `https://cognito-identity.${regionOf(app)}.${suffixOf(regionOf(app))}/`;
  const ask = async <T>(operation: string, shape: z.ZodType<T>, body: object): Promise<T> => {
    const said = await askService(web, endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityService.${operation}` },
      body: JSON.stringify({ ...body, Logins: { [providerOf(app)]: token } }),
    });
    const { __type: type = '', message = '' } = (said.body ?? {}) as { __type?: string; message?: string };
    if (/NotAuthorizedException/.test(type)) {
      if (/expired|not valid/i.test(message)) throw signInEnded();
      throw new LedgerError({
        code: 'role-refused',
        message: `The identity pool ${app.identityPool} gives you no credentials: ${message.slice(0, 200)}`,
        hint: 'Ask whoever keeps it.',
      });
    }
    return expectShape(shape, said, 'Cognito');
  };
  const { IdentityId } = await ask('GetId', Identity, { IdentityPoolId: app.identityPool });
  const { Credentials: given } = await ask('GetCredentialsForIdentity', IdentityCredentials, { IdentityId });
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretKey,
    sessionToken: given.SessionToken,
    expiration: new Date(given.Expiration * 1000),
  };
}

/** Ends the sign-in at the pool; one that cannot be asked ends by itself. */
export const revokePoolTokens = async (web: Web, { domain, clientId }: CognitoApp, { refresh }: PoolTokens): Promise<void> => {
  if (refresh !== undefined)
    await askService(web, `${domain}/oauth2/revoke`, form({ token: refresh, client_id: clientId })).catch(() => {});
};
