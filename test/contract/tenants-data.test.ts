/**
 * What a tenant's data is worth to somebody who has the disk: nothing without its keys. Who is erased cannot be read back out of a copy, a tenant
 * that goes takes nothing of another's with it, and what is spent ends at the budget. Run it alone:
 * `vitest run --project node test/contract/tenants-data.test.ts`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encryptionFor } from '../../cloud/adapters/aws/object-encryption.ts';
import { keyAlias } from '../../cloud/adapters/aws/keys.ts';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';

/** What occurs nowhere by chance. */
const secret = 'quibble-zephyr-7731';
const person = 'Zephyrine Quill';

let cloud: ProductCloud;
let Bucket: string;
let TableName: string;
let PersonKeys: string;
const settings = (credentials: { accessKeyId: string; secretAccessKey: string }) => ({
  endpoint: cloud.target.endpoint!,
  region: cloud.target.region,
  credentials,
  maxAttempts: 1,
  forcePathStyle: true,
});
const clientsOf = (credentials: { accessKeyId: string; secretAccessKey: string }) => {
  const made = settings(credentials);
  return { s3: new S3Client(made), dynamodb: new DynamoDBClient(made), kms: new KMSClient(made) };
};
type Clients = ReturnType<typeof clientsOf>;
let operator: Clients;
let demo: Clients;
let acme: Clients;

beforeAll(async () => {
  cloud = await openProductCloud();
  ({ BucketName: Bucket, TableName, PersonKeysTableName: PersonKeys } = cloud.target.outputs);
  operator = clientsOf(cloud.local.operator);
  demo = clientsOf(cloud.demo.target.credentials as never);
  acme = clientsOf(cloud.acme.target.credentials as never);
  await cloud.operator.provisionTenant('demo', {
    people: { ada: ['owner'], pia: ['player'], [person]: ['designer'] },
    keys: cloud.demo.target.credentials as never,
  });
}, 240_000);
afterAll(async () => {
  for (const { s3, dynamodb, kms } of [operator, demo, acme]) for (const client of [s3, dynamodb, kms]) client.destroy();
  await cloud.close();
});

/** Files of the data folder in which a text stands. */
const filesWith = (text: string): string[] =>
  readdirSync(cloud.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text))
    .map(({ name }) => name);

describe('what a tenant keeps', () => {
  it('stands on the disk in no file, neither what it uploads nor what its people are called', async () => {
    const level = compileSample(cloud.engine, 'supply-chain', (files) => {
      const [path, source] = [...files].find(([name]) => name.startsWith('scripts/'))!;
      files.set(path, new TextEncoder().encode(`${new TextDecoder().decode(source)}\n// ${secret}\n`));
    });
    const proofs = cloud.engine.prove(level);
    await cloud.demo.publish({ tenant: 'demo', channel: 'live', level, engine: cloud.build.id, proofs, publisher: 'ada' });
    const { files } = await cloud.demo.package('demo', level.manifest.level, level.hash);
    expect([...files.values()].some((bytes) => new TextDecoder().decode(bytes).includes(secret))).toBe(true);
    const Key = 'tenants/demo/assets/planted';
    await demo.s3.send(new PutObjectCommand({ Bucket, Key, ...encryptionFor(Key), Body: secret, IfNoneMatch: '*' }));
    expect(await (await demo.s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString()).toBe(secret);
    expect((await cloud.demo.rolesOf('demo', person)).join()).toBe('designer');
    expect(filesWith(secret)).toEqual([]);
    expect(filesWith(person)).toEqual([]);
  });

  it('is not taken without its key, and lies in the open only where nobody’s is', async () => {
    const Key = 'tenants/demo/assets/open';
    await expect(demo.s3.send(new PutObjectCommand({ Bucket, Key, Body: secret, IfNoneMatch: '*' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect(
      demo.s3.send(new PutObjectCommand({ Bucket, Key, ...encryptionFor('tenants/acme/x'), Body: secret, IfNoneMatch: '*' })),
      'with another tenant’s key',
    ).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) as string });
    await expect(
      demo.s3.send(
        new PutObjectCommand({
          Bucket,
          Key,
          ...encryptionFor(Key),
          SSEKMSEncryptionContext: Buffer.from('{"tenant":"acme"}').toString('base64'),
          Body: secret,
          IfNoneMatch: '*',
        }),
      ),
      'with another tenant’s context',
    ).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) as string });
    // What the test looks for would be found.
    await operator.s3.send(new PutObjectCommand({ Bucket, Key: 'open', Body: `open-${secret}` }));
    expect(filesWith(`open-${secret}`)).toHaveLength(1);
  });
});

