/**
 * What the cloud was to do and could not: `lq dlq list` and `lq dlq redrive` over the stack's own queues, functions and rights. Run it alone:
 * `npx vitest run --project node test/contract/dead-letters.test.ts`.
 */
import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListQueuesCommand, SendMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CloudClient } from '../../cloud/client/index.ts';
import { exit } from '../../src-main/doors/cli/command.ts';
import { main } from '../../src-main/doors/cli/lq.ts';
import { documents } from './cli-documents.ts';
import { openHome, type Home, type Up } from './harness/up.ts';

vi.setConfig({ testTimeout: 120_000 });

let home: Home;
let cloud: Up;
let demo: CloudClient;
let dynamodb: DynamoDBClient;
let sqs: SQSClient;
let deadLetters: string;
let writer: string;
let session: string;

beforeAll(async () => {
  home = openHome();
  cloud = await home.up();
  demo = cloud.client('demo');
  dynamodb = new DynamoDBClient(cloud.aws());
  const lambda = new LambdaClient(cloud.aws());
  sqs = new SQSClient(cloud.aws());
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand());
  writer = Functions.map(({ FunctionArn = '' }) => FunctionArn).find((arn) => arn.includes('AuditWriter'))!;
  lambda.destroy();
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
  deadLetters = QueueUrls.find((url) => url.includes('DeadLetters'))!;
  await home.json(['publish', 'samples/supply-chain', '--tenant', 'demo', '--as', 'ada']);
  ({ id: session } = await demo.startSession({ tenant: 'demo', level: 'beer-game', person: 'ada', scenario: 'benchmark' }));
  await send('TakeStage', { stage: 'retailer' });
  await week(1);
  await recorded(1);
}, 240_000);
afterAll(async () => {
  for (const client of [dynamodb, sqs]) client?.destroy();
  await cloud?.stop();
  home?.remove();
});

const eventually = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 60_000, interval: 100 });
const send = (type: string, payload: object) =>
  demo.sendCommand({ tenant: 'demo', session }, { type, payload: payload as never, player: 'p-1' });
async function week(n: number): Promise<void> {
  await send('PlaceOrder', { quantity: 4 + n });
  await eventually(async () => expect((await demo.session('demo', session)).ticks).toBe(n));
}
const recorded = (upTo: number) =>
  eventually(async () => {
    let records = 0;
    for await (const _ of demo.audit('demo', session)) records += 1;
    expect(records).toBeGreaterThan(upTo);
  });

/** Runs `lq dlq ... --json` in this process. */
async function dlq(args: readonly string[], code: number = exit.ok): Promise<unknown> {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) };
  const ended = await main(['dlq', ...args, '--data', home.data, '--json'], io as never);
  expect(ended, err.join('\n')).toBe(code);
  return out.length > 0 ? JSON.parse(out[0]!) : err.join('\n');
}
const list = async (tenant = 'demo') => documents.dlqList.parse(await dlq(['list', '--tenant', tenant])).letters;
const redrive = async (args: readonly string[], code?: number) =>
  documents.dlqRedrive.parse(await dlq(['redrive', ...args, '--tenant', 'demo'], code)).letters;

const put = (body: unknown, attributes: Record<string, string> = {}) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl: deadLetters,
      MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    }),
  );

const record = (n: number) => ({
  TableName: cloud.discovery.table,
  Key: { pk: { S: `TENANT#demo#SESSION#${session}` }, sk: { S: `AUDIT#${String(n).padStart(12, '0')}` } },
});

/** What Lambda reports when it gives up the audit's writer on the commit of that number. */
async function loseCommit(version: number): Promise<void> {
  const streams = new DynamoDBStreamsClient(cloud.aws());
  const { Streams } = await streams.send(new ListStreamsCommand({ TableName: cloud.discovery.table }));
  const StreamArn = Streams![0]!.StreamArn!;
  const ShardId = 'shardId-00000000000000000000-00000000';
  let { ShardIterator } = await streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }));
  let found: string | undefined;
  while (found === undefined) {
    const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    found = Records.find(
      ({ dynamodb: change }) =>
        change?.Keys?.['pk']?.S === `TENANT#demo#SESSION#${session}` &&
        change.Keys['sk']?.S === 'HEAD' &&
        change.NewImage?.['version']?.N === String(version) &&
        change.OldImage?.['version']?.N !== String(version),
    )?.dynamodb?.SequenceNumber;
    ShardIterator = NextShardIterator;
    if (Records.length === 0) break;
  }
  streams.destroy();
  await put({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: { requestId: 'r', functionArn: `${writer}:$LATEST`, condition: 'RecordAgeExceeded', approximateInvokeCount: 12 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    DDBStreamBatchInfo: {
      shardId: ShardId,
      startSequenceNumber: found,
      endSequenceNumber: found,
      approximateArrivalOfFirstRecord: new Date().toISOString(),
      approximateArrivalOfLastRecord: new Date().toISOString(),
      batchSize: 1,
      streamArn: StreamArn,
    },
  });
}

