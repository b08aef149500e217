/**
 * Whoever changes a stored audit, with every right and the files in hand, is found out: each test changes one thing, and `lq session verify` and
 * `lq audit verify` name it and exit 1. A session nobody touched goes on verifying. Run it alone:
 * `vitest run --project node test/contract/cli-audit.test.ts`.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteItemCommand, DynamoDBClient, GetItemCommand, UpdateItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { documents } from './cli-documents.ts';
import { openHome, type Home, type Up } from './harness/up.ts';
import { unpackText } from '../../cloud/adapters/aws/packed-text.ts';

// Many processes on a busy machine: nothing here depends on how long they take.
vi.setConfig({ testTimeout: 180_000 });

let home: Home;
let cloud: Up;
let dynamodb: DynamoDBClient;
let s3: S3Client;
let honest: string;

beforeAll(async () => {
  home = openHome();
  cloud = await home.up();
  dynamodb = new DynamoDBClient(cloud.aws());
  s3 = new S3Client({ ...cloud.aws(), forcePathStyle: true });
  await home.json(['publish', 'samples/supply-chain', '--tenant', 'demo', '--as', 'ada']);
  honest = await play();
}, 240_000);
afterAll(async () => {
  dynamodb?.destroy();
  s3?.destroy();
  await cloud?.stop();
  home?.remove();
});

/** A game of two weeks by one player: records 0, 1 and 2, all of them sealed. */
async function play(): Promise<string> {
  const client = cloud.client('demo');
  const { id: session } = await client.startSession({ tenant: 'demo', level: 'beer-game', person: 'ada', scenario: 'benchmark' });
  const ref = { tenant: 'demo', session };
  await client.sendCommand(ref, { type: 'TakeStage', payload: { stage: 'retailer' }, player: 'p-1' });
  for (const week of [1, 2]) {
    await client.sendCommand(ref, { type: 'PlaceOrder', payload: { quantity: 4 + week }, player: 'p-1' });
    await vi.waitFor(async () => expect((await client.session('demo', session)).ticks).toBe(week), { timeout: 60_000, interval: 50 });
  }
  await vi.waitFor(async () => expect((await segmentOf(session))?.sealedTo).toBe(2), { timeout: 60_000, interval: 100 });
  return session;
}

const keyOf = (session: string, seq: number) => ({
  TableName: cloud.discovery.table,
  Key: { pk: { S: `TENANT#demo#SESSION#${session}` }, sk: { S: nameOf(seq) } },
});
const nameOf = (seq: number): string => `AUDIT#${String(seq).padStart(12, '0')}`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Rewrites a stored record as the operator may; with `rehash` its hash is made to fit. */
async function rewrite(session: string, seq: number, change: (record: string) => string, { rehash = false } = {}): Promise<void> {
  const { Item } = await dynamodb.send(new GetItemCommand(keyOf(session, seq)));
  const before = unpackText(Item!['record']!.B ?? Item!['record']!.S)!;
  const record = change(before);
  expect(record).not.toBe(before);
  const values: Record<string, AttributeValue> = { ':record': { S: record }, ...(rehash && { ':hash': { S: sha256(record) } }) };
  await dynamodb.send(
    new UpdateItemCommand({
      ...keyOf(session, seq),
      UpdateExpression: `SET #record = :record${rehash ? ', sha256 = :hash' : ''}`,
      ExpressionAttributeNames: { '#record': 'record' },
      ExpressionAttributeValues: values,
    }),
  );
}

/** The last sealed segment of a session. */
async function segmentOf(session: string): Promise<{ key: string; versionId: string; sealedTo: number } | undefined> {
  const { Versions = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: cloud.discovery.bucket, Prefix: `tenants/demo/audit/${session}/` }),
  );
  const last = Versions.filter(({ Key }) => Key!.endsWith('.ndjson')).at(-1);
  return last && { key: last.Key!, versionId: last.VersionId!, sealedTo: Number(/-(\d+)\.ndjson$/.exec(last.Key!)![1]) };
}
const contentOf = async (key: string): Promise<string> =>
  (await s3.send(new GetObjectCommand({ Bucket: cloud.discovery.bucket, Key: key }))).Body!.transformToString();

/** Both commands find it, name it, and exit 1; nothing is said about the honest session. */
async function expectNamed(session: string, kind: string, name: string): Promise<{ at: string | undefined }> {
  const verdict = documents.sessionVerify.parse(await home.json(['session', 'verify', session], 1));
  expect(verdict.diverged).toBe(true);
  expect(verdict.findings).toContainEqual(expect.objectContaining({ kind, name, session }));
  const audit = documents.auditVerify.parse(await home.json(['audit', 'verify', '--tenant', 'demo'], 1));
  expect(audit.ok).toBe(false);
  expect(audit.findings).toContainEqual(expect.objectContaining({ kind, name, session }));
  expect(audit.findings.map((finding) => finding.session)).not.toContain(honest);
  return { at: verdict.at };
}

