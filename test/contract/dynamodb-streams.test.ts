import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDynamoDb, type DynamoDb } from '../../cloud/local/dynamodb/index.ts';
import { openTestCloud, refusal, type TestCloud } from './harness/local-cloud.ts';

let cloud: TestCloud;
let dynamo: DynamoDb;
let db: DynamoDBClient;
let streams: DynamoDBStreamsClient;
let StreamArn: string;
const TableName = 'changes';
const heard: string[] = [];

beforeAll(async () => {
  cloud = await openTestCloud((context) => (dynamo = createDynamoDb(context)).services);
  db = new DynamoDBClient(cloud.client());
  streams = new DynamoDBStreamsClient(cloud.client());
  dynamo.onRecords((arn) => heard.push(arn));
  const { TableDescription } = await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  StreamArn = TableDescription!.LatestStreamArn!;
});
afterAll(() => cloud.close());

async function iterator(ShardIteratorType: ShardIteratorType, SequenceNumber?: string): Promise<string> {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription!.Shards![0]!.ShardId;
  return (await streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType, SequenceNumber }))).ShardIterator!;
}
const records = async (ShardIterator: string, Limit?: number) => streams.send(new GetRecordsCommand({ ShardIterator, Limit }));
const put = (id: string, v: string) => db.send(new PutItemCommand({ TableName, Item: { id: { S: id }, v: { S: v } } }));

test('the stream tells of every change with the item before and after, in order', async () => {
  await put('a', '1');
  await db.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: 'a' } },
      UpdateExpression: 'SET v = :v',
      ExpressionAttributeValues: { ':v': { S: '2' } },
    }),
  );
  await put('a', '2');
  await db.send(new DeleteItemCommand({ TableName, Key: { id: { S: 'a' } } }));
  await db.send(new DeleteItemCommand({ TableName, Key: { id: { S: 'never' } } }));
  const { Records } = await records(await iterator('TRIM_HORIZON'));
  expect(Records!.map(({ eventName, dynamodb }) => [eventName, dynamodb!.OldImage?.['v']?.S, dynamodb!.NewImage?.['v']?.S])).toEqual([
    ['INSERT', undefined, '1'],
    ['MODIFY', '1', '2'],
    ['REMOVE', '2', undefined],
  ]);
  expect(Records![0]).toMatchObject({
    eventSource: 'aws:dynamodb',
    dynamodb: { Keys: { id: { S: 'a' } }, StreamViewType: 'NEW_AND_OLD_IMAGES', ApproximateCreationDateTime: expect.any(Date) },
  });
  expect(new Set(Records!.map(({ eventID }) => eventID)).size).toBe(3);
  const sequence = Records!.map(({ dynamodb }) => dynamodb!.SequenceNumber!);
  expect([...sequence].sort()).toEqual(sequence);
  expect(heard).toEqual([StreamArn, StreamArn, StreamArn]);
});

test('iterators begin where they are asked to and go on from page to page', async () => {
  for (const id of ['p', 'q', 'r']) await put(id, 'x');
  const all = (await records(await iterator('TRIM_HORIZON'))).Records!;
  const latest = await iterator('LATEST');
  expect((await records(latest)).Records).toEqual([]);
  await put('after', 'x');
  expect((await records(latest)).Records!.map(({ dynamodb }) => dynamodb!.Keys!['id']!.S)).toEqual(['after']);
  const third = all[2]!.dynamodb!.SequenceNumber!;
  expect((await records(await iterator('AT_SEQUENCE_NUMBER', third), 1)).Records![0]!.eventID).toBe(all[2]!.eventID);
  expect((await records(await iterator('AFTER_SEQUENCE_NUMBER', third), 1)).Records![0]!.eventID).toBe(all[3]!.eventID);
  const first = await records(await iterator('TRIM_HORIZON'), 2);
  const second = await records(first.NextShardIterator!, 2);
  expect([...first.Records!, ...second.Records!].map(({ eventID }) => eventID)).toEqual(all.slice(0, 4).map(({ eventID }) => eventID));
});

test('a transaction puts all of its changes into the stream, a cancelled one none', async () => {
  const from = await iterator('LATEST');
  const transact = (ConditionExpression: string) =>
    db.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: { id: { S: 't1' }, v: { S: ConditionExpression } } } },
          { Put: { TableName, Item: { id: { S: 't2' } }, ConditionExpression } },
        ],
      }),
    );
  expect(await refusal(transact('attribute_exists(id)'))).toMatchObject({ name: 'TransactionCanceledException' });
  await transact('attribute_not_exists(id)');
  expect((await records(from)).Records!.map(({ dynamodb }) => dynamodb!.Keys!['id']!.S)).toEqual(['t1', 't2']);
});

test('a consumer keeps its place, and begins again there after a restart', async () => {
  const consumer = dynamo.consumer(StreamArn, 'reader', 'LATEST');
  for (const id of ['c1', 'c2', 'c3']) await put(id, 'x');
  const [first] = consumer.next(1);
  consumer.advance(first!.position);
  const again = createDynamoDb(cloud.context).consumer(StreamArn, 'reader', 'LATEST');
  expect(again.next(10).map(({ record }) => record.dynamodb.Keys['id'])).toEqual([{ S: 'c2' }, { S: 'c3' }]);
});

test('streams are listed; an unknown one, a bad and an old iterator are refused', async () => {
  expect((await streams.send(new ListStreamsCommand({ TableName }))).Streams).toEqual([
    { StreamArn, TableName, StreamLabel: expect.any(String) },
  ]);
  expect(await refusal(streams.send(new DescribeStreamCommand({ StreamArn: `${StreamArn}x` })))).toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(await refusal(records('not-an-iterator'))).toMatchObject({ name: 'ValidationException' });
  const old = await iterator('TRIM_HORIZON');
  cloud.skew(16 * 60_000);
  const late = new DynamoDBStreamsClient({ ...cloud.client(), systemClockOffset: 16 * 60_000 });
  expect(await refusal(late.send(new GetRecordsCommand({ ShardIterator: old })))).toMatchObject({ name: 'ExpiredIteratorException' });
  cloud.skew(0);
});

test('records are kept for a day', async () => {
  cloud.skew(25 * 60 * 60_000);
  dynamo.sweep();
  cloud.skew(0);
  expect((await records(await iterator('TRIM_HORIZON'))).Records).toEqual([]);
});
