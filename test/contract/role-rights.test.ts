/**
 * What the roles of the stack may do, tried on the wire: a user with exactly the policy of a role and the tag of a tenant makes calls that the
 * role needs, which are answered, and calls beyond it, which are refused by a statement. Run it alone:
 * `vitest run --project node test/contract/role-rights.test.ts`.
 */
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  DeleteItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encryptionFor } from '../../cloud/adapters/aws/object-encryption.ts';
import { openProductCloud, type ProductCloud } from './harness/product-cloud.ts';
import { roleUser } from './harness/role-user.ts';

let cloud: ProductCloud;
let Bucket: string;
let TableName: string;
beforeAll(async () => {
  cloud = await openProductCloud();
  ({ BucketName: Bucket, TableName } = cloud.target.outputs);
  const s3 = new S3Client(settings(cloud.local.operator));
  for (const tenant of ['demo', 'acme'])
    for (const Key of [`tenants/${tenant}/assets/a`, `tenants/${tenant}/levels/l/manifests/m.json`])
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  s3.destroy();
}, 240_000);
afterAll(() => cloud.close());

const settings = (credentials: { accessKeyId: string; secretAccessKey: string }) => ({
  endpoint: cloud.target.endpoint!,
  region: cloud.target.region,
  credentials,
  maxAttempts: 1,
  forcePathStyle: true,
});

/** Clients with the rights that a role of the template has for the tenant `demo`. */
async function as(role: RegExp): Promise<{ s3: S3Client; dynamodb: DynamoDBClient }> {
  const keys = settings(await roleUser(cloud, role, 'demo'));
  return { s3: new S3Client(keys), dynamodb: new DynamoDBClient(keys) };
}

/** A key and how an object is put there. */
const sealed = (Key: string) => ({ Key, ...encryptionFor(Key) });

const refused = { name: expect.stringMatching(/^AccessDenied/) as string };

describe('the role in which pictures are drawn', () => {
  it('reads the packages and puts the pictures of its tenant, and nothing of another’s', async () => {
    const { s3 } = await as(/TenantPictureRole/);
    const picture = (tenant: string) => sealed(`tenants/${tenant}/thumbnails/p.png`);
    const tries = (tenant: string) => ({
      'reading an asset': () => s3.send(new GetObjectCommand({ Bucket, Key: `tenants/${tenant}/assets/a` })),
      'reading a manifest': () => s3.send(new GetObjectCommand({ Bucket, Key: `tenants/${tenant}/levels/l/manifests/m.json` })),
      'putting a picture': () => s3.send(new PutObjectCommand({ Bucket, ...picture(tenant), Body: 'x' })),
    });
    for (const [name, attempt] of Object.entries(tries('demo'))) await expect(attempt(), name).resolves.toBeDefined();
    for (const [name, attempt] of Object.entries(tries('acme'))) await expect(attempt(), name).rejects.toMatchObject(refused);
    await expect(
      s3.send(new PutObjectCommand({ Bucket, ...sealed('tenants/demo/levels/l/live/HEAD'), Body: '{}' })),
      'moving a channel of its own tenant',
    ).rejects.toMatchObject(refused);
  });
});

describe('the role in which a session’s own host works', () => {
  it('writes sessions of its tenant, keeps their commands where nothing is, and touches no other’s, no level and no audit', async () => {
    const { s3, dynamodb } = await as(/TenantHostRole/);
    const update = (pk: string, sk: string, attribute = 'beat') =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk: { S: pk }, sk: { S: sk } },
          UpdateExpression: 'SET #a = :v',
          ExpressionAttributeNames: { '#a': attribute },
          ExpressionAttributeValues: { ':v': { S: 'x' } },
        }),
      );
    const put = (Key: string, more: object = { IfNoneMatch: '*' }) =>
      s3.send(new PutObjectCommand({ Bucket, ...sealed(Key), Body: 'x', ...more }));
    const allowed = {
      'its session’s HEAD': () => update('TENANT#demo#SESSION#s-h', 'HEAD'),
      'a segment of commands': () => put('tenants/demo/segments/1'),
      'a checkpoint': () => put('tenants/demo/checkpoints/1'),
      'an asset': () => s3.send(new GetObjectCommand({ Bucket, Key: 'tenants/demo/assets/a' })),
    };
    const beyond = {
      'another tenant’s session': () => update('TENANT#acme#SESSION#s-h', 'HEAD'),
      'another tenant’s segment': () => put('tenants/acme/segments/1'),
      'a segment that is there': () => put('tenants/demo/segments/1', {}),
      'another tenant’s asset': () => s3.send(new GetObjectCommand({ Bucket, Key: 'tenants/acme/assets/a' })),
      'a record of the audit': () => update('TENANT#demo#SESSION#s-h', 'AUDIT#000000000001', 'record'),
      'the tenant’s people': () => update('TENANT#demo#DIRECTORY', 'PERSON#u-1'),
      'the tenant’s levels': () => update('TENANT#demo#LEVELS', 'LEVEL#l#live'),
      'a channel': () => put('tenants/demo/levels/l/live/HEAD'),
      'an item deleted': () =>
        dynamodb.send(new DeleteItemCommand({ TableName, Key: { pk: { S: 'TENANT#demo#SESSION#s-h' }, sk: { S: 'HEAD' } } })),
    };
    for (const [name, attempt] of Object.entries(allowed)) await expect(attempt(), name).resolves.toBeDefined();
    for (const [name, attempt] of Object.entries(beyond)) await expect(attempt(), name).rejects.toMatchObject(refused);
  });
});

