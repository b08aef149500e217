/**
 * What happens in the product is said once and has effect once, however often it is told: a played session, its events, everybody who hears them and
 * everybody who follows the stream. Run it alone: `npx vitest run --project node test/contract/product-events.test.ts`.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand, UpdateItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient, ListEventBusesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventsOf } from '../../cloud/adapters/aws/events-of-record.ts';
import { S3Levels } from '../../cloud/adapters/aws/levels.ts';
import { Objects } from '../../cloud/adapters/aws/objects.ts';
import type { StreamRecord } from '../../cloud/adapters/aws/stream.ts';
import { catalogue, hearers, readEvent, type DomainEvent, type EventType, type Hearer } from '../../cloud/events/catalogue/index.ts';
import type { CloudClient } from '../../cloud/client/index.ts';
import { publishRequestSample } from '../../cloud/events/index.ts';
import type { PublishRequest } from '../../cloud/ports/index.ts';
import { chance, type Chance } from '../../engine/kernel/testing/chance.ts';
import { exit } from '../../src-main/doors/cli/command.ts';
import { main } from '../../src-main/doors/cli/lq.ts';
import { playerIdOf } from '../../src-main/services/cloud/player-id.ts';
import { documents } from './cli-documents.ts';
import { openHome, root, type Home, type Up } from './harness/up.ts';

vi.setConfig({ testTimeout: 60_000 });

const weeks = 3;
let home: Home;
let cloud: Up;
let demo: CloudClient;
let dynamodb: DynamoDBClient;
let lambda: LambdaClient;
let s3: S3Client;
let bus: EventBridgeClient;
let busName: string;
let functions: ReadonlyMap<string, string>;
let played: string;
let ended: string;
let hosted: string;
let pia: string;

beforeAll(async () => {
  home = openHome();
  const folder = join(home.dir, 'short-game');
  cpSync(join(root, 'samples/supply-chain'), folder, { recursive: true });
  const file = join(folder, 'ledgerquest.json');
  const project = JSON.parse(readFileSync(file, 'utf8')) as { scenarios: Record<string, Record<string, unknown>> };
  Object.assign(project.scenarios['benchmark']!, { ticks: weeks, reference: { kpis: { total_cost: '100000.00' }, source: 'Nobody' } });
  writeFileSync(file, JSON.stringify(project));
  cloud = await home.up();
  demo = cloud.client('demo');
  dynamodb = new DynamoDBClient(cloud.aws());
  lambda = new LambdaClient(cloud.aws());
  s3 = new S3Client({ ...cloud.aws(), forcePathStyle: true });
  bus = new EventBridgeClient(cloud.aws());
  const { EventBuses = [] } = await bus.send(new ListEventBusesCommand({}));
  busName = EventBuses.find(({ Name }) => Name !== 'default')!.Name!;
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  functions = new Map(Functions.map(({ FunctionName, Handler }) => [Handler!.replace('.handler', ''), FunctionName!]));
  await home.json(['trust', folder]);
  await home.json(['publish', folder, '--tenant', 'demo', '--as', 'ada']);
  pia = playerIdOf(home.data, 'pia');
  await play();
}, 240_000);
afterAll(async () => {
  for (const client of [dynamodb, lambda, s3, bus]) client?.destroy();
  await cloud?.stop();
  home?.remove();
});

const eventually = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 40_000, interval: 100 });

/**
 * One session to its end by two players, one that is paused, goes on and is ended, one on a host of its own, one that is parked, a publish that is
 * refused, and a budget that is spent.
 */
