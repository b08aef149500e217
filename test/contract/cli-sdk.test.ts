/**
 * Unmodified AWS SDK v3 clients with nothing but what `lq up` prints: they list and read what was published, and each tenant's keys end at the
 * tenant. Every refusal stands beside the same call by who may, and names the statement of the policy that refused.
 * Run it alone: `vitest run --project node test/contract/cli-sdk.test.ts`.
 */
import { createHash } from 'node:crypto';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encryptionFor } from '../../cloud/adapters/aws/object-encryption.ts';
import { openHome, type Home, type Up } from './harness/up.ts';

// Many processes on a busy machine: nothing here depends on how long they take.
vi.setConfig({ testTimeout: 180_000 });

let home: Home;
let cloud: Up;
let Bucket: string;
let TableName: string;
/** What was published, and a session of it, by tenant. */
const packageHash: Record<string, string> = {};
const session: Record<string, string> = {};
const levelOf = { demo: 'beer-game', acme: 'hello-cube' } as const;
type Tenant = keyof typeof levelOf;
const tenants = ['demo', 'acme'] as const;
const other = { demo: 'acme', acme: 'demo' } as const;

beforeAll(async () => {
  home = openHome();
  cloud = await home.up();
  ({ bucket: Bucket, table: TableName } = cloud.discovery);
  for (const [tenant, sample] of [
    ['demo', 'supply-chain'],
    ['acme', 'hello-cube'],
  ] as const) {
    const published = await home.json<{ packageHash: string }>(['publish', `samples/${sample}`, '--tenant', tenant, '--as', 'ada']);
    packageHash[tenant] = published.packageHash;
    const started = await home.json<{ id: string }>(['session', 'start', '--level', levelOf[tenant], '--tenant', tenant, '--as', 'ada']);
    session[tenant] = started.id;
  }
}, 240_000);
afterAll(async () => {
  await cloud?.stop();
  home?.remove();
});

interface Clients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
}
const clients = (tenant?: Tenant): Clients => ({
  s3: new S3Client({ ...cloud.aws(tenant), forcePathStyle: true }),
  dynamodb: new DynamoDBClient(cloud.aws(tenant)),
});
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const refusalOf = async (call: Promise<unknown>): Promise<{ name: string; message: string }> =>
  call.then(
    () => ({ name: 'answered', message: '' }),
    (error: Error) => ({ name: error.name, message: error.message }),
  );

describe.each(['operator', ...tenants] as const)('with the keys of %s', (who) => {
  const tenant = who === 'operator' ? undefined : who;
  it.each(tenant === undefined ? tenants : [tenant])('what was published to %s is listed and read', async (of) => {
    const { s3, dynamodb } = clients(tenant);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `tenants/${of}/` }));
    const manifestKey = `tenants/${of}/levels/${levelOf[of]}/manifests/${packageHash[of]}.json`;
    expect(Contents.map(({ Key }) => Key)).toContain(manifestKey);
    const read = async (Key: string): Promise<Uint8Array> =>
      (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToByteArray();
    const manifest = await read(manifestKey);
    expect(sha256(manifest)).toBe(packageHash[of]);
    for (const file of (JSON.parse(new TextDecoder().decode(manifest)) as { files: { sha256: string }[] }).files)
      expect(sha256(await read(`tenants/${of}/assets/${file.sha256}`))).toBe(file.sha256);

    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `TENANT#${of}#LEVELS` } },
      }),
    );
    expect(Items.map(({ sk }) => sk!.S)).toContain(`LEVEL#${levelOf[of]}#live`);
    const head = await dynamodb.send(
      new GetItemCommand({ TableName, Key: { pk: { S: `TENANT#${of}#SESSION#${session[of]}` }, sk: { S: 'HEAD' } }, ConsistentRead: true }),
    );
    expect(head.Item).toBeDefined();
  });
});

it('the operator sees the table by its printed name', async () => {
  expect((await clients().dynamodb.send(new ListTablesCommand({}))).TableNames).toContain(TableName);
});

