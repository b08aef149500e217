/**
 * What a tenant's data is worth to somebody who has the disk: nothing without its keys. Who is erased cannot be read back out of a copy, a tenant
 * that goes takes nothing of another's with it, and what is spent ends at the budget. Run it alone:
 * `vitest run --project node test/contract/tenants-data.test.ts`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { UserPool } from '../../cloud/adapters/aws/user-pool.ts';
import { encryptionFor } from '../../cloud/adapters/aws/object-encryption.ts';
import { keyAlias } from '../../cloud/adapters/aws/keys.ts';
import { openOperator, openTarget, type CloudClient } from '../../cloud/client/index.ts';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';
import { roleUser } from './harness/role-user.ts';

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
      new GetItemCommand({
        TableName: table,
        Key: { pk: { S: `TENANT#${tenant}#${part}` }, sk: { S: `PERSON#${id}` } },
        ConsistentRead: true,
      }),
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
        new GenerateDataKeyCommand({
          KeyId: keyAlias('demo', 'data'),
          KeySpec: 'AES_256',
          EncryptionContext: { tenant: 'demo', person: id },
        }),
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

const eventually = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 60_000, interval: 100 });
/** A session of the supply chain in which one player has ordered, and whose audit is sealed. */
async function played(client: CloudClient, { tenant, by, player }: { tenant: string; by: string; player: string }): Promise<string> {
  const { id: session } = await client.startSession({ tenant, level: 'beer-game', person: by });
  await client.sendCommand({ tenant, session }, { type: 'TakeStage', payload: { stage: 'retailer' }, player });
  await client.sendCommand({ tenant, session }, { type: 'PlaceOrder', payload: { quantity: 4 }, player });
  await eventually(async () => {
    const { Contents = [] } = await operator.s3.send(new ListObjectsV2Command({ Bucket, Prefix: `tenants/${tenant}/audit/${session}/` }));
    expect(Contents.filter(({ Key }) => Key!.endsWith('.head.json'))).not.toEqual([]);
  });
  return session;
}

describe('a person', () => {
  it('is given everything that the tenant holds about them, and nothing of another’s', async () => {
    const session = await played(cloud.demo, { tenant: 'demo', by: 'ada', player: 'p-ada' });
    await cloud.demo.sendCommand({ tenant: 'demo', session }, { type: 'TakeStage', payload: { stage: 'factory' }, player: 'p-other' });
    await cloud.demo.changePhase({ tenant: 'demo', session, change: 'pause', person: 'ada' });
    await cloud.demo.logRead({ tenant: 'demo', session, reader: 'p-ada' });
    await cloud.demo.logRead({ tenant: 'demo', session, reader: 'p-other' });
    const { id } = cloud.target.identities!.of('ada')!;
    const found = await cloud.demo.exportPerson('demo', { person: 'ada', players: ['p-ada'] });
    expect(found).toMatchObject({
      person: { id, name: 'ada', roles: ['owner'] },
      started: [{ session, level: 'beer-game' }],
      joined: [{ session, seat: 1, commands: [{ type: 'TakeStage' }, { type: 'PlaceOrder', payload: { quantity: 4 } }] }],
      led: [{ session, type: '$pause' }],
      publishes: [{ kind: 'publish', level: 'beer-game' }],
      reads: [{ session }],
    });
    expect(JSON.stringify(found)).not.toContain('factory');
    expect(await cloud.demo.exportPerson('demo', { person: id, players: ['p-ada'] }), 'by id').toMatchObject({ person: { name: 'ada' } });
    await expect(cloud.demo.exportPerson('demo', { person: 'nobody', players: [] })).rejects.toMatchObject({ code: 'unknown-person' });
  });
});