describe('a commit that the audit’s writer could not take', () => {
  it('is listed with why, comes back when it fails again, and adds nothing when it was written after all', async () => {
    await week(2);
    await recorded(2);
    const { Item } = await dynamodb.send(new GetItemCommand(record(1)));
    await dynamodb.send(new DeleteItemCommand(record(1)));
    await loseCommit(2);
    const [letter] = await eventually(async () => {
      const found = await list();
      expect(found).toHaveLength(1);
      return found;
    });
    expect(letter).toMatchObject({
      system: 'audit',
      about: session,
      tries: 13,
      error: `The audit of session ${session} lacks record 1: nothing can follow it.`,
    });

    const [again] = await redrive([letter!.letter], exit.differs);
    expect(again).toMatchObject({ letter: letter!.letter, outcome: 'failed', error: letter!.error });
    expect(await list()).toMatchObject([{ letter: letter!.letter, tries: 14 }]);

    await dynamodb.send(new PutItemCommand({ TableName: cloud.discovery.table, Item }));
    const before = await demo.usage('demo');
    expect(await redrive(['--system', 'audit'])).toEqual([{ letter: letter!.letter, outcome: 'done' }]);
    expect(await list()).toEqual([]);
    expect(await demo.usage('demo')).toEqual(before);
    expect(await demo.verifySession('demo', session)).toMatchObject({ records: 3, diverged: false, findings: [] });
  });

  it('is written where it was missing, without a letter, when the cause is gone by the time it is sorted', async () => {
    await dynamodb.send(new DeleteItemCommand(record(2)));
    await loseCommit(2);
    await recorded(2);
    expect(await list()).toEqual([]);
    expect(await demo.verifySession('demo', session)).toMatchObject({ records: 3, diverged: false, findings: [] });
  });
});

describe('a loop that was parked', () => {
  it('goes on, once', async () => {
    const { head } = await demo.session('demo', session);
    const park = new UpdateItemCommand({
      TableName: cloud.discovery.table,
      Key: { pk: { S: `TENANT#demo#SESSION#${session}` }, sk: { S: 'HEAD' } },
      UpdateExpression: 'SET #loop = :parked',
      ExpressionAttributeNames: { '#loop': 'loop' },
      ExpressionAttributeValues: { ':parked': { S: 'parked' } },
    });
    await dynamodb.send(park);
    const Cause = JSON.stringify({ errorType: 'Error', errorMessage: 'The bucket could not be read' });
    const report = { tenant: 'demo', session, loopEpoch: head.loopEpoch, error: { Error: 'Error', Cause }, state: {} };
    await put(report);
    const [letter] = await eventually(async () => {
      const found = await list();
      expect(found).toHaveLength(1);
      return found;
    });
    expect(letter).toMatchObject({ system: 'loop', about: session, error: 'The bucket could not be read' });
    const out: string[] = [];
    await main(['dlq', 'list', '--tenant', 'demo', '--data', home.data], { out: (line) => out.push(line), err: (line) => out.push(line) });
    expect(out, 'and so people read it').toEqual([
      expect.stringMatching(new RegExp(`^${letter!.letter}  ${session}  20.+Z  tried 5 times$`)) as string,
      '  The bucket could not be read',
    ]);
    expect(await redrive([letter!.letter])).toMatchObject([{ outcome: 'done' }]);
    await eventually(async () => {
      const { head: now } = await demo.session('demo', session);
      expect([now.loop, now.loopEpoch]).toEqual(['idle', head.loopEpoch + 1]);
    });
    await put(report);
    await eventually(async () => expect(await list()).toHaveLength(1));
    await redrive(['--system', 'loop']);
    expect((await demo.session('demo', session)).head.loopEpoch, 'nobody needs it any more').toBe(head.loopEpoch + 1);
  });
});