/** A key and how an object is put there. */
const sealed = (Key: string) => ({ Key, ...encryptionFor(Key) });

/** What a tenant's own keys may, and another tenant's may not, on the same thing. */
const calls: Record<string, (clients: Clients, owner: Tenant) => Promise<unknown>> = {
  'listing objects': ({ s3 }, owner) => s3.send(new ListObjectsV2Command({ Bucket, Prefix: `tenants/${owner}/` })),
  'reading a manifest': ({ s3 }, owner) =>
    s3.send(new GetObjectCommand({ Bucket, Key: `tenants/${owner}/levels/${levelOf[owner]}/manifests/${packageHash[owner]}.json` })),
  'reading a channel': ({ s3 }, owner) =>
    s3.send(new GetObjectCommand({ Bucket, Key: `tenants/${owner}/levels/${levelOf[owner]}/live/HEAD` })),
  'storing an asset': ({ s3 }, owner) =>
    s3.send(new PutObjectCommand({ Bucket, ...sealed(`tenants/${owner}/assets/${'9'.repeat(64)}`), Body: 'x', IfNoneMatch: '*' })),
  'reading a session': ({ dynamodb }, owner) =>
    dynamodb.send(new GetItemCommand({ TableName, Key: { pk: { S: sessionOf(owner) }, sk: { S: 'HEAD' } } })),
  'querying publications': ({ dynamodb }, owner) =>
    dynamodb.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `TENANT#${owner}#LEVELS` } },
      }),
    ),
  'writing into a session': ({ dynamodb }, owner) =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: sessionOf(owner) }, sk: { S: 'NOTE' } },
        UpdateExpression: 'SET note = :note',
        ExpressionAttributeValues: { ':note': { S: 'x' } },
      }),
    ),
};
const sessionOf = (tenant: Tenant): string => `TENANT#${tenant}#SESSION#${session[tenant]}`;

describe.each(Object.keys(calls))('%s', (name) => {
  it.each(tenants)('of %s is for its own keys only; the other’s are refused by a statement that is named', async (owner) => {
    const call = calls[name]!;
    await expect(call(clients(owner), owner), 'the owner').resolves.toBeDefined();
    const refusal = await refusalOf(call(clients(other[owner]), owner));
    expect(refusal.name).toMatch(/^AccessDenied/);
    expect(refusal.message).toContain(`ledgerquest-${other[owner]}`);
    expect(refusal.message).toMatch(/policy "door", statement "\w+"/);
  });
});