describe('a budget', () => {
  it('that is spent pauses the tenant’s sessions by the cloud’s own sweep; raised, they go on, and the audit tells', async () => {
    const session = await played(cloud.demo, { tenant: 'demo', by: 'ada', player: 'p-ada' });
    expect(Number((await cloud.demo.limits('demo')).budget.spent)).toBeGreaterThan(0);
    await cloud.operator.setLimits('demo', { dollars: '0.000000001' });
    await expect(cloud.demo.startSession({ tenant: 'demo', level: 'beer-game', person: 'ada' })).rejects.toMatchObject({
      code: 'budget-spent',
    });
    await cloud.operator.sweep();
    expect(await cloud.demo.session('demo', session)).toMatchObject({ state: 'paused', why: 'budget' });
    const resume = { tenant: 'demo', session, change: 'resume', person: 'ada' } as const;
    await expect(cloud.demo.changePhase(resume)).rejects.toMatchObject({ code: 'budget-spent' });
    await expect(
      demo.dynamodb.send(
        new PutItemCommand({ TableName, Item: { pk: { S: 'TENANT#demo#LIMITS' }, sk: { S: 'LIMITS' }, dollars: { S: '1000000' } } }),
      ),
      'a tenant raises no budget of its own',
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await cloud.operator.setLimits('demo', { dollars: '1000' });
    expect(await cloud.demo.changePhase(resume)).toEqual({ changed: true });
    await cloud.demo.sendCommand({ tenant: 'demo', session }, { type: 'PlaceOrder', payload: { quantity: 5 }, player: 'p-ada' });
    await eventually(async () => {
      const deeds = await cloud.demo.queryAudit('demo', session, { who: 'system' });
      expect(deeds.map(({ type, payload }) => [type, (payload as { why?: string }).why])).toContainEqual(['$pause', 'budget']);
    });
    expect(await cloud.demo.session('demo', session)).not.toHaveProperty('why');
  });
});

/** Everything of a tenant by its name, as whoever runs the cloud sees it. */
const everythingOf = async (tenant: string): Promise<string[]> => {
  const found: string[] = [];
  for (const table of [TableName, PersonKeys]) {
    const { Items = [] } = await operator.dynamodb.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    found.push(...Items.filter(({ pk }) => pk!.S!.startsWith(`TENANT#${tenant}#`)).map((item) => JSON.stringify(item)));
  }
  const { Versions = [] } = await operator.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: `tenants/${tenant}/` }));
  return [...found, ...Versions.map(({ Key, VersionId }) => `${Key} ${VersionId}`)].toSorted();
};