describe('an audit nobody touched', () => {
  it('verifies, session by session and as a whole', async () => {
    expect(await home.json(['audit', 'verify', '--tenant', 'demo'])).toMatchObject({ ok: true, findings: [], assurance: 'local' });
    expect(await home.json(['session', 'verify', honest])).toMatchObject({ ticks: 2, diverged: false, records: 3, findings: [] });
  });

  it('says what was used and what that costs, the same by tenant and by session', async () => {
    const session = documents.usage.parse(await home.json(['usage', honest]));
    expect(session).toMatchObject({ tenant: 'demo', session: honest, usage: { ticks: 2, slices: 2, commands: 4 } });
    expect(Number(session.perHour)).toBeCloseTo(Number(session.cost!.usd) * 30, 6);
    expect(session.hourOf).toBe('turns');
    const said = (await home.lq('usage', honest)).out.slice(-2);
    expect(said[0]).toMatch(
      /^\$0\.\d{9} is what this session has cost until now, by AWS's prices of \S+ in us-east-1: a calculation, not a bill/,
    );
    expect(said[1]).toMatch(
      /^\$0\.\d{9} is what an hour like it costs: 60 turns, one a minute, each at the price of its 2 turns\. The Publish sheet/,
    );
    const tenant = documents.usage.parse(await home.json(['usage', '--tenant', 'demo']));
    expect(tenant.total).toEqual(session.usage);
    expect(tenant.cost).toEqual(session.cost);
    expect(await home.json(['usage', '--tenant', 'demo', '--to', '2026-01-01'])).toMatchObject({ hours: [], cost: { usd: '0.000000000' } });
  });

  it('leaves what its entities held to whoever asks, of one entity and one component too', async () => {
    const all = documents.entities.parse(await home.json(['entities', honest]));
    expect(all).toMatchObject({ tenant: 'demo', session: honest, tick: 2, left: 0 });
    expect(new Set(all.rows.map(({ component }) => component))).toContain('Stage');
    const [first] = all.rows.filter(({ component }) => component === 'Stage');
    const one = documents.entities.parse(await home.json(['entities', honest, '--entity', first!.entity, '--component', 'Stage']));
    expect(one.rows).toEqual([first]);
    for (const named of [
      ['--component', 'Nosuch'],
      ['--entity', 'nobody'],
    ])
      expect(await home.lq('entities', honest, ...named)).toMatchObject({
        code: 2,
        err: expect.stringContaining(`Session ${honest} has no ${named.join(' ').slice(2)} at tick `),
      });
    expect((await home.lq('entities', honest, 'more')).code).toBe(2);
  });

  it('is held against what was seen of it before, and says so', async () => {
    const seen = join(home.data, 'witness/local/demo.ndjson');
    await vi.waitFor(async () => expect(await home.json(['session', 'verify', honest])).toMatchObject({ assurance: 'witnessed' }), {
      timeout: 60_000,
    });
    expect(await home.json(['audit', 'verify', '--tenant', 'demo'])).toMatchObject({ ok: true, findings: [], assurance: 'witnessed' });

    const kept = readFileSync(seen, 'utf8');
    writeFileSync(seen, kept.replace(/"seq":2,"hash":"./, '"seq":2,"hash":"x'));
    const head = { kind: 'session', session: honest, name: nameOf(2), message: `${nameOf(2)} is not the head that a client saw.` };
    expect(await home.json(['session', 'verify', honest], 1)).toMatchObject({ diverged: true, findings: [head] });
    expect(await home.json(['audit', 'verify', '--tenant', 'demo'], 1)).toMatchObject({ ok: false, findings: [head] });
    writeFileSync(seen, kept);
    expect(await home.json(['session', 'verify', honest])).toMatchObject({ diverged: false, findings: [], assurance: 'witnessed' });
  });
});

describe('an audit that is exported', () => {
  it('verifies in another process without a cloud, and by the fingerprint of its key', async () => {
    const file = join(home.dir, 'honest.ndjson');
    const elsewhere = ['--data', join(home.dir, 'nowhere')];
    const before = documents.auditReads.parse(await home.json(['audit', 'reads', '--tenant', 'demo'])).reads.length;
    const exported = documents.auditExport.parse(await home.json(['audit', 'export', honest, '--to', file]));
    expect(exported).toMatchObject({ tenant: 'demo', session: honest, file });
    expect(documents.auditReads.parse(await home.json(['audit', 'reads', '--tenant', 'demo'])).reads, 'it was read').toHaveLength(
      before + 1,
    );
    const verdict = documents.auditFile.parse(await home.json(['audit', 'verify', '--file', file, ...elsewhere]));
    expect(verdict).toMatchObject({ ok: true, session: honest, records: 3, ticks: 2, findings: [], assurance: 'local' });
    expect(await home.json(['audit', 'verify', '--file', file, '--key', verdict.key.replaceAll('0', '1'), ...elsewhere], 1)).toMatchObject({
      findings: [expect.objectContaining({ name: 'key' })],
    });

    const forged = join(home.dir, 'forged.ndjson');
    writeFileSync(forged, readFileSync(file, 'utf8').replace('\\"quantity\\":6', '\\"quantity\\":7'));
    const { findings } = documents.auditFile.parse(await home.json(['audit', 'verify', '--file', forged, ...elsewhere], 1));
    expect(findings.map(({ name }) => name)).toEqual(expect.arrayContaining(['file', nameOf(2)]));
    expect((await home.lq('audit', 'export', honest, '--to', file)).code, 'nothing is written over').toBe(2);
    expect((await home.lq('audit', 'export', honest, '--to', `${file}.2`, '--as', 'pia')).code).toBe(3);
  });

  it('and one that is asked says who did what', async () => {
    const ask = async (...more: string[]) => documents.auditQuery.parse(await home.json(['audit', 'query', honest, ...more])).deeds;
    expect((await ask()).map(({ tick, type }) => [tick, type])).toEqual([
      [0, '$start'],
      [1, '$join'],
      [1, 'TakeStage'],
      [1, 'PlaceOrder'],
      [2, 'PlaceOrder'],
    ]);
    expect(await ask('--who', 'p-1', '--type', 'PlaceOrder', '--from', '2')).toMatchObject([
      { tick: 2, sender: 1, who: 'p-1', payload: { quantity: 6 }, record: 2 },
    ]);
    expect(await ask('--to', '2020-01-01')).toEqual([]);
    expect((await home.lq('audit', 'query', honest, '--from', 'yesterday')).err).toContain('is neither a tick nor a time');
  });
});

describe('found out and named is', () => {
  it('one byte of a stored record', async () => {
    const session = await play();
    await rewrite(session, 1, (record) => record.replace('"quantity":5', '"quantity":6'));
    await expectNamed(session, 'record', nameOf(1));
    const { err } = await home.lq('audit', 'verify', '--tenant', 'demo');
    expect(err, 'and people read which').toContain(`${session} ${nameOf(1)}: ${nameOf(1)} of session ${session} was changed`);
  });

  it('one command, its record’s hash made to fit: the replay parts where it was', async () => {
    const session = await play();
    await rewrite(session, 2, (record) => record.replace('"quantity":6', '"quantity":7'), { rehash: true });
    expect((await expectNamed(session, 'record', nameOf(2))).at).toBe('tick 2');
  });

  it('one state hash, its record’s hash made to fit: the replay parts there', async () => {
    const session = await play();
    await rewrite(
      session,
      1,
      (record) => record.replace(/"hashes":\["(.)/, (found, digit: string) => found.slice(0, -1) + (digit === '0' ? '1' : '0')),
      {
        rehash: true,
      },
    );
    expect((await expectNamed(session, 'record', nameOf(1))).at).toBe('tick 1');
  });

  it('a last record that was deleted', async () => {
    const session = await play();
    await dynamodb.send(new DeleteItemCommand(keyOf(session, 2)));
    await expectNamed(session, 'record', nameOf(2));
  });

  it('a sealed segment over which another version was put', async () => {
    const session = await play();
    const { key } = (await segmentOf(session))!;
    const content = await contentOf(key);
    await s3.send(
      new PutObjectCommand({ Bucket: cloud.discovery.bucket, Key: key, Body: content.replace('"tenant":"demo"', '"tenant":"dem0"') }),
    );
    await expectNamed(session, 'segment', key);
  });

  it('a sealed segment’s file of which one byte was changed on the disk', async () => {
    const session = await play();
    const { key } = (await segmentOf(session))!;
    const file = fileHolding(await contentOf(key));
    const bytes = readFileSync(file);
    bytes[40]! ^= 1;
    writeFileSync(file, bytes);
    await expectNamed(session, 'segment', key);
  });
});

describe('a sealed segment', () => {
  it('cannot be deleted before its time, whoever asks', async () => {
    const { key, versionId } = (await segmentOf(honest))!;
    const deleting = s3.send(new DeleteObjectCommand({ Bucket: cloud.discovery.bucket, Key: key, VersionId: versionId }));
    await expect(deleting).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await home.json(['session', 'verify', honest])).toMatchObject({ diverged: false });
  });
});

/** What sealing adds to a content: an IV and a tag. */
const sealedBytes = 28;
/** The last file below the data folder that holds as much as this content does, encrypted. */
function fileHolding(content: string): string {
  const folder = join(home.data, 'cloud/s3');
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => statSync(file).size === Buffer.byteLength(content) + sealedBytes)
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  expect(found, 'the segment is a file').not.toHaveLength(0);
  return found[0]!;
}