async function play(): Promise<void> {
  const begin = () => demo.startSession({ tenant: 'demo', level: 'beer-game', person: 'ada', scenario: 'benchmark' });
  ({ id: played } = await begin());
  const send = (player: string, type: string, payload: object) =>
    demo.sendCommand({ tenant: 'demo', session: played }, { type, payload: payload as never, player });
  await send(pia, 'TakeStage', { stage: 'retailer' });
  await send('p-2', 'TakeStage', { stage: 'wholesaler' });
  for (let week = 1; week <= weeks; week += 1) {
    for (const player of [pia, 'p-2']) await send(player, 'PlaceOrder', { quantity: 4 });
    await eventually(async () => expect((await demo.session('demo', played)).ticks).toBe(week));
  }
  ({ id: ended } = await begin());
  await demo.sendCommand({ tenant: 'demo', session: ended }, { type: 'TakeStage', payload: { stage: 'factory' }, player: 'p-2' });
  for (const change of ['pause', 'resume', 'end'] as const)
    await demo.changePhase({ tenant: 'demo', session: ended, change, person: 'ada' });
  ({ id: hosted } = await demo.startSession({ tenant: 'demo', level: 'beer-game', person: 'ada', scenario: 'benchmark', host: 'hot' }));
  const take = (player: string, stage: string) =>
    demo.sendCommand({ tenant: 'demo', session: hosted }, { type: 'TakeStage', payload: { stage } as never, player });
  await take('p-3', 'factory');
  await eventually(async () => expect((await demo.session('demo', hosted)).head).toMatchObject({ loop: 'running', seats: 1 }));
  await take('p-4', 'retailer');
  await demo.changePhase({ tenant: 'demo', session: hosted, change: 'end', person: 'ada' });
  const { id: stuck } = await begin();
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: cloud.discovery.table,
      Key: { pk: { S: `TENANT#demo#SESSION#${stuck}` }, sk: { S: 'HEAD' } },
      UpdateExpression: 'SET #loop = :parked',
      ExpressionAttributeNames: { '#loop': 'loop' },
      ExpressionAttributeValues: { ':parked': { S: 'parked' } },
    }),
  );
  const door = new S3Client({ ...cloud.aws('demo'), forcePathStyle: true });
  // Signed by nobody whom the tenant knows.
  const request = { ...publishRequestSample, id: 'p-bad', tenant: 'demo', level: 'beer-game' } as PublishRequest;
  await new S3Levels(new Objects(door, cloud.discovery.bucket)).putRequest(request);
  door.destroy();
  await eventually(async () => {
    const ids = raised(await recordsOfStream()).map(({ detail }) => detail.id);
    expect(ids).toContain('p-bad.refused');
    for (const session of [played, ended, hosted]) {
      const { head } = await demo.session('demo', session);
      expect(head).toMatchObject({ done: true, loop: 'idle' });
      expect(ids, 'the last that happens to it').toContain(`${session}.sealed.${String(head.version).padStart(12, '0')}`);
    }
  });
  const quota = (dollars: string) =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName: cloud.discovery.table,
        Key: { pk: { S: 'TENANT#demo#LIMITS' }, sk: { S: 'LIMITS' } },
        UpdateExpression: 'SET dollars = :dollars',
        ExpressionAttributeValues: { ':dollars': { S: dollars } },
      }),
    );
  await quota('0.000000001');
  // A limit is believed for half a minute.
  await vi.waitFor(
    async () => {
      await call('session-sweep', {});
      expect(await demo.session('demo', stuck)).toMatchObject({ state: 'paused', why: 'budget' });
    },
    { timeout: 45_000, interval: 1_000 },
  );
  await quota('1000');
}

/** Everything that the table's stream says, as a mapping delivers it. */
async function recordsOfStream(): Promise<StreamRecord[]> {
  const streams = new DynamoDBStreamsClient(cloud.aws());
  const { Streams } = await streams.send(new ListStreamsCommand({ TableName: cloud.discovery.table }));
  const StreamArn = Streams![0]!.StreamArn!;
  let { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId: 'shardId-00000000000000000000-00000000', ShardIteratorType: 'TRIM_HORIZON' }),
  );
  const records: StreamRecord[] = [];
  for (;;) {
    const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    if (Records.length === 0) break;
    records.push(...(Records as unknown as StreamRecord[]));
    ShardIterator = NextShardIterator;
  }
  streams.destroy();
  const seconds = (at: unknown): number => Math.floor((at as Date).getTime() / 1000);
  return records.map(({ eventID, eventName, dynamodb: change }) => ({
    eventID,
    eventName,
    dynamodb: { ...delivered(change), ApproximateCreationDateTime: seconds(change.ApproximateCreationDateTime) },
  }));
}
/** Bytes of an image are base64 there. */
const delivered = (change: StreamRecord['dynamodb']): StreamRecord['dynamodb'] =>
  JSON.parse(
    JSON.stringify(change, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value)),
  ) as StreamRecord['dynamodb'];

