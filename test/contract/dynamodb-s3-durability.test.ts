// Kills the cloud at every named moment of a durable step while a client writes, opens it again, and counts: what was
// acknowledged is there, what was not is there whole or not at all, and every effect was told of once.
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { createDynamoDb } from '../../cloud/local/dynamodb/index.ts';
import { createKms } from '../../cloud/local/kms/index.ts';
import { createS3 } from '../../cloud/local/s3/index.ts';
import { machineDisk, type Disk, type LocalHost } from '../../cloud/local/storage/index.ts';
import type { ToCloud } from './harness/cloud-process.ts';
import { openTestCloud, REGION, refusal, type TestCloud } from './harness/local-cloud.ts';

const TableName = 'ledger';
const cleanup: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const each of cleanup.splice(0).reverse()) await each();
});

interface CloudProcess {
  readonly child: ChildProcess;
  readonly db: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly s3: S3Client;
  ask<T>(message: ToCloud): Promise<T>;
}

async function start(dataDir: string): Promise<CloudProcess> {
  const child = fork(join(import.meta.dirname, 'harness/cloud-process.ts'), [dataDir], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  cleanup.push(async () => {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  });
  const [{ ready }] = (await once(child, 'message')) as [
    { ready: { endpoint: string; keys: { accessKeyId: string; secretAccessKey: string } } },
  ];
  const config = { endpoint: ready.endpoint, region: REGION, credentials: ready.keys, maxAttempts: 1 };
  return {
    child,
    db: new DynamoDBClient(config),
    streams: new DynamoDBStreamsClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    async ask<T>(message: ToCloud) {
      child.send(message);
      return (await once(child, 'message'))[0] as T;
    },
  };
}

function folder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'durable-'));
  cleanup.push(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

/** Writes one after the other until the process dies; returns how many were acknowledged and how many were tried. */
async function writeUntilDeath(
  { child }: CloudProcess,
  write: (n: number) => Promise<unknown>,
): Promise<{ acknowledged: number; tried: number }> {
  const died = once(child, 'exit');
  for (let n = 0; ; n++) {
    try {
      await write(n);
    } catch {
      const [, signal] = (await died) as [number | null, string | null];
      if (signal !== 'SIGKILL') throw new Error('the cloud ended by itself instead of being killed');
      return { acknowledged: n, tried: n + 1 };
    }
  }
}

const AFTER = 12;

describe.each(['database:before-commit', 'database:after-commit'])('killed at %s', (point) => {
  test('DynamoDB keeps every acknowledged transaction whole, and its stream tells of each change once', async () => {
    const dataDir = folder();
    const first = await start(dataDir);
    await first.db.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    );
    await first.ask({ arm: point, after: AFTER });
    const { acknowledged, tried } = await writeUntilDeath(first, (n) =>
      first.db.send(
        new TransactWriteItemsCommand({
          TransactItems: ['debit', 'credit'].map((side) => ({ Put: { TableName, Item: { id: { S: `${n}-${side}` } } } })),
        }),
      ),
    );
    expect(acknowledged).toBeGreaterThan(5);

    const second = await start(dataDir);
    const ids = (await second.db.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items!.map((item) => item['id']!.S!);
    for (let n = 0; n < tried; n++) {
      const sides = ids.filter((id) => id.startsWith(`${n}-`)).length;
      expect(n < acknowledged ? [2] : [0, 2]).toContain(sides);
    }
    // Before the commit nothing of the last write may be there; after it, all of it, although nobody heard.
    expect(ids.length / 2).toBe(point === 'database:before-commit' ? acknowledged : tried);
    const StreamArn = (await second.streams.send(new ListStreamsCommand({ TableName }))).Streams![0]!.StreamArn!;
    const { ShardId } = (await second.streams.send(new DescribeStreamCommand({ StreamArn }))).StreamDescription!.Shards![0]!;
    const { ShardIterator } = await second.streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const told = (await second.streams.send(new GetRecordsCommand({ ShardIterator }))).Records!.map(
      ({ dynamodb }) => dynamodb!.Keys!['id']!.S!,
    );
    expect(told).toEqual(Array.from({ length: told.length / 2 }, (_, n) => [`${n}-debit`, `${n}-credit`]).flat());
    expect([...told].sort()).toEqual([...ids].sort());
  });
});

// A write passes the database's points twice: for the object and for handing over its event.
describe.each([
  ['blob:before-write', AFTER],
  ['blob:before-rename', AFTER],
  ['blob:after-rename', AFTER],
  ['database:before-commit', AFTER],
  ['database:before-commit', AFTER + 1],
  ['database:after-commit', AFTER],
  ['database:after-commit', AFTER + 1],
  ['bus:before-delivery', AFTER],
  ['bus:after-delivery', AFTER],
] as const)('killed at %s number %i', (point, after) => {
  test('S3 keeps every acknowledged object whole, and tells of each exactly once', async () => {
    const dataDir = folder();
    const first = await start(dataDir);
    await first.ask({ arm: point, after });
    const content = (n: number): string => `object ${n} `.repeat(1000);
    const { acknowledged, tried } = await writeUntilDeath(first, (n) =>
      first.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: `k${String(n).padStart(4, '0')}`, Body: content(n) })),
    );
    expect(acknowledged).toBeGreaterThan(2);

    const second = await start(dataDir);
    const keys = ((await second.s3.send(new ListObjectsV2Command({ Bucket: 'bucket' }))).Contents ?? []).map(({ Key }) => Key!);
    expect([acknowledged, tried]).toContain(keys.length);
    for (const [n, Key] of keys.entries()) {
      expect(await (await second.s3.send(new GetObjectCommand({ Bucket: 'bucket', Key }))).Body!.transformToString()).toBe(content(n));
    }
    expect((await second.ask<{ journal: string[] }>({ ask: 'journal' })).journal).toEqual(keys);
    // The write can be made again, also where its bytes were left behind.
    await second.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'again', Body: content(tried - 1) }));
  });
});

