import { expect, test } from 'vitest';
import type { Secrets } from '../secrets/secrets.ts';
import { createTenantLogins } from './tenant-logins.ts';
import type { Web } from './web.ts';

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const [domain, clientId, pool] = ['http://127.0.0.1:4400/pool', 'c', 'eu-central-1_Abc'];
const tokenOf = (user: string): string =>
  `${base64({ alg: 'RS256' })}.${base64({ 'cognito:username': user, iss: `${domain}/issuer`, aud: clientId, exp: 4_000_000_000, token_use: 'id' })}.x`;
const now = 1_000_000;

/** What `lq login --tenant demo` has kept, or Studio; `renews` says whether the pool still knows the sign-in. */
function start({ user, until = now + 3_600_000, renews = true }: { user?: string; until?: number; renews?: boolean }) {
  const endpoints = { identity: `${domain}/identity`, issuer: `${domain}/issuer` };
  const kept = new Map<string, string>();
  if (user !== undefined)
    kept.set(
      'tenant-demo',
      JSON.stringify({ by: 'cognito', domain, clientId, pool, endpoints, tokens: { id: tokenOf(user), until, refresh: 'r' } }),
    );
  const secrets: Secrets = {
    keep: async (name, text) => (kept.set(name, text), 'file'),
    find: async (name) => kept.get(name),
    forget: (name) => void kept.delete(name),
  };
  const asked: string[] = [];
  const web: Web = {
    now: () => now,
    sleep: () => Promise.resolve(),
    fetch: (async (url: string) => {
      asked.push(new URL(url).pathname);
      return renews
        ? Response.json({ id_token: tokenOf(user ?? ''), expires_in: 900 })
        : Response.json({ error: 'invalid_grant' }, { status: 400 });
    }) as typeof fetch,
  };
  const changed: string[] = [];
  const logins = createTenantLogins({ dataDir: '/nowhere', secrets, web, onChanged: (tenant) => void changed.push(tenant) });
  return { logins, kept, asked, changed };
}

test('who has not signed in to a tenant is nobody else there', async () => {
  const { logins } = start({});
  expect(await logins.who('demo')).toBeUndefined();
  expect(await logins.state('demo')).toEqual({ at: 'out' });
});

test('who has signed in, here or by lq, is that person in that tenant and in no other', async () => {
  const { logins } = start({ user: 'demo.p-ben' });
  expect(await logins.who('demo')).toBe('p-ben');
  expect(await logins.state('demo')).toEqual({ at: 'in' });
  expect(await logins.who('acme')).toBeUndefined();
});

test('a sign-in is renewed before it ends, and stays the same person’s', async () => {
  const { logins, asked } = start({ user: 'demo.p-ben', until: now });
  expect(await logins.who('demo')).toBe('p-ben');
  expect(asked).toEqual(['/pool/oauth2/token']);
});

test.each([
  ['that the pool has ended', { user: 'demo.p-ben', until: now, renews: false }],
  ['of somebody of another tenant', { user: 'acme.p-ben' }],
])('a sign-in %s makes nobody somebody else: it says so until one signs out', async (_which, kept) => {
  const { logins, changed } = start(kept);
  await expect(logins.who('demo')).rejects.toMatchObject({ code: 'sign-in-ended', message: 'Your sign-in to demo has ended.' });
  expect(await logins.state('demo')).toMatchObject({ at: 'lost', why: { message: 'Your sign-in to demo has ended.' } });
  expect(await logins.end('demo')).toEqual({ at: 'out' });
  expect(changed).toEqual(['demo']);
  expect(await logins.who('demo')).toBeUndefined();
});