/** Every event that was raised, each once. */
const raised = (records: readonly StreamRecord[]): DomainEvent[] => [
  ...new Map(records.flatMap((record) => eventsOf(record)).map((event) => [event.detail.id, event])).values(),
];
const onTheBus = ({ type, detail }: DomainEvent) => ({
  source: catalogue.find((each) => each.type === type)!.source,
  'detail-type': type,
  detail,
});
async function lines(tenant = 'demo'): Promise<string[]> {
  const found: string[] = [];
  for await (const line of cloud.client(tenant).analytics(tenant, {})) found.push(line);
  return found;
}

/** Items and objects of the tenant, byte for byte. */
async function everything(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb.send(
      new ScanCommand({ TableName: cloud.discovery.table, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) }),
    );
    for (const item of page.Items ?? [])
      if (item['pk']!.S!.startsWith('TENANT#demo#'))
        found.set(`${item['pk']!.S} ${item['sk']!.S}`, JSON.stringify(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1))));
    from = page.LastEvaluatedKey;
  } while (from);
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: cloud.discovery.bucket, Prefix: 'tenants/demo/' }));
  for (const { Key, VersionId, ETag } of Versions) found.set(`${Key} ${VersionId}`, String(ETag));
  return found;
}

async function call(handler: string, payload: unknown): Promise<{ failed: boolean; answer: string }> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functions.get(handler)!, Payload: new TextEncoder().encode(JSON.stringify(payload)) }),
  );
  return { failed: FunctionError !== undefined, answer: new TextDecoder().decode(Payload) };
}

async function lq<T>(schema: { parse(value: unknown): T }, args: readonly string[]): Promise<T> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main([...args, '--data', home.data, '--json'], { out: (line) => out.push(line), err: (line) => err.push(line) });
  expect(code, err.join('\n')).toBe(exit.ok);
  return schema.parse(JSON.parse(out[0]!));
}

/** All that was raised has been heard and kept. */
const heardAll = (): Promise<{ records: StreamRecord[]; events: DomainEvent[] }> =>
  eventually(async () => {
    const records = await recordsOfStream();
    const events = raised(records);
    const kept = new Set((await lines()).map((line) => (JSON.parse(line) as { id: string }).id));
    expect(new Set(events.map(({ detail }) => detail.id))).toEqual(kept);
    expect((await demo.notices('demo', 'ada')).length).toBe(events.filter(({ type }) => isHeard('notifications', type)).length);
    expect(await demo.achievements('demo', pia)).toHaveLength(2);
    return { records, events };
  });
const isHeard = (hearer: Hearer, type: EventType): boolean => (hearers[hearer] as readonly EventType[]).includes(type);

