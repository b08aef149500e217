import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EdgePart } from '../edge/index.ts';
import type { Iam } from '../iam/iam.ts';
import { federatedPrincipal } from '../iam/trust.ts';
import type { LocalContext } from '../storage/context.ts';
import { readBody } from '../wire/body.ts';
import { AwsError, unsupported } from '../wire/error.ts';
import type { IdentityPool, Pools } from './pools.ts';
import { BadToken, isEnded, type Claims, type Tokens } from './tokens.ts';
import type { Users } from './users.ts';

const PATH = '/cognito-identity/';
const TARGET = 'AWSCognitoIdentityService.';
const SERVICE = 'cognito-identity.amazonaws.com';
const BODY_LIMIT = 64 << 10;

interface Asked {
  readonly IdentityPoolId?: string;
  readonly IdentityId?: string;
  readonly CustomRoleArn?: string;
  readonly Logins?: Readonly<Record<string, string>>;
}

/** Identity pools under `/cognito-identity/` of the edge: nobody signs here, the token of a user pool is what counts. */
export function createIdentities(
  { host, account, region }: LocalContext,
  parts: { readonly pools: Pools; readonly users: Users; readonly tokens: Tokens; readonly iam: Iam },
): EdgePart {
  const { pools, users, tokens, iam } = parts;
  const refused = (message: string): AwsError => new AwsError('NotAuthorizedException', message);

  /** Who has signed in, by the one login that is shown. */
  async function whoIs(pool: IdentityPool, { Logins = {} }: Asked): Promise<Claims> {
    const [[provider, token] = ['', ''], ...more] = Object.entries(Logins);
    if (provider === '') throw refused('Unauthenticated access is not supported for this identity pool.');
    if (more.length > 0) throw unsupported('cognito-identity', 'several logins');
    const trusted = pool.providers.filter((each) => each.provider === provider);
    const userPool = [...pools.pools.values()].find((each) => each.provider === provider);
    if (trusted.length === 0 || !userPool) throw refused('Token is not from a supported provider of this identity pool.');
    let claims: Claims;
    try {
      claims = await tokens.verify(
        userPool,
        token,
        trusted.map(({ clientId }) => clientId),
      );
    } catch (error) {
      if (!(error instanceof BadToken)) throw error;
      throw refused(`Invalid login token. ${error.message}`);
    }
    if (claims['token_use'] !== 'id') throw refused('Invalid login token. Not an identity token.');
    const checked = trusted.some(({ clientId, checked }) => checked && clientId === claims.aud);
    if (checked && isEnded(users, claims)) throw refused('Invalid login token. Token has been revoked and is not valid any more.');
    return claims;
  }

  const identityOf = (pool: IdentityPool, claims: Claims): string => {
    const hex = createHash('sha256').update(`${pool.id} ${claims.iss} ${claims.sub}`).digest('hex');
    return `${region}:${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')}`;
  };

  function poolNamed(id: string | undefined): IdentityPool {
    const pool = pools.identityPools.get(id ?? '');
    if (!pool) throw new AwsError('ResourceNotFoundException', `IdentityPool '${id ?? ''}' not found.`);
    return pool;
  }

  async function credentials(asked: Asked): Promise<unknown> {
    // An identity is its pool's and its token's: which pool is found by trying those there are.
    let last: unknown = refused('Access to this identity is forbidden.');
    for (const pool of pools.identityPools.values()) {
      let claims: Claims;
      try {
        claims = await whoIs(pool, asked);
      } catch (error) {
        last = error;
        continue;
      }
      if (identityOf(pool, claims) !== asked.IdentityId) continue;
      return assume(pool, claims, asked);
    }
    throw last;
  }

  function assume(pool: IdentityPool, claims: Claims, { CustomRoleArn: wanted, IdentityId = '' }: Asked): unknown {
    const roles = Array.isArray(claims['cognito:roles']) ? (claims['cognito:roles'] as unknown[]) : [];
    const role = wanted ?? claims['cognito:preferred_role'];
    if (typeof role !== 'string' || !roles.includes(role)) throw refused('Access denied: no role of this token fits.');
    const tags = Object.entries(pool.tags).flatMap(([tag, claim]) =>
      typeof claims[claim] === 'string' ? [[tag, claims[claim]] as const] : [],
    );
    const opened = iam.assumeRole({
      roleArn: role,
      sessionName: 'CognitoIdentityCredentials',
      caller: federatedPrincipal(SERVICE, account),
      action: 'sts:AssumeRoleWithWebIdentity',
      context: { [`${SERVICE}:aud`]: pool.id, [`${SERVICE}:amr`]: ['authenticated'], [`${SERVICE}:sub`]: IdentityId },
      tags: Object.fromEntries(tags),
    });
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = opened.credentials;
    return {
      IdentityId,
      Credentials: { AccessKeyId: accessKeyId, SecretKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiresAt / 1000 },
    };
  }

  async function answer(request: IncomingMessage): Promise<unknown> {
    const target = String(request.headers['x-amz-target'] ?? '');
    const action = target.startsWith(TARGET) ? target.slice(TARGET.length) : target;
    const asked = documentOf(await readBody(request, BODY_LIMIT));
    if (action === 'GetId') {
      const pool = poolNamed(asked.IdentityPoolId);
      return { IdentityId: identityOf(pool, await whoIs(pool, asked)) };
    }
    if (action === 'GetCredentialsForIdentity') return credentials(asked);
    throw unsupported('cognito-identity', action);
  }

  return {
    request(request, response, at) {
      if (at.pathname !== PATH || request.method !== 'POST') return false;
      void answer(request).then(
        (document) => send(response, 200, document),
        (error: unknown) => {
          const { code, message, status } =
            error instanceof AwsError ? error : new AwsError('InternalErrorException', 'The embedded cloud failed at this request.', 500);
          // A role's refusal is the pool's, as AWS words it.
          if (code === 'AccessDenied') send(response, 400, { __type: 'NotAuthorizedException', message: `Access denied: ${message}` });
          else send(response, status, { __type: code, message });
        },
      );
      return true;
    },
  };

  function send(response: ServerResponse, status: number, document: unknown): void {
    if (response.destroyed) return;
    response
      .writeHead(status, {
        'content-type': 'application/x-amz-json-1.1',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-amzn-requestid': host.ids.next('request'),
      })
      .end(JSON.stringify(document));
  }
}

function documentOf(body: Uint8Array): Asked {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as Asked;
  } catch {
    throw new AwsError('SerializationException', 'The body is not a JSON document.');
  }
}
