import { createLocalJWKSet, errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { bytesOfBase64 } from '../../ports/base64.ts';
import type { LocalHost } from '../storage/index.ts';
import { groupsOf, type PoolClient, type Pools, type UserPool } from './pools.ts';
import { ALGORITHM, type SigningKeys } from './signing-keys.ts';
import type { PoolUser, Standing, Users } from './users.ts';

/** What a token says, once it is proved. */
export type Claims = JWTPayload & Readonly<Record<string, unknown>>;

/** Why a token is not believed, in words. */
export class BadToken extends Error {
  override readonly name = 'BadToken';
}

export interface TokenAnswer {
  readonly id_token: string;
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}

export interface Tokens {
  /** Identity and access token of a sign-in. */
  readonly issue: (client: PoolClient, user: PoolUser, standing: Standing, nonce?: string) => Promise<TokenAnswer>;
  /**
   * What an identity or access token of the pool says that was made for one of these clients.
   * @throws BadToken where it is of another issuer or client, not signed by a key of the pool, over, not yet good
   */
  readonly verify: (pool: UserPool, token: string, clients: readonly string[]) => Promise<Claims>;
}

/** No token lives longer, seconds. One from a future that the clock was set back from is none. */
const LONGEST = 86_400;

export function createTokens(parts: {
  readonly host: LocalHost;
  readonly pools: Pools;
  readonly keys: SigningKeys;
  readonly issuerOf: (pool: UserPool) => string;
}): Tokens {
  const { host, pools, keys, issuerOf } = parts;
  const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

  return {
    async issue(client, user, standing, nonce) {
      const pool = pools.pools.get(client.poolId)!;
      const key = await keys.current(pool.id);
      const now = seconds(host.clock.now());
      const groups = groupsOf(pools, pool.id, user.groups);
      const roles = groups.flatMap(({ roleArn }) => roleArn ?? []);
      const common = {
        ...(groups.length > 0 && { 'cognito:groups': groups.map(({ name }) => name) }),
        origin_jti: standing.origin,
        event_id: host.ids.next('sign-in'),
        auth_time: seconds(standing.signedInAt),
      };
      const sign = (claims: JWTPayload, lifetime: number): Promise<string> =>
        new SignJWT({ ...common, ...claims })
          .setProtectedHeader({ alg: ALGORITHM, kid: key.kid! })
          .setIssuer(issuerOf(pool))
          .setSubject(user.sub)
          .setJti(host.ids.next('token'))
          .setIssuedAt(now)
          .setExpirationTime(now + lifetime)
          .sign(key);
      const id = sign(
        {
          ...user.attributes,
          'cognito:username': user.username,
          ...(roles[0] !== undefined && { 'cognito:preferred_role': roles[0], 'cognito:roles': roles }),
          aud: client.id,
          token_use: 'id',
          ...(nonce !== undefined && { nonce }),
        },
        client.idSeconds,
      );
      const access = sign({ client_id: client.id, token_use: 'access', scope: 'openid', username: user.username }, client.accessSeconds);
      return { id_token: await id, access_token: await access, token_type: 'Bearer', expires_in: client.idSeconds };
    },
    async verify(pool, token, clients) {
      let claims: Claims;
      if (token.split('.').some((part) => bytesOfBase64(part, 'base64url') === undefined)) throw new BadToken('Token is not valid.');
      try {
        const known = createLocalJWKSet({ keys: await keys.known(pool.id) });
        ({ payload: claims } = await jwtVerify(token, known, {
          algorithms: [ALGORITHM],
          issuer: issuerOf(pool),
          currentDate: new Date(host.clock.now()),
          maxTokenAge: LONGEST,
          requiredClaims: ['sub', 'exp', 'iat', 'token_use', 'origin_jti'],
        }));
      } catch (error) {
        throw new BadToken(error instanceof errors.JWTExpired ? 'Token expired.' : 'Token is not valid.', { cause: error });
      }
      const audience = claims['token_use'] === 'id' ? claims.aud : claims['client_id'];
      if (typeof audience !== 'string' || !clients.includes(audience)) throw new BadToken('Token was made for another application.');
      return claims;
    },
  };
}

/** Whether the sign-in behind proved claims was ended since: the token was revoked, or everything of its user. */
export const isEnded = (users: Users, claims: Claims): boolean => !users.goesOn(String(claims['origin_jti']));
