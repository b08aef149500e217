import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK, type JWTPayload } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTestContext, type TestContext } from '../testing/host.ts';
import { createPools, type PoolClient, type UserPool } from './pools.ts';
import { openSigningKeys } from './signing-keys.ts';
import { BadToken, createTokens, isEnded, type Tokens } from './tokens.ts';
import { openUsers, type PoolUser } from './users.ts';

const pool = (id: string): UserPool => ({ id, arn: `arn:${id}`, provider: `cognito-idp.local-1.amazonaws.com/${id}` });
const client: PoolClient = { id: 'doors', poolId: 'p', callbacks: [], idSeconds: 900, accessSeconds: 900, refreshSeconds: 86_400 };
const MINUTE = 60_000;

let context: TestContext;

function open(existing?: TestContext) {
  context = existing ?? openTestContext();
  const pools = createPools();
  for (const id of ['p', 'other']) pools.pools.set(id, pool(id));
  pools.groups.set('p/owner', { poolId: 'p', name: 'owner', precedence: 0, roleArn: 'arn:owner' });
  pools.groups.set('p/player', { poolId: 'p', name: 'player', precedence: 6, roleArn: 'arn:player' });
  const users = openUsers(context);
  const keys = openSigningKeys(context);
  const tokens = createTokens({ host: context.host, pools, keys, issuerOf: ({ id }) => `http://issuer/${id}` });
  const user: PoolUser = {
    poolId: 'p',
    username: 'demo.u-1',
    sub: 'sub-1',
    attributes: { 'custom:tenant': 'demo' },
    groups: ['player', 'owner'],
    enabled: true,
    createdAt: 0,
  };
  users.put(user);
  const signIn = () =>
    users.stand({
      poolId: 'p',
      clientId: 'doors',
      username: user.username,
      signedInAt: context.time.now(),
      expiresAt: context.time.now() + 86_400_000,
    });
  return { users, keys, tokens, user, signIn };
}

const believed = (tokens: Tokens, token: string): Promise<unknown> => tokens.verify(pool('p'), token, ['doors']);

