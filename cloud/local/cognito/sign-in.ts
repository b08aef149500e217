import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Edge, EdgePart } from '../edge/index.ts';
import type { LocalHost } from '../storage/index.ts';
import { readBody } from '../wire/body.ts';
import { AwsError } from '../wire/error.ts';
import { createGuesses } from './guesses.ts';
import { messagePage, signInPage } from './page.ts';
import type { PoolClient, Pools, UserPool } from './pools.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { TokenAnswer, Tokens } from './tokens.ts';
import type { PoolUser, Users } from './users.ts';

const BODY_LIMIT = 64 << 10;
/** How long a code is good, milliseconds. */
const CODE_TIME = 300_000;
const ISSUERS = '/cognito-idp/';
const PAGES = '/cognito/';
const WRONG = 'Incorrect username or password.';

/** A code that a browser carries back, and what it may be changed for. */
interface Code {
  readonly client: PoolClient;
  readonly username: string;
  readonly redirect: string;
  readonly challenge: string;
  readonly nonce?: string;
  readonly signedInAt: number;
  readonly until: number;
  /** The sign-in that came of it: who shows a code twice ends it. */
  used?: string;
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export const issuerAt = (edge: Pick<Edge, 'domain'>, { id }: UserPool): string => `http://${edge.domain()}${ISSUERS}${id}`;

/** The pages and endpoints of user pools: discovery and keys under the issuer, OAuth under the pool's domain. */
export function createSignIn(parts: {
  readonly host: LocalHost;
  readonly edge: Pick<Edge, 'domain'>;
  readonly pools: Pools;
  readonly users: Users;
  readonly keys: SigningKeys;
  readonly tokens: Tokens;
}): EdgePart {
  const { host, edge, pools, users, keys, tokens } = parts;
  const codes = new Map<string, Code>();
  const guesses = createGuesses(host.clock);

  function discovery(pool: UserPool): Reply {
    const issuer = issuerAt(edge, pool);
    const [domain] = [...pools.domains].find(([, poolId]) => poolId === pool.id) ?? [];
    const at = `http://${edge.domain()}${PAGES}${domain ?? ''}/oauth2`;
    return json(200, {
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      ...(domain !== undefined && {
        authorization_endpoint: `${at}/authorize`,
        token_endpoint: `${at}/token`,
        revocation_endpoint: `${at}/revoke`,
      }),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
      token_endpoint_auth_methods_supported: ['none'],
      code_challenge_methods_supported: ['S256'],
    });
  }

  /** The question that a browser brings. @throws Error in words for who sees the page; nothing is sent anywhere */
  function question(poolId: string, query: URLSearchParams): { client: PoolClient; redirect: string } {
    const client = pools.clients.get(query.get('client_id') ?? '');
    if (client?.poolId !== poolId) throw new Error('There is no such application.');
    const redirect = query.get('redirect_uri') ?? '';
    if (!client.callbacks.includes(redirect)) throw new Error('The application is not registered to be answered there.');
    return { client, redirect };
  }

  const back = (redirect: string, fields: Readonly<Record<string, string | null>>): Reply => {
    const to = new URL(redirect);
    for (const [name, value] of Object.entries(fields)) if (value !== null) to.searchParams.set(name, value);
    return { status: 302, headers: { location: to.href }, body: '' };
  };

  function authorize(poolId: string, at: URL): Reply {
    const query = at.searchParams;
    const { redirect } = question(poolId, query);
    const state = query.get('state');
    if (query.get('response_type') !== 'code') return back(redirect, { error: 'unsupported_response_type', state });
    if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(query.get('code_challenge') ?? ''))
      return back(redirect, { error: 'invalid_request', error_description: 'code_challenge is required', state });
    if (!(query.get('scope') ?? 'openid').split(' ').includes('openid')) return back(redirect, { error: 'invalid_scope', state });
    return { status: 302, headers: { location: at.pathname.replace(/oauth2\/authorize$/, 'login') + at.search }, body: '' };
  }

  async function login(poolId: string, at: URL, request: IncomingMessage): Promise<Reply> {
    const { client, redirect } = question(poolId, at.searchParams);
    // The answer of a form may lead to where the question wants it, and nowhere else.
    const page = (status: number, username: string, wrong?: string): Reply => ({
      ...html(
        status,
        signInPage({ action: at.pathname + at.search, username, ...(wrong !== undefined && { wrong }) }),
        new URL(redirect).origin,
      ),
    });
    if (request.method === 'GET') return page(200, at.searchParams.get('login_hint') ?? '');
    const form = await readForm(request);
    const username = form.get('username') ?? '';
    const user = users.get(poolId, username);
    if (!guesses.mayTry(`${poolId}/${username}`)) return page(429, username, 'Password attempts exceeded. Wait, and try again.');
    if (!(await users.matches(user, form.get('password') ?? '')) || user?.enabled !== true) {
      guesses.wrong(`${poolId}/${username}`);
      return page(401, username, WRONG);
    }
    guesses.right(`${poolId}/${username}`);
    const now = host.clock.now();
    for (const [code, { until }] of codes) if (until < now) codes.delete(code);
    const code = Buffer.from(host.random.bytes(32)).toString('base64url');
    const nonce = at.searchParams.get('nonce');
    codes.set(code, {
      client,
      username,
      redirect,
      challenge: at.searchParams.get('code_challenge') ?? '',
      ...(nonce !== null && { nonce }),
      signedInAt: now,
      until: now + CODE_TIME,
    });
    return back(redirect, { code, state: at.searchParams.get('state'), iss: issuerAt(edge, pools.pools.get(poolId)!) });
  }