describe('a session that is played', () => {
  it('raises every event that a part raises, each as its schema says, and without a name of anybody', async () => {
    const { events } = await heardAll();
    for (const event of events) expect(readEvent(onTheBus(event)), event.detail.id).toEqual(event);
    const types = new Set(events.map(({ type }) => type));
    expect(catalogue.filter((kind) => 'raisedAt' in kind && !types.has(kind.type)).map(({ type }) => type)).toEqual([]);
    expect(catalogue.filter((kind) => !('raisedAt' in kind) && types.has(kind.type))).toEqual([]);
    expect(JSON.stringify(events)).not.toMatch(/\bada\b|\bpia\b/);
    const finished = events.filter(({ type, detail }) => type === 'SessionFinished.v1' && 'session' in detail && detail.session === played);
    expect(finished).toMatchObject([{ detail: { how: 'played', ticks: weeks, players: 2 } }]);
    expect(events.filter(({ type }) => type === 'SliceCommitted.v1').length).toBeLessThan(10);
  });

  it('is told to its tenant, and its players have achieved something', async () => {
    await heardAll();
    const { achievements } = await lq(documents.achievementsList, ['achievements', 'list', '--tenant', 'demo', '--as', 'pia']);
    expect(achievements.map(({ label, session }) => [label, session])).toEqual([
      ['Beat the published result', played],
      ['Played a game to its end', played],
    ]);
    const all = await lq(documents.achievementsList, ['achievements', 'list', played, '--as', 'ada']);
    expect(new Set(all.achievements.map(({ player }) => player))).toEqual(new Set([pia, 'p-2']));
    const list = () => lq(documents.notificationsList, ['notifications', 'list', '--tenant', 'demo', '--as', 'ada', '--unread']);
    const { notices } = await list();
    expect(notices.map(({ kind }) => kind).toSorted()).toEqual([
      'budget',
      'finished',
      'finished',
      'finished',
      'parked',
      'published',
      'refused',
    ]);
    expect(notices.find(({ kind }) => kind === 'published')?.said).toMatchObject({ channel: 'live', revision: 1, publisher: 'ada' });
    expect(await lq(documents.notificationsRead, ['notifications', 'read', '--tenant', 'demo', '--as', 'ada'])).toMatchObject({
      marked: 7,
    });
    expect((await list()).notices).toEqual([]);
    const out: string[] = [];
    const io = { out: (line: string) => out.push(line), err: (line: string) => out.push(line) };
    expect(await main(['achievements', 'list', played, '--as', 'pia', '--data', home.data], io)).toBe(exit.forbidden);
  });

  it('can be queried where it lies, one line for each event, and brought into a file', async () => {
    const { events } = await heardAll();
    const file = join(home.dir, 'events.ndjson');
    const args = ['analytics', 'export', '--tenant', 'demo', '--file', file, '--as', 'ada'];
    expect(await lq(documents.analyticsExport, args)).toMatchObject({ lines: events.length });
    const rows = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(rows.map((row) => Object.keys(JSON.parse(row) as object).slice(0, 4))).toEqual(rows.map(() => ['type', 'id', 'tenant', 'at']));
    const { Versions = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: cloud.discovery.bucket, Prefix: 'tenants/demo/analytics/' }),
    );
    expect(Versions).toHaveLength(events.length);
    for (const { Key } of Versions) expect(Key).toMatch(/^tenants\/demo\/analytics\/dt=\d{4}-\d\d-\d\d\/hour=\d\d\/[\w.-]+\.ndjson$/);
  });
});

describe('everything told again', () => {
  it('to everybody who hears events and everybody who follows the stream, twice and shuffled, leaves every byte as it is', async () => {
    const { records, events } = await heardAll();
    const before = await everything();
    const dice = chance(7);
    for (const hearer of Object.keys(hearers) as Hearer[]) {
      const theirs = events.filter(({ type }) => isHeard(hearer, type));
      const told = shuffled([...theirs, ...theirs], dice);
      for (const event of told) expect(await call(`event-${hearer}`, onTheBus(event)), hearer).toMatchObject({ failed: false });
    }
    // A stream keeps its order and may begin anew anywhere.
    for (const follower of ['audit-writer', 'event-publisher'])
      for (const from of [0, Math.floor(records.length / 2)])
        for (let at = from; at < records.length; at += 100)
          expect(await call(follower, { Records: records.slice(at, at + 100) }), follower).toEqual({
            failed: false,
            answer: '{"batchItemFailures":[]}',
          });
    await sentinel('s-after');
    const after = await everything();
    expect([...after.keys()].filter((key) => after.get(key) !== before.get(key))).toEqual([]);
    expect(after.size).toBe(before.size);
    expect(before.size).toBeGreaterThan(40);
    expect((await demo.verifyAudit('demo')).findings).toEqual([]);
  });
});

const shuffled = <T>(items: readonly T[], dice: Chance): T[] =>
  items
    .map((item) => ({ item, at: dice.below(1e9) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** An event of another tenant that everybody hears after those before it. */
async function sentinel(session: string): Promise<void> {
  const detail = { ...sample('session-finished'), id: `${session}.finished`, tenant: 'acme', session };
  await say('SessionFinished.v1', detail);
  await eventually(async () => {
    expect((await lines('acme')).map((line) => (JSON.parse(line) as { id: string }).id)).toContain(detail.id);
    expect((await cloud.client('acme').notices('acme', 'ben')).map(({ about }) => about)).toContain(session);
  });
}
const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, `cloud/events/catalogue/${name}.v1.sample.json`), 'utf8')) as Record<string, unknown>;
const say = async (type: EventType, detail: object): Promise<void> => {
  const { FailedEntryCount } = await bus.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: busName,
          Source: catalogue.find((kind) => kind.type === type)!.source,
          DetailType: type,
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  expect(FailedEntryCount).toBe(0);
};

