import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { awsClients } from '../../../cloud/adapters/aws/clients.ts';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignInWay } from '../../contract/sign-in.ts';
import { openSecrets } from '../secrets/secrets.ts';
import { type CognitoApp, startBrowserSignIn } from './cognito.ts';
import { rolesOf, startDeviceSignIn } from './identity-center.ts';
import { createLogin } from './login.ts';
import { openSignIns, type SignIn } from './sign-ins.ts';
import { clientId, jwt, pool, startTestAws, type TestAws } from './testing/aws.ts';
import { isSignInPage, realWeb, type Web } from './web.ts';

const home = mkdtempSync(join(tmpdir(), 'lq-sign-in-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let aws: TestAws;
let clock = 0;
let slept: number[] = [];
/** The real network, and a clock that runs only while somebody sleeps. */
const web: Web = {
  ...realWeb,
  now: () => clock,
  sleep: async (milliseconds, signal) => {
    signal.throwIfAborted();
    slept.push(milliseconds);
    clock += milliseconds;
  },
};
beforeEach(async () => {
  clock = 1_800_000_000_000;
  slept = [];
  aws = await startTestAws(() => clock);
});
afterEach(() => aws.close());

const never = (): AbortSignal => new AbortController().signal;
const center = () => ({ region: 'eu-central-1', startUrl: `${aws.origin}/start`, endpoints: { oidc: aws.origin, portal: aws.origin } });
const refusing = (error: string) => () => [400, { error, error_description: error }] as const;
const newSignIns = (dataDir = mkdtempSync(join(home, 'data-'))) => ({
  dataDir,
  ...openSignIns({ secrets: openSecrets({ dataDir }), web }),
});
const signInByCenter = async (change: object = {}): Promise<SignIn> => {
  const { finish } = await startDeviceSignIn(web, center());
  return { by: 'identity-center', ...center(), account: '111111111111', role: 'Designer', tokens: await finish(never()), ...change };
};

describe('IAM Identity Center', () => {
  test('waits at the pace that the service wants until the person has signed in', async () => {
    aws.instead.set('POST /token', ['authorization_pending', 'slow_down', 'authorization_pending'].map(refusing));
    const device = await startDeviceSignIn(web, center());
    expect(device).toMatchObject({ code: 'ABCD-EFGH', page: `${aws.origin}/device?user_code=ABCD-EFGH` });
    expect(await device.finish(never())).toMatchObject({ access: 'access1', refresh: 'refresh1', until: clock + 3_600_000 });
    expect(slept).toEqual([1000, 1000, 6000, 6000]);
  });

  test.each([
    ['expired_token', 'sign-in-expired'],
    ['access_denied', 'sign-in-denied'],
    ['invalid_grant', 'sign-in-denied'],
  ])('%s ends it in words', async (error, code) => {
    aws.instead.set('POST /token', [refusing(error)]);
    const { finish } = await startDeviceSignIn(web, center());
    await expect(finish(never())).rejects.toMatchObject({ code, hint: expect.stringContaining('Sign in again') });
  });

  test('a code that nobody confirms ends with its time, whatever the service says', async () => {
    aws.instead.set(
      'POST /token',
      Array.from({ length: 700 }, () => refusing('authorization_pending')),
    );
    const { finish } = await startDeviceSignIn(web, center());
    await expect(finish(never())).rejects.toMatchObject({ code: 'sign-in-expired' });
    expect(slept).toHaveLength(600);
  });

  test('is cancelled between two questions', async () => {
    const stop = new AbortController();
    aws.instead.set('POST /token', [
      () => {
        stop.abort();
        return [400, { error: 'authorization_pending' }];
      },
    ]);
    const { finish } = await startDeviceSignIn(web, center());
    await expect(finish(stop.signal)).rejects.toMatchObject({ code: 'sign-in-cancelled' });
    expect(aws.asked.filter((name) => name === 'POST /token')).toHaveLength(1);
  });

  test('a page that is not AWS’s is not opened', async () => {
    const device = { deviceCode: 'd', userCode: 'A', verificationUri: 'https://awsapps.com.evil.example/', expiresIn: 600 };
    aws.instead.set('POST /device_authorization', [() => [200, device]]);
    await expect(startDeviceSignIn(web, center())).rejects.toMatchObject({ code: 'foreign-page' });
  });

  test.each([
    ['https://device.sso.eu-central-1.amazonaws.com/?user_code=A', true],
    ['https://acme.awsapps.com/start/#/device', true],
    ['http://device.sso.eu-central-1.amazonaws.com/', false],
    ['https://amazonaws.com@evil.example/', false],
    ['https://evilamazonaws.com/', false],
    ['javascript:alert(1)', false],
    ['file:///etc/passwd', false],
    ['', false],
  ])('%s is a page to sign in at: %s', (url, is) => {
    expect(isSignInPage(url, 'https://acme.example/start')).toBe(is);
  });

  test('a start page that nobody knows, and a service that says something else, are said', async () => {
    await expect(startDeviceSignIn(web, { ...center(), startUrl: `${aws.origin}/nobody` })).rejects.toMatchObject({
      code: 'bad-start-url',
    });
    aws.instead.set('POST /client/register', [() => [200, { clientId: 7 }]]);
    await expect(startDeviceSignIn(web, center())).rejects.toMatchObject({ code: 'bad-answer' });
    aws.close();
    await expect(startDeviceSignIn(web, center())).rejects.toMatchObject({ code: 'service-away' });
  });

  test('tells every account and role, page after page', async () => {
    await signInByCenter();
    expect(await rolesOf(web, center(), 'access1')).toEqual([
      { account: '111111111111', name: 'First', role: 'Designer' },
      { account: '222222222222', name: 'Second', role: 'Designer' },
    ]);
  });
});

describe('Cognito', () => {
  const app = (): CognitoApp => ({
    domain: aws.origin,
    clientId,
    pool,
    identityPool: 'eu-central-1:1',
    endpoints: { identity: `${aws.origin}/identity`, issuer: `${aws.origin}/issuer` },
  });
  const begin = (patience = 5000) => startBrowserSignIn(web, { ...app(), redirect: 'http://127.0.0.1:0/signed-in', patience });
  /** What the browser is sent back to, without going there. */
  const backOf = async (page: string): Promise<URL> => new URL((await fetch(page, { redirect: 'manual' })).headers.get('location')!);
  const get = async (url: URL | string): Promise<number> => (await fetch(url)).status;

  test('signs in by the system’s browser, with a challenge, a state and a nonce of its own', async () => {
    const { page, finish } = await begin();
    const asked = new URL(page).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
    expect(asked.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/signed-in$/);
    const done = finish(never());
    expect(await get(page)).toBe(200);
    expect(await done).toMatchObject({ refresh: 'r', until: clock + 3_600_000 });
    expect((await begin()).page).not.toBe(page);
  });

  test('says in one sentence that its port is taken, and what to do where the port is not the person’s to choose', async () => {
    const warned: string[] = [];
    const warn = ({ name }: Error): void => void warned.push(name);
    process.on('warning', warn);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const redirect = `http://127.0.0.1:${(other.address() as AddressInfo).port}/signed-in`;
    await expect(startBrowserSignIn(web, { ...app(), redirect, ifTaken: 'Stop it.' })).rejects.toMatchObject({
      code: 'port-taken',
      hint: 'Stop it.',
    });
    expect(warned).toEqual([]);
    process.off('warning', warn);
    other.close();
  });

  test('whoever does not know the state ends nothing; the right answer still counts', async () => {
    const { page, finish } = await begin();
    const done = finish(never());
    const back = await backOf(page);
    const wrong = (change: (url: URL) => void): URL => {
      const url = new URL(back);
      change(url);
      return url;
    };
    expect(await get(wrong((url) => url.searchParams.set('state', 'x'.repeat(43))))).toBe(400);
    expect(await get(wrong((url) => url.searchParams.delete('state')))).toBe(400);
    expect(await get(wrong((url) => url.searchParams.append('state', 'another')))).toBe(400);
    expect(await get(wrong((url) => url.searchParams.delete('code')))).toBe(400);
    expect(await get(wrong((url) => (url.pathname = '/')))).toBe(404);
    expect(await get(wrong((url) => (url.hostname = 'localhost')))).toBe(421);
    expect((await fetch(back, { method: 'POST' })).status).toBe(404);
    expect(await get(back)).toBe(200);
    // Used twice: the second one is told that it is over.
    expect(await get(back)).toBe(400);
    await expect(done).resolves.toBeDefined();
    expect(aws.asked.filter((name) => name === 'POST /oauth2/token')).toHaveLength(1);
  });

  test('a code that somebody else has used is refused in words', async () => {
    const { page, finish } = await begin();
    const done = finish(never());
    const back = await backOf(page);
    const redirect = new URL(page).searchParams.get('redirect_uri')!;
    const code = back.searchParams.get('code')!;
    const stolen = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: 'guessed' });
    expect((await fetch(`${aws.origin}/oauth2/token`, { method: 'POST', body: stolen })).status).toBe(400);
    await Promise.all([
      get(back),
      expect(done).rejects.toMatchObject({ code: 'sign-in-denied', message: expect.stringContaining('invalid_grant') }),
    ]);
  });

  test('an answer that names another issuer is not taken to the pool', async () => {
    const { page, finish } = await begin();
    const done = finish(never());
    const back = await backOf(page);
    back.searchParams.set('iss', 'https://evil.example');
    await Promise.all([get(back), expect(done).rejects.toMatchObject({ code: 'foreign-sign-in' })]);
    expect(aws.asked).not.toContain('POST /oauth2/token');
  });

  test.each([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another application', { aud: 'other' }],
    ['that answers another question', { nonce: 'other' }],
    ['that has ended', { exp: 1 }],
    ['for another use', { token_use: 'access' }],
  ])('a token %s is not kept', async (_, change) => {
    const { page, finish } = await begin();
    const right = {
      iss: `${aws.origin}/issuer`,
      aud: clientId,
      exp: clock / 1000 + 60,
      token_use: 'id',
      nonce: new URL(page).searchParams.get('nonce'),
    };
    aws.instead.set('POST /oauth2/token', [() => [200, { id_token: jwt({ ...right, ...change }), expires_in: 60 }]]);
    await Promise.all([get(page), expect(finish(never())).rejects.toMatchObject({ code: 'foreign-sign-in' })]);
  });

  test('refused in the browser, nobody there, and cancelled are three sentences', async () => {
    const refused = await begin();
    const back = await backOf(refused.page);
    back.searchParams.delete('code');
    back.searchParams.set('error', 'access_denied');
    await Promise.all([
      get(back).catch(() => 0),
      expect(refused.finish(never())).rejects.toMatchObject({ code: 'sign-in-denied', message: expect.stringContaining('access_denied') }),
    ]);
    await expect((await begin(20)).finish(never())).rejects.toMatchObject({ code: 'sign-in-expired' });
    await expect((await begin()).finish(AbortSignal.abort())).rejects.toMatchObject({ code: 'sign-in-cancelled' });
  });

  test.each(['http://evil.example/signed-in', 'https://127.0.0.1:8976/', 'http://127.0.0.1:8976/?x=1', 'signed-in'])(
    'the browser is not sent back to %s',
    async (redirect) => {
      await expect(startBrowserSignIn(web, { ...app(), redirect })).rejects.toMatchObject({ code: 'bad-redirect' });
    },
  );

  test('gives credentials by an identity pool, renewed when they end; without one it says so', async () => {
    const { page, finish } = await begin();
    const [tokens] = await Promise.all([finish(never()), get(page)]);
    const signIns = newSignIns();
    await signIns.keep({ by: 'cognito', ...app(), tokens });
    expect(await signIns.credentials()).toMatchObject({ accessKeyId: 'POOL', sessionToken: 'session' });
    clock += 3_400_000;
    expect((await signIns.credentials()).expiration.getTime()).toBe(clock + 3_600_000);
    const { identityPool: _none, ...without } = app();
    await signIns.keep({ by: 'cognito', ...without, tokens });
    await expect(signIns.credentials()).rejects.toMatchObject({ code: 'no-identity-pool' });
  });
});