  const enabled = (poolId: string, username: string): PoolUser | undefined => {
    const user = users.get(poolId, username);
    return user?.enabled === true ? user : undefined;
  };

  async function changeCode(form: URLSearchParams, client: PoolClient): Promise<Reply> {
    const code = codes.get(form.get('code') ?? '');
    if (code?.used !== undefined) users.end(code.used);
    const user = code && enabled(client.poolId, code.username);
    const fits =
      code !== undefined &&
      code.used === undefined &&
      code.client.id === client.id &&
      code.redirect === form.get('redirect_uri') &&
      code.until > host.clock.now() &&
      same(
        createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url'),
        code.challenge,
      );
    if (!fits || !user) return json(400, { error: 'invalid_grant' });
    const { token, standing } = users.stand({
      poolId: client.poolId,
      clientId: client.id,
      username: user.username,
      signedInAt: code.signedInAt,
      expiresAt: code.signedInAt + client.refreshSeconds * 1000,
    });
    code.used = standing.origin;
    return json(200, { ...(await tokens.issue(client, user, standing, code.nonce)), refresh_token: token });
  }

  async function refresh(form: URLSearchParams, client: PoolClient): Promise<Reply> {
    const standing = users.standing(form.get('refresh_token') ?? '');
    const user = standing?.clientId === client.id ? enabled(client.poolId, standing.username) : undefined;
    if (!standing || !user) return json(400, { error: 'invalid_grant', error_description: 'Refresh Token has been revoked or expired' });
    return json(200, (await tokens.issue(client, user, standing)) satisfies TokenAnswer);
  }

  async function oauth(poolId: string, endpoint: string, request: IncomingMessage): Promise<Reply> {
    const form = await readForm(request);
    const client = pools.clients.get(form.get('client_id') ?? '');
    if (client?.poolId !== poolId) return json(400, { error: 'invalid_client' });
    if (endpoint === 'revoke') {
      const standing = users.standing(form.get('token') ?? '');
      if (standing?.clientId === client.id) users.end(standing.origin);
      return { status: 200, body: '' };
    }
    const grant = form.get('grant_type');
    if (grant === 'authorization_code') return changeCode(form, client);
    if (grant === 'refresh_token') return refresh(form, client);
    return json(400, { error: 'unsupported_grant_type' });
  }

  async function answer(request: IncomingMessage, at: URL): Promise<Reply | undefined> {
    const { method } = request;
    if (at.pathname.startsWith(ISSUERS)) {
      const [id = '', ...rest] = at.pathname.slice(ISSUERS.length).split('/');
      const pool = pools.pools.get(id);
      const what = rest.join('/');
      if (!pool || method !== 'GET') return undefined;
      if (what === '.well-known/openid-configuration') return discovery(pool);
      return what === '.well-known/jwks.json' ? json(200, { keys: await keys.known(id) }) : undefined;
    }
    const [domain = '', ...rest] = at.pathname.slice(PAGES.length).split('/');
    const poolId = pools.domains.get(domain);
    if (poolId === undefined) return undefined;
    const what = `${method} ${rest.join('/')}`;
    if (what === 'POST oauth2/token' || what === 'POST oauth2/revoke') return oauth(poolId, rest[1]!, request);
    try {
      if (what === 'GET oauth2/authorize') return authorize(poolId, at);
      if (what === 'GET login' || what === 'POST login') return await login(poolId, at, request);
    } catch (error) {
      if (error instanceof AwsError) throw error;
      return html(400, messagePage((error as Error).message));
    }
    return undefined;
  }

  return {
    request(request, response, at) {
      if (!at.pathname.startsWith(ISSUERS) && !at.pathname.startsWith(PAGES)) return false;
      void answer(request, at).then(
        (reply) => send(response, reply ?? json(404, { message: 'There is nothing here.' })),
        (error: unknown) =>
          send(
            response,
            error instanceof AwsError ? json(error.status, { message: error.message }) : json(500, { message: 'Internal Server Error' }),
          ),
      );
      return true;
    },
  };
}

const same = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(Buffer.from(await readBody(request, BODY_LIMIT)).toString('utf8'));
}

const json = (status: number, document: unknown): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(document),
});

const html = (status: number, body: string, formTo?: string): Reply => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    // Under `no-referrer` a browser sends the form from nowhere (`Origin: null`), and nothing that comes from nowhere is let in.
    'referrer-policy': 'same-origin',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self'${formTo === undefined ? '' : ` ${formTo}`}; frame-ancestors 'none'; base-uri 'none'`,
  },
  body,
});

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  if (response.destroyed) return;
  response
    .writeHead(status, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', ...headers })
    .end(body);
}