describe('a tenant that is erased', () => {
  it('is gone but for what a lock keeps, which nobody can read; another tenant has lost nothing', async () => {
    const level = compileSample(cloud.engine, 'supply-chain');
    const proofs = cloud.engine.prove(level);
    await cloud.acme.publish({ tenant: 'acme', channel: 'live', level, engine: cloud.build.id, proofs, publisher: 'ben' });
    await played(cloud.acme, { tenant: 'acme', by: 'ben', player: 'p-ben' });
    const before = await everythingOf('demo');
    const erased = await cloud.operator.eraseTenant('acme');

    const left = await everythingOf('acme');
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBe(erased.kept.objects);
    for (const name of left) expect(name).toMatch(/^tenants\/acme\/(audit|audit-digests)\//);
    const [Key, VersionId] = left[0]!.split(' ') as [string, string];
    await expect(operator.s3.send(new GetObjectCommand({ Bucket, Key, VersionId })), 'with the operator’s own keys').rejects.toMatchObject({
      name: 'KMSInvalidStateException',
    });
    expect(Date.parse(erased.keysDestroyedAt!) - Date.now()).toBeLessThan(7 * 86_400_000 + 60_000);
    expect(Date.parse(erased.kept.until!) - Date.now()).toBeGreaterThan(360 * 86_400_000);
    await expect(acme.s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    expect(await cloud.operator.tenants()).toEqual(['demo']);
    await expect(cloud.operator.provisionTenant('acme', { people: { ben: ['owner'] } })).rejects.toMatchObject({ code: 'tenant-erased' });

    expect(await everythingOf('demo')).toEqual(before);
    expect((await cloud.demo.verifyAudit('demo')).findings).toEqual([]);
    await expect(cloud.operator.eraseTenant('never-was')).rejects.toMatchObject({ code: 'unknown-tenant' });
  }, 120_000);
});

describe('a tenant that stays in another region', () => {
  it('is not taken here: neither its people nor its keys', async () => {
    await expect(cloud.operator.provisionTenant('faraway', { people: { eve: ['owner'] }, region: 'us-east-1' })).rejects.toMatchObject({
      code: 'residency',
      message: expect.stringContaining('stays in us-east-1') as string,
    });
    expect(await cloud.operator.tenants()).not.toContain('faraway');
    const { Item } = await operator.dynamodb.send(
      new GetItemCommand({ TableName, Key: { pk: { S: 'TENANT#demo#LIMITS' }, sk: { S: 'PLACE' } } }),
    );
    expect(Item?.['region']?.S, 'who named none stays where it came').toBe(cloud.target.region);
  });
});

describe('a tenant whose erasing is cut short', () => {
  it('is erased to its end however often that is cut short, and by two at once', async () => {
    const credentials = await cloud.operator.provisionTenant('globex', { people: { gil: ['owner'], pia: ['player'] } });
    const client = openTarget({ ...cloud.target, credentials });
    const level = compileSample(cloud.engine, 'supply-chain');
    const proofs = cloud.engine.prove(level);
    await client.publish({ tenant: 'globex', channel: 'live', level, engine: cloud.build.id, proofs, publisher: 'gil' });
    await client.startSession({ tenant: 'globex', level: 'beer-game', person: 'gil' });
    const signsInAs = await cloud.operator.setPassword('globex', 'gil', 'Correct-Horse-7-Battery');
    let [calls, allowed, cuts] = [0, 8, 0];
    const cut = openOperator({
      ...cloud.target,
      // Asked for at every call, because they are about to end.
      credentials: async () => {
        if ((calls += 1) > allowed) throw new Error('cut short');
        return { ...cloud.local.operator, expiration: new Date(Date.now() + 1000) };
      },
    });
    for (let erased = false; !erased; allowed += 8) {
      calls = 0;
      erased = await cut.eraseTenant('globex').then(
        () => true,
        (error: Error) => error.message !== 'cut short' && Promise.reject(error),
      );
      if (erased) break;
      cuts += 1;
      expect(await cloud.operator.tenants('erasing')).toEqual(['globex']);
      await expect(cloud.operator.provisionTenant('globex', { people: {} })).rejects.toMatchObject({ code: 'tenant-erased' });
    }
    expect(cuts).toBeGreaterThan(5);
    expect(await cloud.operator.tenants('erased')).toContain('globex');
    const pool = new UserPool({ ...cloud.target, credentials: cloud.local.operator }, cloud.target.outputs.UserPoolId);
    const [tenant, id] = signsInAs.split('.') as [string, string];
    await expect(pool.setPassword({ tenant, id }, 'Another-Horse-8-Battery'), 'its people sign in no more').rejects.toMatchObject({
      code: 'UserNotFoundException',
    });
    const both = await Promise.all([cloud.operator.eraseTenant('globex'), cloud.operator.eraseTenant('globex')]);
    expect(both).toMatchObject([{ tenant: 'globex' }, { tenant: 'globex' }]);
    for (const name of await everythingOf('globex')) expect(name).toMatch(/^tenants\/globex\/(audit|audit-digests)\//);
    expect(await cloud.operator.tenants('erasing')).toEqual([]);
    for (const each of [client, cut]) each.close();
  }, 240_000);
});

describe('a tenant that somebody goes on writing for while it is erased', () => {
  const provisioned = async (tenant: string) => {
    const credentials = await cloud.operator.provisionTenant(tenant, { people: { gil: ['owner'] } });
    const client = openTarget({ ...cloud.target, credentials });
    const level = compileSample(cloud.engine, 'supply-chain');
    const proofs = cloud.engine.prove(level);
    await client.publish({ tenant, channel: 'live', level, engine: cloud.build.id, proofs, publisher: 'gil' });
    return client;
  };
  /** The right that somebody keeps who has signed in before: their keys are good for an hour. */
  const asking = async (tenant: string): Promise<{ stop: () => void; asked: () => number }> => {
    const { dynamodb } = clientsOf(await roleUser(cloud, /SignedInOwner/, tenant));
    let asked = 0;
    const timer = setInterval(() => {
      const Key = { pk: { S: `TENANT#${tenant}#LETTERS` }, sk: { S: `LETTER#audit#${(asked += 1)}` } };
      const change = { UpdateExpression: 'SET asked = :at', ExpressionAttributeValues: { ':at': { N: '1' } } };
      void dynamodb.send(new UpdateItemCommand({ TableName, Key, ...change })).catch(() => {});
    }, 100);
    return { stop: () => clearInterval(timer), asked: () => asked };
  };

  it('loses its players’ sockets, and is not woken by what they ask', async () => {
    const client = await provisioned('hooli');
    const { id: session, token } = await client.startSession({ tenant: 'hooli', level: 'beer-game', person: 'gil' });
    const url = `${cloud.target.outputs.WebSocketUrl}?${new URLSearchParams({ tenant: 'hooli', session, token }).toString()}`;
    const open = new Set<WebSocket>();
    let isOver = false;
    const enter = (): void => {
      if (isOver) return;
      const socket = new WebSocket(url);
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => (open.delete(socket), setTimeout(enter, 200)));
    };
    for (let n = 0; n < 4; n += 1) enter();
    const asking = setInterval(() => {
      for (const socket of open)
        if (socket.readyState === WebSocket.OPEN) for (const type of ['hello', 'resume', 'ping']) socket.send(JSON.stringify({ type }));
    }, 40);
    try {
      await eventually(async () => expect(open.size).toBe(4));
      await cloud.operator.eraseTenant('hooli');
      expect((await everythingOf('hooli')).filter((name) => !/^tenants\/hooli\/(audit|audit-digests)\//.test(name))).toEqual([]);
      await new Promise((done) => setTimeout(done, 3_000));
      expect(
        (await everythingOf('hooli')).filter((name) => !/^tenants\/hooli\/(audit|audit-digests)\//.test(name)),
        'later',
      ).toEqual([]);
      const { Items = [] } = await operator.dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }));
      expect(Items.filter(({ pk, tenant }) => pk!.S!.startsWith('SOCKET#') && tenant?.S === 'hooli')).toEqual([]);
    } finally {
      isOver = true;
      clearInterval(asking);
      for (const socket of open) socket.terminate();
      client.close();
    }
  }, 120_000);

  it('stays one that is being erased while more comes, and says what to do', async () => {
    const client = await provisioned('umbrella');
    const { stop } = await asking('umbrella');
    try {
      await expect(cloud.operator.eraseTenant('umbrella', { writers: 3_000 })).rejects.toMatchObject({
        code: 'tenant-still-written',
        message: expect.stringMatching(/^Everything that umbrella had is deleted, but \d+ items? came since/) as string,
        hint: expect.stringContaining('lq tenant erase umbrella --confirm umbrella') as string,
      });
      expect(await cloud.operator.tenants('erasing')).toEqual(['umbrella']);
      const first = await cloud.operator.erasureOf('umbrella');
      expect(first).toMatchObject({ tenant: 'umbrella', state: 'erasing', keysDestroyedAt: expect.any(String) as string });
      stop();
      await cloud.operator.eraseTenant('umbrella');
      const last = await cloud.operator.erasureOf('umbrella');
      expect(last).toMatchObject({ state: 'erased', items: 0 });
      expect(Date.parse(last!.since!)).toBeGreaterThan(Date.parse(first!.since!));
    } finally {
      stop();
      client.close();
    }
  }, 120_000);

  it('is erased once they have ended, however often it had to be looked for', async () => {
    const client = await provisioned('initech');
    const { stop, asked } = await asking('initech');
    await eventually(async () => expect(asked()).toBeGreaterThan(3));
    setTimeout(stop, 20_000);
    await cloud.operator.eraseTenant('initech');
    expect((await everythingOf('initech')).filter((name) => !/^tenants\/initech\/(audit|audit-digests)\//.test(name))).toEqual([]);
    client.close();
  }, 120_000);
});