describe('what a sign-in gives', () => {
  test('credentials are asked for once, renewed in time, and by one question however many wait', async () => {
    const signIns = newSignIns();
    await signIns.keep(await signInByCenter());
    const all = await Promise.all([signIns.credentials(), signIns.credentials(), signIns.credentials()]);
    expect(all.map(({ accessKeyId }) => accessKeyId)).toEqual(['KEY1', 'KEY1', 'KEY1']);
    expect(aws.asked.filter((name) => name === 'GET /federation/credentials')).toHaveLength(1);
    clock += 3_400_000;
    const renewed = await Promise.all([signIns.credentials(), signIns.credentials()]);
    expect(renewed.map(({ accessKeyId }) => accessKeyId)).toEqual(['KEY2', 'KEY2']);
    // The new refresh token is kept: the old one was good for one use.
    const again = newSignIns(signIns.dataDir);
    clock += 3_400_000;
    expect((await again.credentials()).accessKeyId).toBe('KEY3');
  });

  test('what has ended, what was never begun and what may not be are told apart', async () => {
    const signIns = newSignIns();
    await expect(signIns.credentials()).rejects.toMatchObject({ code: 'not-signed-in' });
    await signIns.keep(await signInByCenter({ role: undefined }));
    await expect(signIns.credentials()).rejects.toMatchObject({ code: 'no-role' });
    await signIns.keep(await signInByCenter({ role: 'Owner' }));
    await expect(signIns.credentials()).rejects.toMatchObject({ code: 'role-refused' });
    aws.instead.set('POST /token', [refusing('invalid_grant')]);
    clock += 3_600_000;
    await expect(signIns.credentials()).rejects.toMatchObject({ code: 'sign-in-ended', hint: 'Sign in again: lq login.' });
  });

  test('ends here and at the service', async () => {
    const signIns = newSignIns();
    await signIns.keep(await signInByCenter());
    await signIns.credentials();
    await signIns.end();
    expect(aws.asked).toContain('POST /logout');
    await expect(signIns.credentials()).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  test('the clients of the cloud take them as they take any: the SDK signs with them', async () => {
    const signIns = newSignIns();
    await signIns.keep(await signInByCenter());
    let signed: unknown;
    const s3 = createServer(({ headers }, response) => {
      signed = [headers.authorization?.includes('Credential=KEY1/'), headers['x-amz-security-token']];
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => s3.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(s3.address() as { port: number }).port}`;
    const clients = awsClients({ endpoint, region: 'eu-central-1', credentials: () => signIns.credentials() });
    await clients.s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })).catch(() => {});
    clients.close();
    s3.close();
    expect(signed).toEqual([true, 'session']);
  });

  test('Studio begins it, waits, chooses a role and ends it, and no secret reaches the page', async () => {
    const dataDir = mkdtempSync(join(home, 'data-'));
    const signIns = openSignIns({ secrets: openSecrets({ dataDir }), web });
    const login = createLogin({ signIns, web, endpoints: { center: { oidc: aws.origin, portal: aws.origin } } });
    const way = { by: 'identity-center', startUrl: `${aws.origin}/start`, region: 'eu-central-1' } as const;
    expect(await login.state()).toEqual({ at: 'out' });
    expect(await login.begin(way)).toEqual({ at: 'waiting', page: `${aws.origin}/device?user_code=ABCD-EFGH`, code: 'ABCD-EFGH' });
    await expect.poll(async () => (await login.state()).at).toBe('in');
    const signedIn = await login.state();
    expect(signedIn).toMatchObject({ where: way.startUrl, roles: [{ account: '111111111111' }, { account: '222222222222' }] });
    expect(JSON.stringify(signedIn)).not.toContain('access1');
    expect(await login.choose({ account: '111111111111', role: 'Designer' })).toMatchObject({ role: 'Designer', roles: [] });
    expect((await signIns.credentials()).accessKeyId).toBe('KEY1');
    expect(await login.end()).toEqual({ at: 'out' });

    aws.instead.set('POST /token', [refusing('access_denied')]);
    await login.begin(way);
    await expect.poll(async () => (await login.state()).at).toBe('out');
    expect(await login.state()).toMatchObject({ why: { message: 'The sign-in was refused in the browser.' } });

    // Called off: nothing that comes later counts.
    await login.begin(way);
    expect(await login.end()).toEqual({ at: 'out' });
    await new Promise((resolve) => void setTimeout(resolve, 30));
    expect(await login.state()).toEqual({ at: 'out' });
  });

  test('one that is begun anew takes the address that the browser comes back to from the one before', async () => {
    const signIns = openSignIns({ secrets: openSecrets({ dataDir: mkdtempSync(join(home, 'data-')) }), web });
    const login = createLogin({ signIns, web });
    const port = await new Promise<number>((resolve) => {
      const free = createServer().listen(0, '127.0.0.1', () => {
        const { port: found } = free.address() as { port: number };
        free.close(() => resolve(found));
      });
    });
    const way = { by: 'cognito', domain: aws.origin, clientId, pool, redirect: `http://127.0.0.1:${port}/signed-in` } as const;
    const first = await login.begin(way);
    const second = await login.begin(way);
    expect([first.at, second.at]).toEqual(['waiting', 'waiting']);
    await login.close();
    expect(await login.state()).toEqual({ at: 'out' });
  });

  test.each([
    { by: 'identity-center', startUrl: 'http://acme.awsapps.com/start', region: 'eu-central-1' },
    { by: 'identity-center', startUrl: 'https://acme.awsapps.com/start', region: 'evil.example/#' },
    { by: 'identity-center', startUrl: 'https://a@acme.awsapps.com/', region: 'eu-central-1' },
    { by: 'identity-center', startUrl: 'https://acme.awsapps.com/', region: 'eu-central-1', account: '../1' },
    { by: 'cognito', domain: 'https://acme.example', clientId: 'c', pool: 'evil.example/_x' },
    { by: 'cognito', domain: 'file:///etc', clientId: 'c', pool },
  ])('%j is no way to sign in', (way) => {
    expect(SignInWay.safeParse(way).success).toBe(false);
  });
});