describe('no tenant, in its own part or another’s,', () => {
  const auditKey = (tenant: Tenant) => ({ pk: { S: sessionOf(tenant) }, sk: { S: 'AUDIT#000000000000' } });
  const never: Record<string, (clients: Clients, owner: Tenant) => Promise<unknown>> = {
    'moves a channel': ({ s3 }, owner) =>
      s3.send(new PutObjectCommand({ Bucket, ...sealed(`tenants/${owner}/levels/${levelOf[owner]}/live/HEAD`), Body: '{}' })),
    'deletes what was published': ({ s3 }, owner) =>
      s3.send(new DeleteObjectCommand({ Bucket, Key: `tenants/${owner}/levels/${levelOf[owner]}/manifests/${packageHash[owner]}.json` })),
    'puts an audit item': ({ dynamodb }, owner) =>
      dynamodb.send(new PutItemCommand({ TableName, Item: { ...auditKey(owner), record: { S: '{}' } } })),
    'updates an audit item': ({ dynamodb }, owner) =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: auditKey(owner),
          UpdateExpression: 'SET #record = :record',
          ExpressionAttributeNames: { '#record': 'record' },
          ExpressionAttributeValues: { ':record': { S: '{}' } },
        }),
      ),
    'updates an audit item inside a transaction': ({ dynamodb }, owner) =>
      dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Update: {
                TableName,
                Key: auditKey(owner),
                UpdateExpression: 'SET sha256 = :hash',
                ExpressionAttributeValues: { ':hash': { S: '0'.repeat(64) } },
              },
            },
          ],
        }),
      ),
    'deletes an audit item': ({ dynamodb }, owner) => dynamodb.send(new DeleteItemCommand({ TableName, Key: auditKey(owner) })),
    'gives itself roles': ({ dynamodb }, owner) =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk: { S: `TENANT#${owner}#DIRECTORY` }, sk: { S: 'PERSON#pia' } },
          UpdateExpression: 'SET #roles = :roles',
          ExpressionAttributeNames: { '#roles': 'roles' },
          ExpressionAttributeValues: { ':roles': { L: [{ S: 'owner' }] } },
        }),
      ),
    'lists the bucket as a whole': ({ s3 }) => s3.send(new ListObjectsV2Command({ Bucket })),
    'reads a tenant whose name begins like its own': ({ dynamodb }, owner) =>
      dynamodb.send(new GetItemCommand({ TableName, Key: { pk: { S: `TENANT#${owner}2#SESSION#s` }, sk: { S: 'HEAD' } } })),
  };
  /** Which statement refuses; where not even one comes near, that is what the refusal says. */
  const why: Record<string, RegExp> = {
    'puts an audit item': /denied by policy "door", statement "AuditIsNotYours"/,
    'updates an audit item': /denied by policy "door", statement "AuditIsNotYours"/,
    'updates an audit item inside a transaction': /denied by policy "door", statement "AuditIsNotYours"/,
    'deletes an audit item': /dynamodb:DeleteItem .*no statement allows it/,
    'deletes what was published': /s3:DeleteObject .*no statement allows it/,
  };
  it.each(Object.keys(never))('%s', async (name) => {
    for (const owner of tenants) {
      for (const who of tenants) {
        const refusal = await refusalOf(never[name]!(clients(who), owner));
        expect(refusal.name, `${who} in ${owner}`).toMatch(/^AccessDenied/);
        expect(refusal.message, `${who} in ${owner}`).toContain(`ledgerquest-${who}`);
        expect(refusal.message, `${who} in ${owner}`).toMatch(why[name] ?? /policy "door", statement "\w+"/);
      }
    }
  });

  it('has thereby changed anything: both audits are whole', async () => {
    for (const tenant of tenants)
      expect(await home.json(['audit', 'verify', '--tenant', tenant])).toMatchObject({ ok: true, findings: [] });
  });

  it('while the operator can do each of these; the audit tells afterwards', async () => {
    for (const [name, attempt] of Object.entries(never)) await expect(attempt(clients(), 'demo'), name).resolves.toBeDefined();
    expect(await home.json(['audit', 'verify', '--tenant', 'demo'], 1)).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([expect.objectContaining({ session: session['demo'] })]) as object[],
    });
    expect(await home.json(['audit', 'verify', '--tenant', 'acme'])).toMatchObject({ ok: true });
  });
});

describe('a request is refused', () => {
  const list = (keys: Partial<ReturnType<Up['aws']>>) =>
    refusalOf(
      new S3Client({ ...cloud.aws('demo'), ...keys, forcePathStyle: true }).send(
        new ListObjectsV2Command({ Bucket, Prefix: 'tenants/demo/' }),
      ),
    );
  it('with a wrong secret', async () => {
    const { accessKeyId, secretAccessKey } = cloud.aws('demo').credentials;
    const wrong = { accessKeyId, secretAccessKey: `${secretAccessKey.slice(0, -1)}${secretAccessKey.endsWith('A') ? 'B' : 'A'}` };
    expect((await list({ credentials: wrong })).name).toBe('SignatureDoesNotMatch');
  });
  it('with keys that nobody was given', async () => {
    const nobody = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: cloud.aws('demo').credentials.secretAccessKey };
    expect((await list({ credentials: nobody })).name).toBe('InvalidAccessKeyId');
  });
  it('and answered with the right ones', async () => {
    expect((await list({})).name).toBe('answered');
  });
});