describe('a full disk', () => {
  async function fill(cloud: TestCloud): Promise<{ written: number; error: Error }> {
    const db = new DynamoDBClient(cloud.client());
    for (let n = 0; ; n++) {
      try {
        await db.send(new PutItemCommand({ TableName, Item: { id: { S: String(n) }, body: { S: 'x'.repeat(50_000) } } }));
      } catch (error) {
        return { written: n, error: error as Error };
      }
    }
  }
  const services = (context: Parameters<typeof createDynamoDb>[0]) => {
    const kms = createKms(context);
    return [...createDynamoDb(context).services, ...createS3(context, { kms }).services];
  };
  const table = new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });

  test('refuses a write of the database clearly, keeps what it acknowledged, and goes on when there is room', async () => {
    const cloud = await openTestCloud(services);
    cleanup.push(() => cloud.close());
    const db = new DynamoDBClient(cloud.client());
    await db.send(table);
    cloud.context.database.limitSize(1 << 20);
    const { written, error } = await fill(cloud);
    expect(error).toMatchObject({ name: 'InsufficientStorage', message: expect.stringMatching(/did not take the write.*Free some space/) });
    expect(written).toBeGreaterThan(5);
    const { Count } = await db.send(new ScanCommand({ TableName, Select: 'COUNT' }));
    expect(Count).toBe(written);
    cloud.context.database.limitSize(1 << 30);
    await db.send(new PutItemCommand({ TableName, Item: { id: { S: String(written) } } }));
    expect((await db.send(new GetItemCommand({ TableName, Key: { id: { S: String(written) } } }))).Item).toBeDefined();
    expect(cloud.failures).toEqual([]);
  });

  test('refuses an object clearly, leaves nothing of it, and keeps the others', async () => {
    let full = false;
    const failing = (host: LocalHost): Disk => {
      const disk = machineDisk(host);
      return {
        ...disk,
        write(file, content) {
          if (full) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
          disk.write(file, content);
        },
      };
    };
    const cloud = await openTestCloud(services, { disk: failing });
    cleanup.push(() => cloud.close());
    const s3 = new S3Client({ ...cloud.client(), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'disk' }));
    const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: 'disk', Key, Body }));
    await put('kept', 'kept');
    full = true;
    expect(await refusal(put('lost', 'lost'))).toMatchObject({ name: 'InsufficientStorage', message: expect.stringContaining('ENOSPC') });
    expect(await refusal(put('kept', 'replaced'))).toMatchObject({ name: 'InsufficientStorage' });
    expect(await (await s3.send(new GetObjectCommand({ Bucket: 'disk', Key: 'kept' }))).Body!.transformToString()).toBe('kept');
    expect((await s3.send(new ListObjectsV2Command({ Bucket: 'disk' }))).KeyCount).toBe(1);
    full = false;
    await put('lost', 'found');
    expect(cloud.failures).toEqual([]);
  });

  test('of the real kind, where this machine lets us make one', async (context) => {
    const dataDir = folder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', dataDir], { stdio: 'ignore' });
    } catch {
      context.skip('no right to mount a small disk here; the faults above stand in for it');
    }
    cleanup.push(() => void execFileSync('umount', [dataDir]));
    const cloud = await openTestCloud(services, { dataDir });
    cleanup.push(() => cloud.close());
    const db = new DynamoDBClient(cloud.client());
    const s3 = new S3Client({ ...cloud.client(), forcePathStyle: true });
    await db.send(table);
    await s3.send(new CreateBucketCommand({ Bucket: 'disk' }));
    await s3.send(new PutObjectCommand({ Bucket: 'disk', Key: 'early', Body: 'early' }));
    const { written, error } = await fill(cloud);
    expect(error.name).toBe('InsufficientStorage');
    expect(await refusal(s3.send(new PutObjectCommand({ Bucket: 'disk', Key: 'late', Body: 'x'.repeat(1_000_000) })))).toMatchObject({
      name: 'InsufficientStorage',
    });
    expect(readdirSync(join(dataDir, 's3')).flatMap((part) => readdirSync(join(dataDir, 's3', part)))).toHaveLength(1);
    await cloud.wire.close();
    cloud.context.database.close();
    execFileSync('mount', ['-o', 'remount,size=32m', dataDir]);
    const again = await openTestCloud(services, { dataDir });
    cleanup.push(() => again.close());
    const reopened = new DynamoDBClient(again.client());
    const found = Array.from({ length: written }, (_, n) =>
      reopened.send(new GetItemCommand({ TableName, Key: { id: { S: String(n) } }, ProjectionExpression: 'id' })),
    );
    expect((await Promise.all(found)).filter(({ Item }) => Item)).toHaveLength(written);
    const early = await new S3Client({ ...again.client(), forcePathStyle: true }).send(
      new GetObjectCommand({ Bucket: 'disk', Key: 'early' }),
    );
    expect(await early.Body!.transformToString()).toBe('early');
  });
});