describe('the role that writes the audit', () => {
  const record = { pk: { S: 'TENANT#demo#SESSION#s' }, sk: { S: 'AUDIT#000000000000' } };

  it('puts segments only where none is', async () => {
    const { s3 } = await as(/TenantAuditRole/);
    const put = (more: object) =>
      s3.send(new PutObjectCommand({ Bucket, ...sealed('tenants/demo/audit/s/0-1.ndjson'), Body: 'x', ...more }));
    await expect(put({ IfNoneMatch: '*' })).resolves.toBeDefined();
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    cloud.denied.length = 0;
    await expect(put({})).rejects.toMatchObject(refused);
    expect(cloud.denied[0]?.reason).toContain('"SealSegments" asks for Null of s3:if-none-match');
    await expect(s3.send(new DeleteObjectCommand({ Bucket, Key: 'tenants/demo/audit/s/0-1.ndjson' }))).rejects.toMatchObject(refused);
  });

  it('puts records and never changes or deletes one', async () => {
    const { dynamodb } = await as(/TenantAuditRole/);
    const Item = { ...record, record: { S: '{}' }, sha256: { S: '0' } };
    const ConditionExpression = 'attribute_not_exists(pk)';
    await expect(
      dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item, ConditionExpression } }] })),
    ).resolves.toBeDefined();
    const changes: Record<string, () => Promise<unknown>> = {
      'changing its text': () =>
        dynamodb.send(
          new UpdateItemCommand({
            TableName,
            Key: record,
            UpdateExpression: 'SET #r = :r',
            ExpressionAttributeNames: { '#r': 'record' },
            ExpressionAttributeValues: { ':r': { S: 'x' } },
          }),
        ),
      'changing its hash': () =>
        dynamodb.send(
          new UpdateItemCommand({
            TableName,
            Key: record,
            UpdateExpression: 'SET sha256 = :h',
            ExpressionAttributeValues: { ':h': { S: 'x' } },
          }),
        ),
      'deleting it': () => dynamodb.send(new DeleteItemCommand({ TableName, Key: record })),
      'putting a session’s HEAD': () =>
        dynamodb.send(new PutItemCommand({ TableName, Item: { ...record, sk: { S: 'HEAD' }, version: { N: '7' } } })),
      'changing a session’s HEAD': () =>
        dynamodb.send(
          new UpdateItemCommand({
            TableName,
            Key: { ...record, sk: { S: 'HEAD' } },
            UpdateExpression: 'SET version = :v',
            ExpressionAttributeValues: { ':v': { N: '7' } },
          }),
        ),
    };
    for (const [name, attempt] of Object.entries(changes)) await expect(attempt(), name).rejects.toMatchObject(refused);
    await expect(
      dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: { ...record, sk: { S: 'SEALED' } },
          UpdateExpression: 'SET #h = :h',
          ExpressionAttributeNames: { '#h': 'head' },
          ExpressionAttributeValues: { ':h': { S: '{}' } },
        }),
      ),
      'while it notes what it sealed',
    ).resolves.toBeDefined();
  });
});

