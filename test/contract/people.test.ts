/**
 * Who published, and who still may: requests are believed only when their publisher signed them, whoever leaves people.json loses everything at
 * the next start, and no name stands where it could not be erased. Run it alone: `vitest run --project node test/contract/people.test.ts`.
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encryptionFor } from '../../cloud/adapters/aws/object-encryption.ts';
import { documents } from './cli-documents.ts';
import { openHome, type Home, type Up } from './harness/up.ts';

// Many processes on a busy machine: nothing here depends on how long they take.
vi.setConfig({ testTimeout: 180_000 });

/** A name that occurs nowhere by chance. */
const person = 'zephyrine-quill';
const people = (tenants: Record<string, Record<string, string[]>>): string => JSON.stringify({ format: 1, tenants });
const eventually = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 60_000, interval: 50 });

let home: Home;
let cloud: Up;
let s3: S3Client;
let operator: { s3: S3Client; dynamodb: DynamoDBClient };
let session: string;
const connect = (): void => {
  s3 = new S3Client({ ...cloud.aws('demo'), forcePathStyle: true });
  operator = { s3: new S3Client({ ...cloud.aws(), forcePathStyle: true }), dynamodb: new DynamoDBClient(cloud.aws()) };
};
const disconnect = (): void => {
  for (const client of [s3, operator?.s3, operator?.dynamodb]) client?.destroy();
};

beforeAll(async () => {
  home = openHome();
  writeFileSync(
    join(home.data, 'people.json'),
    people({
      demo: { [person]: ['owner'], ben: ['designer', 'auditor'], olga: ['operator'] },
      acme: { [person]: ['owner'], ben: ['owner'] },
    }),
  );
  cloud = await home.up();
  connect();
  documents.publish.parse(await home.json(['publish', 'samples/supply-chain', '--tenant', 'demo', '--as', person]));
  const at = ['--tenant', 'demo', '--as', person];
  ({ id: session } = await home.json<{ id: string }>(['session', 'start', '--level', 'beer-game', ...at]));
  await home.json(['session', 'send', session, 'TakeStage', '{"stage": "retailer"}', ...at]);
  await home.json(['session', 'send', session, 'PlaceOrder', '{"quantity": 4}', ...at]);
  await eventually(isSealed);
}, 240_000);
afterAll(async () => {
  disconnect();
  await cloud?.stop();
  home?.remove();
});

const isSealed = async () => {
  expect((await objects()).filter((key) => key.endsWith('.ndjson'))).not.toEqual([]);
};
const objects = async (): Promise<string[]> => {
  const { Contents = [] } = await operator.s3.send(new ListObjectsV2Command({ Bucket: cloud.discovery.bucket, Prefix: 'tenants/demo/' }));
  return Contents.map(({ Key }) => Key!);
};
const contentOf = async (key: string): Promise<string> =>
  (await operator.s3.send(new GetObjectCommand({ Bucket: cloud.discovery.bucket, Key: key }))).Body!.transformToString('latin1');

describe('a publish request', () => {
  /** Stores a request as anybody with the tenant's keys can, and tells what became of it. */
  const ask = async (change: (request: Record<string, unknown>) => Record<string, unknown>): Promise<Record<string, unknown>> => {
    const key = (await objects()).find((each) => each.includes('/requests/'))!;
    const request = change(JSON.parse(await contentOf(key)) as Record<string, unknown>);
    const id = String(request['id']);
    const Key = key.replace(/[^/]+\.json$/, `${id}.json`);
    await s3.send(
      new PutObjectCommand({
        Bucket: cloud.discovery.bucket,
        Key,
        ...encryptionFor(Key),
        Body: JSON.stringify(request),
        IfNoneMatch: '*',
      }),
    );
    return eventually(async () => {
      const { Item } = await operator.dynamodb.send(
        new GetItemCommand({ TableName: cloud.discovery.table, Key: { pk: { S: 'TENANT#demo#LEVELS' }, sk: { S: `REQUEST#${id}` } } }),
      );
      expect(Item?.['stage']?.S).toMatch(/promoted|refused/);
      return { stage: Item!['stage']!.S, code: Item!['error']?.M?.['code']?.S };
    });
  };
  const idOf = async (name: string): Promise<string> =>
    (JSON.parse(readFileSync(join(home.data, 'identities.json'), 'utf8')) as { people: Record<string, { id: string }> }).people[name]!.id;

  it('is refused in the cloud when another name, who may publish too, was put into it', async () => {
    const ben = await idOf('ben');
    expect(await ask((request) => ({ ...request, id: 'p-swapped-name', publisher: ben }))).toEqual({
      stage: 'refused',
      code: 'request-forged',
    });
  });
  it('is refused in the cloud when another package was put into it', async () => {
    expect(await ask((request) => ({ ...request, id: 'p-swapped-package', packageHash: 'a'.repeat(64) }))).toEqual({
      stage: 'refused',
      code: 'request-forged',
    });
  });
  it('is refused in the cloud when nobody signed it', async () => {
    expect(await ask(({ signature: _signature, ...request }) => ({ ...request, id: 'p-unsigned' }))).toEqual({
      stage: 'refused',
      code: 'request-unsigned',
    });
  });
  it('of each of the two is taken when it is their own, and says whose keys signed', async () => {
    const first = documents.publish.parse(await home.json(['publish', 'samples/hello-cube', '--tenant', 'demo', '--as', 'ben']));
    expect(first).toMatchObject({ revision: 1, unchanged: false, assurance: 'local' });
    const { out } = await home.lq('publish', 'samples/hello-cube', '--tenant', 'demo', '--as', person);
    expect(out.join('\n')).toContain('Signed with keys that lie on this machine');
  });
  it('is signed with a key that only its owner can read', () => {
    expect(statSync(join(home.data, 'identities.json')).mode & 0o777).toBe(0o600);
  });
});

