/**
 * Signing in to the target as an AWS client does, and what the keys that it gives may do: every role against every right, the other tenant, and
 * tokens that were taken away. Run it alone: `vitest run --project node test/contract/identity.test.ts`.
 */
import { DynamoDBClient, GetItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { roles, type Role } from '../../cloud/ports/index.ts';
import { encryptionFor } from '../../cloud/adapters/aws/object-encryption.ts';
import { permissions, type Permission } from '../../cloud/domain/publish/index.ts';
import { openProductCloud, type ProductCloud } from './harness/product-cloud.ts';
import { main } from '../../src-main/doors/cli/lq.ts';
import { announceDiscovery } from '../../src-main/services/data-folder/discovery.ts';
import { appOf, askIdentity, keysOf, signIn, tokenEndpoint, submit, type Keys } from './harness/sign-in.ts';

let cloud: ProductCloud;
let Bucket: string;
let TableName: string;
const password = 'correct horse battery';
const people = Object.fromEntries(roles.map((role) => [`${role}-person`, [role]]));
const users = new Map<string, string>();
const keys = new Map<Role, Keys>();

beforeAll(async () => {
  cloud = await openProductCloud();
  ({ BucketName: Bucket, TableName } = cloud.target.outputs);
  await cloud.operator.provisionTenant('demo', { people: { ...people, both: ['player', 'auditor'] } });
  for (const name of [...Object.keys(people), 'both']) users.set(name, await cloud.operator.setPassword('demo', name, password));
  for (const role of roles) keys.set(role, await keysOf(cloud, await signIn(cloud, users.get(`${role}-person`)!, password)));
  const s3 = s3As(cloud.local.operator);
  for (const tenant of ['demo', 'acme', 'demo2'])
    for (const path of ['levels/l/manifests/m.json', 'audit/a', 'checkpoints/c'])
      await s3.send(new PutObjectCommand({ Bucket, Key: `tenants/${tenant}/${path}`, Body: 'x' }));
}, 240_000);
afterAll(() => cloud.close());

const settings = (credentials: Keys) => ({
  endpoint: cloud.target.endpoint!,
  region: cloud.target.region,
  credentials,
  maxAttempts: 1,
  forcePathStyle: true,
});
const s3As = (credentials: Keys): S3Client => new S3Client(settings(credentials));
const refused = { name: expect.stringMatching(/^AccessDenied/) as string };

let uploads = 0;
/** One thing that a right is for, with the keys of somebody. Rights that are not here are the API's to grant, and no keys have them. */
const deeds: Partial<Record<Permission, (keys: Keys, tenant: string) => Promise<unknown>>> = {
  publish: (who, tenant) => put(who, `tenants/${tenant}/levels/l/manifests/m-${(uploads += 1)}.json`),
  rollback: (who, tenant) => put(who, `tenants/${tenant}/levels/l/requests/r-${(uploads += 1)}.json`),
  readLevels: (who, tenant) => s3As(who).send(new GetObjectCommand({ Bucket, Key: `tenants/${tenant}/levels/l/manifests/m.json` })),
  readSessions: (who, tenant) => query(who, `TENANT#${tenant}#SESSIONS`),
  readAudit: (who, tenant) => s3As(who).send(new GetObjectCommand({ Bucket, Key: `tenants/${tenant}/audit/a` })),
  redrive: (who, tenant) => query(who, `TENANT#${tenant}#LETTERS`),
};
const put = (who: Keys, Key: string) =>
  s3As(who).send(new PutObjectCommand({ Bucket, Key, Body: 'x', IfNoneMatch: '*', ...encryptionFor(Key) }));
const query = (who: Keys, pk: string) =>
  new DynamoDBClient(settings(who)).send(
    new QueryCommand({ TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: pk } } }),
  );