describe('the roles of who hears events', () => {
  const key = (tenant: string, partition: string, sk = 'x') => ({ pk: { S: `TENANT#${tenant}#${partition}` }, sk: { S: sk } });
  const write = (dynamodb: DynamoDBClient, tenant: string, partition: string, attribute = 'said') =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: key(tenant, partition),
        UpdateExpression: 'SET #a = :v',
        ExpressionAttributeNames: { '#a': attribute },
        ExpressionAttributeValues: { ':v': { S: 'v' } },
      }),
    );
  const read = (dynamodb: DynamoDBClient, tenant: string, partition: string) =>
    dynamodb.send(new GetItemCommand({ TableName, Key: key(tenant, partition) }));
  const writable: Record<string, readonly string[]> = {
    TenantAchievementsRole: ['PLAYER#p-1', 'HEARD#achievements'],
    TenantNotificationsRole: ['NOTICES', 'HEARD#notifications'],
    TenantAnalyticsRole: [],
    TenantWarmingRole: ['HEARD#warming'],
  };
  const partitions = [
    ...new Set(Object.values(writable).flat()),
    'SESSION#s',
    'SESSIONS',
    'LEVELS',
    'LETTERS',
    'METER',
    'BUDGET',
    'DIRECTORY',
    'READ',
  ];

  it.each(Object.keys(writable))('%s writes where its effects are, marks among its own, and nothing else', async (role) => {
    const { dynamodb } = await as(new RegExp(role));
    const allowed = async (call: Promise<unknown>): Promise<boolean> => {
      const answer: unknown = await call.catch((error: unknown) => error);
      return !(answer instanceof Error);
    };
    const taken: string[] = [];
    for (const partition of partitions) {
      if (await allowed(write(dynamodb, 'demo', partition))) taken.push(partition);
      await expect(write(dynamodb, 'acme', partition), partition).rejects.toMatchObject(refused);
      await expect(read(dynamodb, 'acme', partition), partition).rejects.toMatchObject(refused);
    }
    expect(taken).toEqual(writable[role]);
  });

  it('read what they need: sessions, or nothing', async () => {
    for (const role of [/TenantAchievementsRole/, /TenantWarmingRole/])
      await expect(read((await as(role)).dynamodb, 'demo', 'SESSION#s'), role.source).resolves.toBeDefined();
    for (const role of [/TenantNotificationsRole/, /TenantAnalyticsRole/])
      await expect(read((await as(role)).dynamodb, 'demo', 'SESSION#s'), role.source).rejects.toMatchObject(refused);
    const { dynamodb } = await as(/TenantWarmingRole/);
    const all = new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'TENANT#demo#SESSION#s' } },
    });
    await expect(dynamodb.send(all), 'all of a session').rejects.toMatchObject(refused);
  });

  it('keep an event once, and never in another’s folder', async () => {
    const { s3 } = await as(/TenantAnalyticsRole/);
    const put = (Key: string, more: object = { IfNoneMatch: '*' }) =>
      s3.send(new PutObjectCommand({ Bucket, ...sealed(Key), Body: 'x', ...more }));
    await expect(put('tenants/demo/analytics/dt=2026-11-28/hour=09/e.ndjson')).resolves.toBeDefined();
    await expect(put('tenants/demo/analytics/dt=2026-11-28/hour=09/e.ndjson')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put('tenants/demo/analytics/dt=2026-11-28/hour=09/f.ndjson', {})).rejects.toMatchObject(refused);
    await expect(put('tenants/acme/analytics/dt=2026-11-28/hour=09/e.ndjson')).rejects.toMatchObject(refused);
    await expect(put('tenants/demo/levels/l/live/HEAD')).rejects.toMatchObject(refused);
  });

  it('let the door of a tenant note what was read, and change nothing that was told', async () => {
    const door = new DynamoDBClient(settings(cloud.demo.target.credentials as { accessKeyId: string; secretAccessKey: string }));
    await expect(write(door, 'demo', 'READ', 'upTo')).resolves.toBeDefined();
    await expect(write(door, 'demo', 'READ', 'said')).rejects.toMatchObject(refused);
    await expect(write(door, 'acme', 'READ', 'upTo')).rejects.toMatchObject(refused);
    for (const partition of ['NOTICES', 'PLAYER#p-1', 'HEARD#notifications'])
      await expect(write(door, 'demo', partition), partition).rejects.toMatchObject(refused);
    door.destroy();
  });

  it('and who says what happened says it in the names of the catalogue only, on the product’s bus, and reads nobody’s items', async () => {
    const keys = settings(await roleUser(cloud, /EventPublisherRole/, 'demo'));
    const bus = new EventBridgeClient(keys);
    const say = (Source: string, DetailType: string, EventBusName = String(cloud.local.outputs['BusName'])) =>
      bus.send(new PutEventsCommand({ Entries: [{ EventBusName, Source, DetailType, Detail: '{}' }] }));
    await expect(say('ledgerquest.session', 'SessionFinished.v1')).resolves.toMatchObject({ FailedEntryCount: 0 });
    await expect(say('aws.s3', 'SessionFinished.v1')).rejects.toMatchObject(refused);
    await expect(say('ledgerquest.session', 'Object Created')).rejects.toMatchObject(refused);
    await expect(say('ledgerquest.session', 'SessionFinished.v1', 'default')).rejects.toMatchObject(refused);
    bus.destroy();
    const dynamodb = new DynamoDBClient(keys);
    await expect(read(dynamodb, 'demo', 'SESSION#s')).rejects.toMatchObject(refused);
    dynamodb.destroy();
  });
});