describe('what a tenant may use', () => {
  it('is shown to who may see it, set by the operator alone, and stops what comes after it', async () => {
    const shown = async (as: string) => documents.tenantShow.parse(await home.json(['tenant', 'show', 'demo', '--as', as]));
    expect(await shown('olga')).toMatchObject({ region: cloud.discovery.region, limits: { sessions: 1000 }, budget: { isSpent: false } });
    const denied = await home.lq('tenant', 'quota', 'demo', '--sessions', '1', '--as', person);
    expect([denied.code, denied.err]).toEqual([3, expect.stringContaining('This needs the role operator.')]);
    const set = documents.tenantQuota.parse(
      await home.json(['tenant', 'quota', 'demo', '--sessions', '1', '--budget', '12.5', '--as', 'olga']),
    );
    expect(set.limits).toMatchObject({ sessions: 1, players: 10_000, dollars: '12.5' });
    const refused = await home.lq('session', 'start', '--level', 'beer-game', '--tenant', 'demo', '--as', person);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('may have 1 at once')]);
    await home.json(['tenant', 'quota', 'demo', '--sessions', '1000', '--as', 'olga']);
    expect((await shown('ben')).limits, 'the rest stayed').toMatchObject({ sessions: 1000, dollars: '12.5' });
    expect((await home.lq('tenant', 'quota', 'demo', '--budget', 'lots', '--as', 'olga')).err).toContain('is no amount of dollars');
  });
});

describe('what is held about a person', () => {
  it('is one document, for an owner or the operator to hand over', async () => {
    const found = documents.peopleExport.parse(await home.json(['people', 'export', person, '--tenant', 'demo', '--as', 'olga']));
    expect(found).toMatchObject({
      person: { name: person, roles: ['owner'] },
      started: [{ session }],
      joined: [{ session, commands: [{ type: 'TakeStage' }, { type: 'PlaceOrder' }] }],
    });
    expect(found.publishes.length).toBeGreaterThan(0);
    expect((await home.lq('people', 'export', person, '--tenant', 'demo', '--as', 'ben')).code).toBe(3);
  });
});

describe('a name', () => {
  /** All bytes of the tenant that nobody can change afterwards, by where they lie. */
  const immutable = async (): Promise<Map<string, string>> => {
    const found = new Map<string, string>();
    for (const key of await objects()) found.set(key, await contentOf(key));
    const { Items = [] } = await operator.dynamodb.send(new ScanCommand({ TableName: cloud.discovery.table }));
    for (const { pk, sk, ...item } of Items)
      if (!pk!.S!.endsWith('#DIRECTORY')) found.set(`${pk!.S} ${sk!.S}`, JSON.stringify({ pk, sk, ...item }));
    return found;
  };

  it('stands in no record, segment, revision, request or item but the directory’s', async () => {
    const found = await immutable();
    const kinds = ['AUDIT#', '.ndjson', '.head.json', '/revisions/', '/HEAD', '/requests/', 'START', 'audit-digests/'];
    for (const kind of kinds)
      expect(
        [...found.keys()].filter((key) => key.includes(kind)),
        kind,
      ).not.toEqual([]);
    expect([...found].filter(([key, bytes]) => `${key} ${bytes}`.includes(person)).map(([key]) => key)).toEqual([]);
  });

  it('is shown to people all the same, until it is erased; what was done goes on verifying', async () => {
    const shown = () => home.json<{ startedBy: string }>(['session', 'show', session, '--as', 'ben']);
    const client = cloud.client('demo');
    const publishers = async () => (await client.publications('demo')).map(({ level, publisher }) => [level, publisher]);
    expect((await shown()).startedBy).toBe(person);
    expect(await publishers()).toContainEqual(['beer-game', person]);

    expect(documents.peopleErase.parse(await home.json(['people', 'erase', person]))).toEqual({
      person,
      tenants: ['acme', 'demo'],
      ownerless: ['demo'],
    });
    expect((await shown()).startedBy).toBe('erased person');
    expect(await publishers()).toEqual([
      ['beer-game', 'erased person'],
      ['hello-cube', 'ben'],
    ]);
    const { Items = [] } = await operator.dynamodb.send(new ScanCommand({ TableName: cloud.discovery.table }));
    expect(JSON.stringify(Items)).not.toContain(person);
    for (const file of ['people.json', 'identities.json']) expect(readFileSync(join(home.data, file), 'utf8')).not.toContain(person);
    expect((await home.lq('publish', 'samples/supply-chain', '--tenant', 'demo', '--as', person)).code).toBe(3);
    expect(await home.json(['session', 'verify', session, '--as', 'ben'])).toMatchObject({ diverged: false, findings: [] });
    expect((await home.lq('people', 'erase', person)).err).toContain(`No tenant of this target knows ${person}.`);
  });
});