describe('keys of somebody who has signed in', () => {
  const cells = roles.flatMap((role) => (Object.keys(deeds) as Permission[]).map((right) => [role, right] as const));

  it.each(cells)('as %s: %s, as the table of rights says', async (role, right) => {
    const may = (permissions[right] as readonly Role[]).includes(role);
    const outcome = deeds[right]!(keys.get(role)!, 'demo').then(
      () => 'done',
      ({ name }: Error) => (name.startsWith('AccessDenied') ? 'refused' : name),
    );
    expect(await outcome).toBe(may ? 'done' : 'refused');
  });

  it('reach nothing of another tenant, nor of one whose name begins like theirs', async () => {
    for (const tenant of ['acme', 'demo2'])
      for (const [right, deed] of Object.entries(deeds))
        await expect(deed!(keys.get('owner')!, tenant), `${right} in ${tenant}`).rejects.toMatchObject(refused);
  });

  it('change no session: that is the API’s, which asks each time', async () => {
    const dynamodb = new DynamoDBClient(settings(keys.get('owner')!));
    await expect(
      dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk: { S: 'TENANT#demo#SESSION#s' }, sk: { S: 'HEAD' } },
          UpdateExpression: 'SET phase = :p',
          ExpressionAttributeValues: { ':p': { S: 'ended' } },
        }),
      ),
    ).rejects.toMatchObject(refused);
    await expect(
      dynamodb.send(new GetItemCommand({ TableName, Key: { pk: { S: 'TENANT#demo#SESSION#s' }, sk: { S: 'HEAD' } } })),
      'reading it',
    ).resolves.toBeDefined();
  });

  it('of several roles are those of the role that may do most, or of one that is asked for', async () => {
    const tokens = await signIn(cloud, users.get('both')!, password);
    await expect(deeds.readAudit!(await keysOf(cloud, tokens), 'demo')).resolves.toBeDefined();
    const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1]!, 'base64url').toString()) as Record<string, string[]>;
    expect(claims['cognito:groups']).toEqual(['auditor', 'player']);
    const [, player = ''] = claims['cognito:roles']!;
    await expect(deeds.readAudit!(await keysOf(cloud, tokens, player), 'demo')).rejects.toMatchObject(refused);
    const owner = claims['cognito:roles']![0]!.replace('Auditor', 'Owner');
    await expect(keysOf(cloud, tokens, owner), 'a role that the token does not have').rejects.toThrow('NotAuthorizedException');
  });
});

describe('the sign-in', () => {
  it('is found by its discovery document', async () => {
    const { IssuerUrl, SignInUrl } = cloud.target.outputs;
    const document = (await (await fetch(`${IssuerUrl}/.well-known/openid-configuration`)).json()) as Record<string, string>;
    expect(document).toMatchObject({
      issuer: IssuerUrl,
      token_endpoint: `${SignInUrl}/oauth2/token`,
      code_challenge_methods_supported: ['S256'],
    });
    const { keys: known } = (await (await fetch(document['jwks_uri']!)).json()) as { keys: { kid: string; d?: string }[] };
    expect(known).toHaveLength(1);
    expect(known[0]!.d).toBeUndefined();
  });

  it('sends nobody to where the application is not registered to be answered, and asks for a challenge', async () => {
    const { client, redirect } = appOf(cloud);
    const ask = (change: Record<string, string>) =>
      fetch(
        `${cloud.target.outputs.SignInUrl}/oauth2/authorize?${new URLSearchParams({ response_type: 'code', client_id: client, redirect_uri: redirect, ...change }).toString()}`,
        { redirect: 'manual' },
      );
    const elsewhere = await ask({ redirect_uri: 'https://evil.example/' });
    expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([400, null]);
    expect((await ask({ client_id: 'nobody' })).status).toBe(400);
    expect((await ask({})).headers.get('location')).toContain('error=invalid_request');
  });

  it('refuses a wrong password, who there is not, and guesses that come too fast', async () => {
    await expect(signIn(cloud, users.get('player-person')!, 'a wrong password')).rejects.toThrow('401');
    await expect(signIn(cloud, 'demo.u-nobody', password)).rejects.toThrow('401');
    const guess = () => signIn(cloud, users.get('operator-person')!, 'a wrong password').catch((error: Error) => error.message);
    const answers: unknown[] = [];
    for (let count = 0; count < 6; count += 1) answers.push(await guess());
    expect(answers).toEqual([...Array<string>(5).fill('401'), '429']);
    await expect(signIn(cloud, users.get('operator-person')!, password), 'the right one has to wait as well').rejects.toThrow('429');
  });

  it('takes a code once: who shows it twice ends what came of it', async () => {
    let code: URLSearchParams | undefined;
    const tokens = await signIn(cloud, users.get('owner-person')!, password, (form) => (code = form));
    const again = await tokenEndpoint(cloud, Object.fromEntries(code!));
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await tokenEndpoint(cloud, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token })).toMatchObject({ status: 400 });
    await expect(keysOf(cloud, tokens)).rejects.toThrow('revoked');
  });

  it('gives no tokens for a code with another verifier', async () => {
    await expect(signIn(cloud, users.get('owner-person')!, password, (form) => form.set('code_verifier', 'x'.repeat(43)))).rejects.toThrow(
      'invalid_grant',
    );
  });
});