/** The entry of a person and their key, as whoever reads the tables finds them. */
const entryOf = async (tenant: string, name: string) => {
  const { id } = cloud.target.identities!.of(name)!;
  const at = (table: string, part: string) =>
    operator.dynamodb.send(
      new GetItemCommand({ TableName: table, Key: { pk: { S: `TENANT#${tenant}#${part}` }, sk: { S: `PERSON#${id}` } }, ConsistentRead: true }),
    );
  return { id, entry: (await at(TableName, 'DIRECTORY')).Item, key: (await at(PersonKeys, 'PERSONS')).Item };
};

describe('a person’s name', () => {
  it('opens with the tenant’s key, for that person, and neither for another tenant nor in another’s name', async () => {
    const { id, key } = await entryOf('demo', person);
    const open = ({ kms }: Clients, context: Record<string, string>) =>
      kms.send(new DecryptCommand({ CiphertextBlob: key!['wrapped']!.B!, KeyId: keyAlias('demo', 'data'), EncryptionContext: context }));
    await expect(open(demo, { tenant: 'demo', person: id })).resolves.toBeDefined();
    const denied = { name: 'AccessDeniedException' };
    await expect(open(acme, { tenant: 'demo', person: id }), 'another tenant').rejects.toMatchObject(denied);
    await expect(open(demo, { tenant: 'acme', person: id }), 'another context').rejects.toMatchObject(denied);
    await expect(open(demo, { tenant: 'demo' }), 'nobody’s').rejects.toMatchObject(denied);
    await expect(open(demo, { tenant: 'demo', person: 'u-other' }), 'another person').rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
    await expect(
      demo.kms.send(
        new GenerateDataKeyCommand({ KeyId: keyAlias('demo', 'data'), KeySpec: 'AES_256', EncryptionContext: { tenant: 'demo', person: id } }),
      ),
      'a door makes nobody a key',
    ).rejects.toMatchObject(denied);
  });

  it('that stood open before is sealed when the tenant is provisioned again, under the same id', async () => {
    const { id } = await entryOf('demo', 'ada');
    const Item = { pk: { S: 'TENANT#demo#DIRECTORY' }, sk: { S: `PERSON#${id}` }, name: { S: 'ada' }, roles: { L: [{ S: 'owner' }] } };
    await operator.dynamodb.send(new PutItemCommand({ TableName, Item }));
    expect(await cloud.demo.rolesOf('demo', 'ada'), 'it is read all the same').toEqual(['owner']);
    await cloud.operator.provisionTenant('demo', {
      people: { ada: ['owner'], pia: ['player'], [person]: ['designer'] },
      keys: cloud.demo.target.credentials as never,
    });
    const { entry } = await entryOf('demo', 'ada');
    expect(Object.keys(entry!).toSorted()).toEqual(['key', 'pk', 'roles', 'sealed', 'sk']);
    expect(await cloud.demo.nameOf('demo', id)).toBe('ada');
  });

  it('that was erased is not read out of a copy of the table that was made before', async () => {
    const before = await entryOf('demo', person);
    expect(await cloud.demo.nameOf('demo', before.id)).toBe(person);
    expect(await cloud.operator.erasePerson('demo', person)).toBe('erased');
    expect(await entryOf('demo', person)).toMatchObject({ entry: undefined, key: undefined });
    await operator.dynamodb.send(new PutItemCommand({ TableName, Item: before.entry! }));
    expect(await cloud.demo.nameOf('demo', before.id)).toBe('erased person');
    expect(await cloud.demo.rolesOf('demo', person)).toEqual([]);
    // Only the key was missing.
    await operator.dynamodb.send(new PutItemCommand({ TableName: PersonKeys, Item: before.key! }));
    expect(await cloud.demo.nameOf('demo', before.id)).toBe(person);
    expect(await cloud.operator.erasePerson('demo', person)).toBe('erased');
  });
});