describe('the folder of the cloud', () => {
  it('has a person’s name in no file of its table, before it is erased and after', () => {
    const files = readdirSync(join(home.data, 'cloud'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const found = files.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(person));
    expect(found.map(({ name }) => name)).toEqual([]);
    expect(files.some(({ name }) => name === 'cloud.db')).toBe(true);
  });
});

describe('after a restart', () => {
  it('who left people.json has no role, a tenant that left it has no keys, and the others have what they had', async () => {
    await home.json(['publish', 'samples/supply-chain', '--tenant', 'acme', '--as', 'ben']);
    const before = cloud.aws('acme');
    const lost = cloud.aws('demo');
    await cloud.stop();
    disconnect();
    rmSync(join(home.data, 'tenants.json'));
    writeFileSync(join(home.data, 'people.json'), people({ demo: { ada: ['owner'] } }));
    cloud = await home.up();
    connect();

    const gone = await home.lq('publish', 'samples/hello-cube', '--tenant', 'demo', '--as', 'ben');
    expect([gone.code, gone.err]).toEqual([3, expect.stringContaining('ben has no role in tenant demo')]);
    expect(await home.json(['publish', 'samples/hello-cube', '--tenant', 'demo', '--as', 'ada'])).toMatchObject({ unchanged: true });

    const stranded = new S3Client({ ...before, endpoint: cloud.discovery.endpoint, forcePathStyle: true });
    await expect(
      stranded.send(new ListObjectsV2Command({ Bucket: cloud.discovery.bucket, Prefix: 'tenants/acme/' })),
    ).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    stranded.destroy();
    const former = new S3Client({ ...lost, endpoint: cloud.discovery.endpoint, forcePathStyle: true });
    await expect(
      former.send(new ListObjectsV2Command({ Bucket: cloud.discovery.bucket, Prefix: 'tenants/demo/' })),
      'a key whose file was lost has ended',
    ).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    former.destroy();
    expect((await home.lq('session', 'list', '--tenant', 'acme')).err).toContain('This target has no tenant acme.');
    const { Contents = [] } = await operator.s3.send(
      new ListObjectsV2Command({ Bucket: cloud.discovery.bucket, Prefix: 'tenants/acme/levels/' }),
    );
    expect(Contents.length, 'what it published stays').toBeGreaterThan(0);
  });

  it('a tenant that comes back has new keys and its publications, however often the file of the keys was lost', async () => {
    await cloud.stop();
    disconnect();
    rmSync(join(home.data, 'tenants.json'));
    const ada = { ada: ['owner'] };
    writeFileSync(join(home.data, 'people.json'), people({ demo: ada, acme: ada, constructor: ada }));
    cloud = await home.up();
    connect();
    expect((await cloud.client('acme').publications('acme')).map(({ level }) => level)).toEqual(['beer-game']);
  });

  it('a tenant may have a name that every object has', async () => {
    for (const tenant of ['constructor', 'demo'])
      expect(await home.json(['tenant', 'show', tenant, '--as', 'ada']), tenant).toMatchObject({ tenant });
  });

  it('a tenant is erased by who may, when they say which once more; the next start does not miss it, nor gives its name again', async () => {
    expect((await home.lq('tenant', 'erase', 'acme', '--as', 'ada')).err).toContain('--confirm acme');
    const erased = documents.tenantErase.parse(await home.json(['tenant', 'erase', 'acme', '--confirm', 'acme', '--as', 'ada']));
    expect(erased.items).toBeGreaterThan(0);
    expect(erased.objects).toBeGreaterThan(0);
    expect(readFileSync(join(home.data, 'people.json'), 'utf8')).not.toContain('acme');
    expect((await home.lq('tenant', 'show', 'acme', '--as', 'ada')).out[0]).toMatch(
      /^acme is erased since 20\d\d-\S+Z\. The name is not given again\.$/,
    );
    await cloud.stop();
    disconnect();
    writeFileSync(join(home.data, 'people.json'), people({ demo: { ada: ['owner'] }, acme: { ada: ['owner'] } }));
    cloud = await home.up();
    connect();
    expect(cloud.discovery.tenants.map(({ id }) => id)).toEqual(['demo']);
  });
});

describe('a password', () => {
  it('is told in lines of their own, with the user name that it is for', async () => {
    const { out } = await home.lq('people', 'password', 'ada', '--tenant', 'demo');
    expect(out).toEqual([
      'ada signs in to demo by lq login --tenant demo',
      expect.stringMatching(/^User name {2}demo\.u-/),
      expect.stringMatching(/^Password {3}\S+$/),
      'It is told this once.',
    ]);
  });
});