describe('a token of a pool', () => {
  afterEach(() => context.remove());

  it('says who somebody is, in which groups, and keeps its tenant', async () => {
    const { tokens, user, signIn } = open();
    const { standing } = signIn();
    const { id_token: id, access_token: access } = await tokens.issue(client, user, standing, 'nonce-1');
    expect(await believed(tokens, id)).toMatchObject({
      iss: 'http://issuer/p',
      aud: 'doors',
      sub: 'sub-1',
      token_use: 'id',
      nonce: 'nonce-1',
      'custom:tenant': 'demo',
      'cognito:groups': ['owner', 'player'],
      'cognito:preferred_role': 'arn:owner',
      'cognito:roles': ['arn:owner', 'arn:player'],
    });
    expect(await believed(tokens, access)).toMatchObject({ client_id: 'doors', token_use: 'access', username: 'demo.u-1' });
  });

  it('is believed after a restart and after the key was changed, as long as it is good', async () => {
    const first = open();
    const { standing } = first.signIn();
    const { id_token: id } = await first.tokens.issue(client, first.user, standing);
    const again = open(context.reopen());
    await expect(believed(again.tokens, id)).resolves.toBeDefined();
    await context.time.advance(31 * 86_400_000);
    const long = { ...client, idSeconds: 900 };
    const [before] = await again.keys.known('p');
    const { id_token: later } = await again.tokens.issue(long, again.user, standing);
    const kid = (token: string): unknown => (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
    expect(kid(later)).not.toBe(kid(id));
    expect(before!.kid).toBe(kid(later));
    await expect(believed(again.tokens, later)).resolves.toBeDefined();
  });

  it('tells of the old key for a day after a new one signs, and of no private part ever', async () => {
    const { keys } = open();
    const old = await keys.current('p');
    await context.time.advance(30 * 86_400_000 + MINUTE);
    expect((await keys.known('p')).map(({ kid }) => kid)).toEqual([(await keys.current('p')).kid, old.kid]);
    await context.time.advance(86_400_000);
    const known = await keys.known('p');
    expect(known.map(({ kid }) => kid)).not.toContain(old.kid);
    for (const key of known) expect(Object.keys(key).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('came of a sign-in that can be ended', async () => {
    const { tokens, user, users, signIn } = open();
    const { standing, token } = signIn();
    const claims = await tokens.verify(pool('p'), (await tokens.issue(client, user, standing)).id_token, ['doors']);
    expect(isEnded(users, claims)).toBe(false);
    expect(users.standing(token)).toEqual(standing);
    users.end(standing.origin);
    expect(isEnded(users, claims)).toBe(true);
    expect(users.standing(token)).toBeUndefined();
  });
});

/** Each is one thing away from a good token. */
const forged: Record<string, (parts: { good: JWTPayload; key: JWK; own: JWK }) => Promise<string> | string> = {
  unsigned: ({ good }) => new UnsecuredJWT(good).encode(),
  'signed by another key under the kid of the pool': ({ good, key, own }) =>
    new SignJWT(good).setProtectedHeader({ alg: 'RS256', kid: key.kid! }).sign(own),
  'signed under a kid that nobody knows': ({ good, key }) =>
    new SignJWT(good).setProtectedHeader({ alg: 'RS256', kid: 'nobody' }).sign(key),
  'signed by a key that it brings itself': ({ good, own }) =>
    new SignJWT(good).setProtectedHeader({ alg: 'RS256', kid: 'own', jwk: { kty: own.kty!, n: own.n!, e: own.e! } as never }).sign(own),
  'signed with the public key as a secret': ({ good, key }) =>
    new SignJWT(good).setProtectedHeader({ alg: 'HS256', kid: key.kid! }).sign(Buffer.from(`${key.n}`)),
  'of another issuer': ({ good, key }) => sign({ ...good, iss: 'http://issuer/other' }, key),
  'for another application': ({ good, key }) => sign({ ...good, aud: 'another' }, key),
  'for several applications': ({ good, key }) => sign({ ...good, aud: ['doors', 'another'] }, key),
  'that ended a second ago': ({ good, key }) => sign({ ...good, exp: good.iat! - 1, iat: good.iat! - 900 }, key),
  'that is not good yet': ({ good, key }) => sign({ ...good, nbf: good.iat! + 60 }, key),
  'from the future': ({ good, key }) => sign({ ...good, iat: good.iat! + 60 }, key),
  'without an end': ({ good: { exp: _exp, ...rest }, key }) => sign(rest, key),
  'without a sign-in behind it': ({ good: { origin_jti: _origin, ...rest }, key }) => sign(rest, key),
  'with another tenant written in': async ({ good, key }) => {
    const [header, , signature] = (await sign(good, key)).split('.');
    return `${header}.${Buffer.from(JSON.stringify({ ...good, 'custom:tenant': 'acme' })).toString('base64url')}.${signature}`;
  },
  'whose signature is written otherwise': async ({ good, key }) => {
    const token = await sign(good, key);
    const other = otherTextOf(token);
    expect(Buffer.from(other.split('.')[2]!, 'base64url')).toEqual(Buffer.from(token.split('.')[2]!, 'base64url'));
    return other;
  },
  'whose signature is padded': async ({ good, key }) => `${await sign(good, key)}==`,
  'that is none': () => 'a.b.c',
};
/** The same bytes with other unused bits in the last sign. */
const otherTextOf = (token: string): string => token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1);
const sign = (claims: JWTPayload, key: JWK): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: key.kid! }).sign(key);

describe('a token is not believed', () => {
  let here: ReturnType<typeof open>;
  let own: JWK;
  let kept: TestContext;
  beforeAll(async () => {
    here = open();
    kept = context;
    own = await exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey);
  });
  afterAll(() => kept.remove());

  it.each(Object.keys(forged))('%s', async (name) => {
    const { tokens, keys, user, signIn } = here;
    const { standing } = signIn();
    const good = (await tokens.verify(pool('p'), (await tokens.issue(client, user, standing)).id_token, ['doors'])) as JWTPayload;
    const key = await keys.current('p');
    await expect(believed(tokens, await sign(good, key)), 'the control').resolves.toBeDefined();
    await expect(believed(tokens, await forged[name]!({ good, key, own }))).rejects.toBeInstanceOf(BadToken);
  });

  it('once its time is over, and not after the clock was set back before it', async () => {
    const { tokens, user, signIn } = here;
    const { id_token: id } = await tokens.issue(client, user, signIn().standing);
    await context.time.advance(14 * MINUTE);
    await expect(believed(tokens, id)).resolves.toBeDefined();
    await context.time.advance(2 * MINUTE);
    await expect(believed(tokens, id)).rejects.toThrow('expired');
    const { id_token: made } = await tokens.issue(client, user, signIn().standing);
    await context.time.advance(-30 * MINUTE);
    await expect(believed(tokens, made)).rejects.toBeInstanceOf(BadToken);
  });
});