describe('an event that is not what its schema says', () => {
  it('holds up nobody, becomes a letter of its tenant, and comes back when it is sent again', async () => {
    const bad = { ...sample('session-finished'), id: 's-bad.finished', session: 's-bad', how: 'won' };
    await say('SessionFinished.v1', bad);
    await sentinel('s-next');
    const poison = { source: 'ledgerquest.session', 'detail-type': 'SessionFinished.v1', detail: bad };
    const { failed, answer } = await call('event-notifications', poison);
    const { errorMessage } = JSON.parse(answer) as { errorMessage: string };
    expect(failed).toBe(true);
    expect(errorMessage).toContain('SessionFinished.v1 is not as its schema says: how: ');
    await reportUnheard('event-notifications', poison, errorMessage);
    const letters = () => lq(documents.dlqList, ['dlq', 'list', '--tenant', 'demo', '--as', 'ada']);
    const [letter] = await eventually(async () => {
      const found = (await letters()).letters;
      expect(found).toHaveLength(1);
      return found;
    });
    expect(letter).toMatchObject({ letter: 'notifications/s-bad.finished', about: 's-bad', tries: 3, error: errorMessage });
    const io = { out: (): void => {}, err: (): void => {} };
    const redrive = ['dlq', 'redrive', '--system', 'notifications', '--tenant', 'demo', '--as', 'ada', '--data', home.data];
    expect(await main(redrive, io)).toBe(exit.differs);
    expect((await letters()).letters).toMatchObject([{ tries: 4 }]);
  });

  it('and one whose hearer is well again has its effect, once', async () => {
    const event = onTheBus({ type: 'BudgetSpent.v1', detail: sample('budget-spent') } as DomainEvent);
    await reportUnheard('event-notifications', event, 'The table could not be reached');
    const letter = ['--system', 'notifications', '--tenant', 'demo', '--as', 'ada'];
    await eventually(async () => expect((await lq(documents.dlqList, ['dlq', 'list', ...letter])).letters).toHaveLength(2));
    const budget = async () => (await demo.notices('demo', 'ada')).filter(({ kind, said }) => kind === 'budget' && said['percent'] === 80);
    expect(await budget()).toEqual([]);
    const one = ['dlq', 'redrive', 'notifications/2026-11.spent.80', '--tenant', 'demo', '--as', 'ada'];
    expect((await lq(documents.dlqRedrive, one)).letters).toMatchObject([{ outcome: 'done' }]);
    expect(await budget()).toHaveLength(1);
    await call('event-notifications', event);
    expect(await budget()).toHaveLength(1);
  });
});

/** What Lambda reports of an event that a hearer has failed at three times. */
async function reportUnheard(handler: string, requestPayload: unknown, errorMessage: string): Promise<void> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const { FunctionArn } = Functions.find(({ FunctionName }) => FunctionName === functions.get(handler))!;
  const sqs = new SQSClient(cloud.aws());
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
  const report = {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: { requestId: 'r', functionArn: `${FunctionArn}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage },
  };
  const QueueUrl = QueueUrls.find((url) => url.includes('DeadLetters'))!;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(report) }));
  sqs.destroy();
}

describe('an event that was made up', () => {
  it('cannot be said from a tenant’s door, of its own tenant or another’s', async () => {
    for (const tenant of ['demo', 'acme']) {
      const door = new EventBridgeClient(cloud.aws(tenant));
      const Detail = JSON.stringify({ ...sample('session-finished'), tenant: 'demo' });
      const Entries = [{ EventBusName: busName, Source: 'ledgerquest.session', DetailType: 'SessionFinished.v1', Detail }];
      await expect(door.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
      door.destroy();
    }
  });

  it('gives nobody an achievement: what counts is how the session stands', async () => {
    const before = await everything();
    for (const session of [ended, 's-never']) {
      const detail = { ...sample('session-finished'), id: `${session}.finished`, session };
      expect(await call('event-achievements', onTheBus({ type: 'SessionFinished.v1', detail } as DomainEvent))).toMatchObject({
        failed: false,
      });
    }
    expect(await everything()).toEqual(before);
    expect(
      await call('event-achievements', { source: 'aws.s3', 'detail-type': 'SessionFinished.v1', detail: sample('session-finished') }),
    ).toMatchObject({
      failed: true,
      answer: expect.stringContaining('is no event of the catalogue') as string,
    });
  });
});
