/**
 * What the roles of the stack may do, tried on the wire: a user with exactly the policy of a role and the tag of a tenant makes calls that the
 * role needs, which are answered, and calls beyond it, which are refused by a statement. Run it alone:
 * `vitest run --project node test/contract/role-rights.test.ts`.
 */
import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand, UpdateItemCommand, DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const refused = { name: expect.stringMatching(/^AccessDenied/) as string };

describe('the role in which pictures are drawn', () => {
  it('reads the packages and puts the pictures of its tenant, and nothing of another’s', async () => {
    const { s3 } = await as(/TenantPictureRole/);
    const tries = (tenant: string) => ({
      'reading an asset': () => s3.send(new GetObjectCommand({ Bucket, Key: `tenants/${tenant}/assets/a` })),
      'reading a manifest': () => s3.send(new GetObjectCommand({ Bucket, Key: `tenants/${tenant}/levels/l/manifests/m.json` })),
      'putting a picture': () => s3.send(new PutObjectCommand({ Bucket, Key: `tenants/${tenant}/thumbnails/p.png`, Body: 'x' })),
    });
    for (const [name, attempt] of Object.entries(tries('demo'))) await expect(attempt(), name).resolves.toBeDefined();
    for (const [name, attempt] of Object.entries(tries('acme'))) await expect(attempt(), name).rejects.toMatchObject(refused);
    await expect(
      s3.send(new PutObjectCommand({ Bucket, Key: 'tenants/demo/levels/l/live/HEAD', Body: '{}' })),
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
    const put = (Key: string, more: object = { IfNoneMatch: '*' }) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));
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
    const put = (more: object) => s3.send(new PutObjectCommand({ Bucket, Key: 'tenants/demo/audit/s/0-1.ndjson', Body: 'x', ...more }));
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
