import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { openSecrets } from '../../services/secrets/secrets.ts';
import { openSignIns } from '../../services/sign-in/sign-ins.ts';
import { startTestAws } from '../../services/sign-in/testing/aws.ts';
import { realWeb } from '../../services/sign-in/web.ts';
import { wayOf } from './commands/login.ts';
import { main } from './lq.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'lq-login-'));
vi.stubEnv('LQ_DATA', dataDir);
const aws = await startTestAws(Date.now);
afterAll(() => {
  aws.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const lq = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
  const said = { out: '', err: '' };
  const code = await main(args, { out: (line) => void (said.out += `${line}\n`), err: (line) => void (said.err += `${line}\n`) });
  return { code, ...said };
};

test('a sign-in is asked for its role, prints credentials as the AWS tools take them, and ends', async () => {
  expect(await lq('login')).toMatchObject({ code: 2, err: expect.stringContaining('not signed in') });
  const tokens = { client: { id: 'c', secret: 's', until: Date.now() + 1e9 }, access: 'access0', until: Date.now() + 3.6e6 };
  await openSignIns({ secrets: openSecrets({ dataDir }), web: realWeb }).keep({
    by: 'identity-center',
    startUrl: 'https://acme.awsapps.com/start',
    region: 'eu-central-1',
    endpoints: { oidc: aws.origin, portal: aws.origin },
    tokens,
  });
  expect(await lq('login')).toMatchObject({ code: 0, out: expect.stringContaining('--account 222222222222 --role Designer   (Second)') });
  expect(await lq('login', '--credentials')).toMatchObject({ code: 2, err: expect.stringContaining('lq login --account') });
  expect((await lq('login', '--account', '111111111111', '--role', 'Designer')).out).toBe(
    'You are signed in as Designer of the account 111111111111.\n',
  );
  const printed = JSON.parse((await lq('login', '--credentials')).out) as Record<string, unknown>;
  expect(printed).toMatchObject({ Version: 1, AccessKeyId: 'KEY0', SecretAccessKey: 'secret', SessionToken: 'session' });
  expect(Date.parse(String(printed['Expiration']))).toBeGreaterThan(Date.now());
  expect(await lq('login', '--out')).toMatchObject({ code: 0, out: 'You are signed out.\n' });
  expect((await lq('login', '--credentials')).code).toBe(2);
});

test('the whole of it: the page and its code, the one role there is, where it is kept', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_SSO_OIDC', aws.origin);
  vi.stubEnv('AWS_ENDPOINT_URL_SSO', aws.origin);
  const page = `${aws.origin}/device`;
  aws.instead.set('POST /device_authorization', [
    () => [200, { deviceCode: 'd', userCode: 'WXYZ', verificationUri: page, expiresIn: 60, interval: 0.01 }],
  ]);
  aws.instead.set('GET /assignment/accounts', [() => [200, { accountList: [{ accountId: '111111111111' }] }]]);
  const { code, out } = await lq('login', '--sso-start-url', `${aws.origin}/start`, '--region', 'eu-central-1', '--no-browser');
  expect(out.split('\n')).toEqual([
    `Sign in on this page: ${page}`,
    'It must show the code WXYZ; if it shows another, close it.',
    'You are signed in as Designer of the account 111111111111.',
    'It is kept in a file of your data folder that only you can read.',
    '',
  ]);
  expect(code).toBe(0);
});

test.each([
  [{ 'sso-start-url': 'https://a.awsapps.com/start' }, '--region'],
  [{ 'sso-start-url': 'http://a.awsapps.com/start', region: 'eu-central-1' }, '--sso-start-url: a sign-in is at an address'],
  [{ 'sso-start-url': 'https://a.awsapps.com/start', region: 'europe' }, '--region: a region is written as'],
  [{ 'sso-start-url': 'https://a/', 'cognito-domain': 'https://a/' }, 'not both'],
  [{ 'cognito-domain': 'https://a.example', client: 'c1' }, '--pool'],
  [{ 'cognito-domain': 'https://a.example', client: 'c 1', pool: 'eu-central-1_A' }, '--client: that is no client'],
])('%j is refused before anything is asked', (values, sentence) => {
  expect(() => wayOf(values)).toThrow(sentence);
});