describe('a publish that was not started', () => {
  it('is started; one that had gone live after all is not started again', async () => {
    const key = await firstRequest();
    const { revision } = (await demo.publications('demo'))[0]!;
    const started = await publishes();
    const lose = async () => {
      await put(
        { source: 'aws.s3', 'detail-type': 'Object Created', detail: { bucket: { name: cloud.discovery.bucket }, object: { key } } },
        { ERROR_CODE: 'ThrottlingException', ERROR_MESSAGE: 'Rate exceeded', RETRY_ATTEMPTS: '10' },
      );
      await eventually(async () => expect(await list()).toHaveLength(1));
    };
    await lose();
    expect(await list()).toMatchObject([
      { system: 'publish', tries: 11, error: 'The publish was not started. ThrottlingException: Rate exceeded' },
    ]);
    expect(await redrive(['--system', 'publish'])).toMatchObject([{ outcome: 'done' }]);
    expect(await publishes()).toBe(started);

    const state = { pk: { S: 'TENANT#demo#LEVELS' }, sk: { S: `REQUEST#${/([^/]+)\.json$/.exec(key)![1]}` } };
    await dynamodb.send(new DeleteItemCommand({ TableName: cloud.discovery.table, Key: state }));
    await lose();
    expect(await redrive(['--system', 'publish'])).toMatchObject([{ outcome: 'done' }]);
    expect(await publishes()).toBe(started + 1);
    await eventually(async () => {
      const { Item } = await dynamodb.send(new GetItemCommand({ TableName: cloud.discovery.table, Key: state }));
      expect(Item).toMatchObject({ stage: { S: 'promoted' } });
    });
    expect((await demo.publications('demo'))[0]!.revision, 'the same request is the same revision').toBe(revision);
  });
});

/** The key of the tenant's publish request. */
async function firstRequest(): Promise<string> {
  const s3 = new S3Client({ ...cloud.aws(), forcePathStyle: true });
  const Prefix = 'tenants/demo/levels/beer-game/requests/';
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: cloud.discovery.bucket, Prefix }));
  s3.destroy();
  return Contents![0]!.Key!;
}

/** How many publishes were ever started. */
async function publishes(): Promise<number> {
  const sfn = new SFNClient(cloud.aws());
  const { stateMachines } = await sfn.send(new ListStateMachinesCommand());
  const { stateMachineArn } = stateMachines!.find(({ name }) => name!.includes('Publish'))!;
  const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  sfn.destroy();
  return executions!.length;
}

describe('whose letters they are', () => {
  it('a tenant’s rights end at its own, and a door changes nothing of what a letter says', async () => {
    const report = { tenant: 'demo', session, loopEpoch: 900, error: { Error: 'E', Cause: 'c' } };
    await put(report);
    await eventually(async () => expect(await list()).toHaveLength(1));
    expect(await list('acme')).toEqual([]);
    const [letter] = await demo.letters('demo');
    const change = async (tenant: 'demo' | 'acme', attribute: string) => {
      const door = new DynamoDBClient(cloud.aws(tenant));
      const update = new UpdateItemCommand({
        TableName: cloud.discovery.table,
        Key: { pk: { S: 'TENANT#demo#LETTERS' }, sk: { S: `LETTER#loop#${letter!.id}` } },
        UpdateExpression: 'SET #a = :v',
        ExpressionAttributeNames: { '#a': attribute },
        ExpressionAttributeValues: { ':v': { N: '1' } },
      });
      return door.send(update).finally(() => door.destroy());
    };
    const refused = { name: 'AccessDeniedException' };
    await expect(change('acme', 'asked')).rejects.toMatchObject(refused);
    await expect(change('demo', 'event')).rejects.toMatchObject(refused);
    await expect(cloud.client('acme').letters('demo')).rejects.toMatchObject(refused);
    await redrive(['--system', 'loop']);
  });

  it('takes an owner or operator, and a letter that is there', async () => {
    expect(await dlq(['list', '--tenant', 'demo', '--as', 'otto'], exit.forbidden)).toContain('This needs the role owner or operator.');
    expect(await dlq(['redrive', '--system', 'audit', '--tenant', 'demo', '--as', 'pia'], exit.forbidden)).toContain('owner or operator');
    expect(await dlq(['list', '--unsorted', '--as', 'ben'], exit.forbidden)).toContain('owner or operator');
    expect(await dlq(['redrive', 'audit/none', '--tenant', 'demo'], exit.cannot)).toContain('demo has no dead letter audit/none.');
    expect(await dlq(['redrive', '--tenant', 'demo'], exit.cannot)).toContain('Say what to send again');
    expect(await dlq(['list', '--system', 'mail', '--tenant', 'demo'], exit.cannot)).toContain(
      'there are audit, wake, rooms, entities, events, publish, loop, achievements, notifications, analytics, warming',
    );
  });
});

describe('a letter that nobody can read', () => {
  it('is kept for the operator, who can have it sorted again', async () => {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: deadLetters, Attributes: { VisibilityTimeout: '0' } }));
    await put('What is this?');
    const unsorted = async () => documents.dlqUnsorted.parse(await dlq(['list', '--unsorted'])).unsorted;
    await eventually(async () => expect(await unsorted()).toMatchObject([{ body: 'What is this?' }]));
    expect(documents.dlqSorted.parse(await dlq(['redrive', '--unsorted']))).toEqual({ moved: 1 });
    await eventually(async () => expect(await unsorted()).toMatchObject([{ body: 'What is this?' }]));
  });
});