describe('a token that was taken away', () => {
  it('gives no keys once its sign-in was revoked, and another sign-in goes on', async () => {
    const [stolen, own] = [
      await signIn(cloud, users.get('designer-person')!, password),
      await signIn(cloud, users.get('designer-person')!, password),
    ];
    await expect(keysOf(cloud, stolen)).resolves.toBeDefined();
    await fetch(`${cloud.target.outputs.SignInUrl}/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: stolen.refresh_token, client_id: appOf(cloud).client }),
    });
    await expect(keysOf(cloud, stolen)).rejects.toThrow('revoked');
    expect(await tokenEndpoint(cloud, { grant_type: 'refresh_token', refresh_token: stolen.refresh_token })).toMatchObject({ status: 400 });
    await expect(keysOf(cloud, own)).resolves.toBeDefined();
    expect(await tokenEndpoint(cloud, { grant_type: 'refresh_token', refresh_token: own.refresh_token })).toMatchObject({ status: 200 });
  });

  it('gives no keys once its person lost a role, was given another password, or left', async () => {
    const name = 'leaver';
    const provision = (more: Record<string, Role[]>) =>
      cloud.operator.provisionTenant('demo', { people: { ...people, both: ['player', 'auditor'], ...more } });
    const fresh = async () => signIn(cloud, await cloud.operator.setPassword('demo', name, password), password);
    await provision({ [name]: ['owner', 'player'] });
    const owner = await fresh();
    await expect(keysOf(cloud, owner)).resolves.toBeDefined();
    await provision({ [name]: ['player'] });
    await expect(keysOf(cloud, owner)).rejects.toThrow('revoked');
    const player = await fresh();
    await cloud.operator.setPassword('demo', name, 'another horse battery');
    await expect(keysOf(cloud, player)).rejects.toThrow('revoked');
    const last = await fresh();
    await provision({});
    await expect(keysOf(cloud, last)).rejects.toThrow('revoked');
    expect(await tokenEndpoint(cloud, { grant_type: 'refresh_token', refresh_token: last.refresh_token })).toMatchObject({ status: 400 });
  });

  it('is none where it is not an identity token, unsigned, or shown to another pool', async () => {
    const tokens = await signIn(cloud, users.get('owner-person')!, password);
    await expect(keysOf(cloud, { ...tokens, id_token: tokens.access_token })).rejects.toThrow('Not an identity token');
    const [, claims = ''] = tokens.id_token.split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    await expect(keysOf(cloud, { ...tokens, id_token: `${header}.${claims}.` })).rejects.toThrow('NotAuthorizedException');
    const { identityPool, provider } = appOf(cloud);
    const ask = (Logins: object, IdentityPoolId = identityPool) => askIdentity(cloud, 'GetId', { IdentityPoolId, Logins });
    await expect(ask({})).rejects.toThrow('Unauthenticated');
    await expect(ask({ [`${provider}x`]: tokens.id_token })).rejects.toThrow('supported provider');
    await expect(ask({ [provider]: tokens.id_token }, 'eu-central-1:nobody')).rejects.toThrow('ResourceNotFound');
    await expect(ask({ [provider]: tokens.id_token })).resolves.toBeDefined();
  });
});

describe('lq login --tenant', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lq-tenant-'));
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const lq = async (args: string[], heard: (line: string) => void = () => {}): Promise<{ code: number; out: string; err: string }> => {
    const said = { out: '', err: '' };
    const code = await main(args, {
      out: (line) => {
        said.out += `${line}\n`;
        heard(line);
      },
      err: (line) => void (said.err += `${line}\n`),
    });
    return { code, ...said };
  };
  /** As a person does it: opens the page that is printed, signs in, and lets the browser come back. */
  const login = (tenant: string, username: string, word: string) =>
    lq(['login', '--tenant', tenant, '--no-browser'], (line) => {
      const page = /^Sign in on this page: (.+)$/.exec(line)?.[1];
      if (page !== undefined) void submit(page, username, word).then((to) => fetch(to));
    });

  beforeAll(() => {
    vi.stubEnv('LQ_DATA', dataDir);
    vi.stubEnv('XDG_STATE_HOME', join(dataDir, 'state'));
    const { endpoint, operator, region, outputs } = cloud.local;
    announceDiscovery({
      s3: endpoint,
      dynamodb: endpoint,
      endpoint,
      websocket: endpoint,
      playground: endpoint,
      studio: endpoint,
      region,
      ...operator,
      tenants: ['demo', 'acme'].map((id) => ({ id, ...operator })),
      pid: process.pid,
      dataDir,
      bucket: Bucket,
      table: TableName,
      launchSecret: 'x',
      engine: cloud.build,
      outputs: { ...outputs },
    });
  });

  it('signs a person in with a password told once, keeps it for them alone, and gives the keys of their role', async () => {
    const told = await lq(['people', 'password', 'auditor-person', '--tenant', 'demo', '--json']);
    const { user, password: word } = JSON.parse(told.out) as { user: string; password: string };
    expect(await login('demo', user, word)).toMatchObject({ code: 0, out: expect.stringContaining('only you can read') as string });
    expect(statSync(join(dataDir, 'secrets', 'tenant-demo.json')).mode & 0o777).toBe(0o600);
    const given = JSON.parse((await lq(['login', '--tenant', 'demo', '--credentials'])).out) as Record<string, string>;
    const theirs = { accessKeyId: given['AccessKeyId']!, secretAccessKey: given['SecretAccessKey']!, sessionToken: given['SessionToken']! };
    await expect(deeds.readAudit!(theirs, 'demo')).resolves.toBeDefined();
    await expect(deeds.readAudit!(theirs, 'acme')).rejects.toMatchObject(refused);
    await expect(deeds.publish!(theirs, 'demo')).rejects.toMatchObject(refused);
    const token = (await lq(['login', '--tenant', 'demo', '--token'])).out.trim();
    await expect(keysOf(cloud, { id_token: token })).resolves.toBeDefined();
    expect(await lq(['login', '--tenant', 'demo', '--out'])).toMatchObject({ code: 0 });
    await expect(keysOf(cloud, { id_token: token }), 'a token of a sign-in that was ended').rejects.toThrow('revoked');
    expect(await lq(['login', '--tenant', 'demo', '--token'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('lq login --tenant demo') as string,
    });
  });

  it('keeps nothing of a sign-in by somebody of another tenant, and knows no other tenant', async () => {
    const user = await cloud.operator.setPassword('acme', 'ben', password);
    expect(await login('demo', user, password)).toMatchObject({
      code: 2,
      err: expect.stringContaining('somebody of acme, not of demo') as string,
    });
    expect((await lq(['login', '--tenant', 'demo', '--token'])).code).toBe(2);
    expect((await lq(['api'])).out.trim()).toBe(cloud.target.outputs.ApiUrl);
    expect(await lq(['login', '--tenant', 'nobody'])).toMatchObject({ err: expect.stringContaining('no tenant nobody') as string });
    expect(await lq(['people', 'password', 'nobody', '--tenant', 'demo'])).toMatchObject({
      err: expect.stringContaining('knows no nobody') as string,
    });
  });
});
