/**
 * What docs/dynamodb.md claims of the embedded DynamoDB, case by case, on the wire: every row of that page names a test that there is, and every
 * test here stands in a row. Run it alone: `npx vitest run --project node test/contract/dynamodb-claims.test.ts`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-dynamodb';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  type AttributeValue,
  type QueryCommandInput,
  type TransactWriteItem,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDb, type DynamoDb } from '../../cloud/local/dynamodb/index.ts';
import { parameters } from '../../cloud/local/dynamodb/parameters.ts';
import { openTestCloud, refusal, type TestCloud } from './harness/local-cloud.ts';

let cloud: TestCloud;
let dynamo: DynamoDb;
let db: DynamoDBClient;
const TableName = 'claims';

beforeAll(async () => {
  cloud = await openTestCloud((context) => (dynamo = createDynamoDb(context)).services);
  db = new DynamoDBClient(cloud.client());
  await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
        { AttributeName: 'kind', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        { IndexName: 'by-kind', KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
  await db.send(
    new CreateTableCommand({
      TableName: 'texts',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'a', AttributeType: 'S' },
        { AttributeName: 'b', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'a', KeyType: 'HASH' },
        { AttributeName: 'b', KeyType: 'RANGE' },
      ],
    }),
  );
});
afterAll(() => cloud.close());

type Attributes = Record<string, AttributeValue>;
const key = (pk: string, sk: number | string = 0): Attributes => ({ pk: { S: pk }, sk: { N: String(sk) } });
const put = (Item: Attributes, more: object = {}) => db.send(new PutItemCommand({ TableName, Item, ...more }));
const get = async (Key: Attributes) => (await db.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
const update = (Key: Attributes, UpdateExpression: string, more: object = {}) =>
  db.send(new UpdateItemCommand({ TableName, Key, UpdateExpression, ...more }));
const query = (pk: string, more: Partial<QueryCommandInput> = {}) =>
  db.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ...more,
      ExpressionAttributeValues: { ':pk': { S: pk }, ...more.ExpressionAttributeValues },
    }),
  );
const transact = (TransactItems: TransactWriteItem[], more: object = {}) =>
  db.send(new TransactWriteItemsCommand({ TransactItems, ...more }));
const text = (bytes: number): AttributeValue => ({ S: 'x'.repeat(bytes) });
const validation = (message: unknown) => ({ name: 'ValidationException', message });
const withStart = (start: string): unknown => expect.stringMatching(new RegExp(`^${start.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));

describe('conditional writes', () => {
  test('of writers that race on one condition one wins, and the others are told', async () => {
    await put({ ...key('race'), version: { N: '0' } });
    const attempts = Array.from({ length: 12 }, (_, writer) =>
      update(key('race'), 'SET version = :next, writer = :writer', {
        ConditionExpression: 'version = :now',
        ExpressionAttributeValues: { ':now': { N: '0' }, ':next': { N: '1' }, ':writer': { N: String(writer) } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    const outcomes = await Promise.allSettled(attempts);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(lost).toHaveLength(11);
    const stored = await get(key('race'));
    expect(stored).toMatchObject({ version: { N: '1' }, writer: { N: String(winner) } });
    for (const error of lost) expect(error).toMatchObject({ name: 'ConditionalCheckFailedException', Item: stored });
  });

  test('an item that is not there has no attribute: nothing is equal, everything is unequal', async () => {
    const remove = (ConditionExpression: string) =>
      db.send(
        new DeleteItemCommand({
          TableName,
          Key: key('absent'),
          ConditionExpression,
          ...(ConditionExpression.includes(':') && { ExpressionAttributeValues: { ':n': { N: '1' } } }),
        }),
      );
    for (const holds of ['attribute_not_exists(pk)', 'n <> :n', 'NOT n = :n', 'NOT n < :n'])
      await expect(remove(holds), holds).resolves.toBeDefined();
    for (const fails of ['attribute_exists(pk)', 'n = :n', 'n < :n', 'n >= :n'])
      expect(await refusal(remove(fails)), fails).toMatchObject({
        name: 'ConditionalCheckFailedException',
        message: 'The conditional request failed',
      });
  });
});

describe('transactions', () => {
  test('reasons stand in the order of the items, with the old item where it was asked for, and a ValidationError where an update cannot be', async () => {
    await put({ ...key('reasons', 1), n: { N: '1' } });
    await put({ ...key('reasons', 2), n: { S: 'one' } });
    const failed = await refusal(
      transact([
        { Put: { TableName, Item: key('reasons', 0) } },
        {
          Update: {
            TableName,
            Key: key('reasons', 1),
            UpdateExpression: 'SET n = :n',
            ConditionExpression: 'attribute_not_exists(n)',
            ExpressionAttributeValues: { ':n': { N: '2' } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        { Update: { TableName, Key: key('reasons', 2), UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': { N: '1' } } } },
        { ConditionCheck: { TableName, Key: key('reasons', 3), ConditionExpression: 'attribute_exists(pk)' } },
      ]),
    );
    expect(failed).toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ValidationError, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: { ...key('reasons', 1), n: { N: '1' } } },
        { Code: 'ValidationError', Message: 'An operand in the update expression has an incorrect data type' },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      ],
    });
    expect((failed['CancellationReasons'] as object[])[3]).not.toHaveProperty('Item');
    expect(await get(key('reasons', 0))).toBeUndefined();
  });

  test('a hundred items happen together, and one more or none is refused', async () => {
    const puts = (count: number) => Array.from({ length: count }, (_, sk) => ({ Put: { TableName, Item: key('hundred', sk) } }));
    await transact(puts(100));
    expect((await query('hundred')).Count).toBe(100);
    expect(await refusal(transact(puts(101)))).toMatchObject(
      validation(
        expect.stringContaining("at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100"),
      ),
    );
    expect(await refusal(transact([]))).toMatchObject(validation(expect.stringContaining('greater than or equal to 1')));
  });

  test('more than four megabytes are refused, written or read', async () => {
    const big = (sk: number) => ({ ...key('megabytes', sk), body: text(390_000) });
    const puts = Array.from({ length: 11 }, (_, sk) => ({ Put: { TableName, Item: big(sk) } }));
    const tooMuch = validation(expect.stringContaining('aggregate size of the items in the transaction cannot exceed 4'));
    expect(await refusal(transact(puts))).toMatchObject(tooMuch);
    await transact(puts.slice(0, 10));
    await put(big(10));
    const gets = puts.map((_, sk) => ({ Get: { TableName, Key: key('megabytes', sk) } }));
    expect(await refusal(db.send(new TransactGetItemsCommand({ TransactItems: gets })))).toMatchObject(tooMuch);
    expect((await db.send(new TransactGetItemsCommand({ TransactItems: gets.slice(1) }))).Responses).toHaveLength(10);
  });

  test('an item twice is refused, by a check too, and under another notation of its key', async () => {
    const twice = validation('Transaction request cannot include multiple operations on one item');
    const Put = { TableName, Item: key('twice', 1) };
    const ConditionCheck = { TableName, Key: key('twice', '1.0'), ConditionExpression: 'attribute_exists(pk)' };
    expect(await refusal(transact([{ Put }, { ConditionCheck }]))).toMatchObject(twice);
    const Get = { TableName, Key: key('twice', 1) };
    expect(await refusal(db.send(new TransactGetItemsCommand({ TransactItems: [{ Get }, { Get }] })))).toMatchObject(twice);
  });
});

describe('queries and scans', () => {
  const six = async (pk: string) => {
    for (let sk = 0; sk < 6; sk += 1) await put({ ...key(pk, sk), even: { BOOL: sk % 2 === 0 }, body: text(1000) });
  };

  test('Select COUNT counts and shows no item, and each Select goes with what it needs', async () => {
    await six('select');
    const counted = await query('select', { Select: 'COUNT' });
    expect([counted.Count, counted.ScannedCount, counted.Items]).toEqual([6, 6, undefined]);
    expect(await refusal(query('select', { Select: 'SPECIFIC_ATTRIBUTES' }))).toMatchObject(
      validation('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES'),
    );
    expect(await refusal(query('select', { Select: 'COUNT', ProjectionExpression: 'sk' }))).toMatchObject(
      validation('Cannot specify the ProjectionExpression when choosing to get COUNT'),
    );
    expect(await refusal(query('select', { Select: 'ALL_PROJECTED_ATTRIBUTES' }))).toMatchObject(
      validation(expect.stringContaining('ALL_PROJECTED_ATTRIBUTES can be used only when')),
    );
  });

  test('a page that Limit ends has a key to go on from, at the last item too; the page after it is empty and has none', async () => {
    await six('limit');
    const first = await query('limit', { Limit: 6 });
    expect([first.Count, first.LastEvaluatedKey]).toEqual([6, key('limit', 5)]);
    const rest = await query('limit', { Limit: 6, ExclusiveStartKey: first.LastEvaluatedKey! });
    expect([rest.Count, rest.Items, rest.LastEvaluatedKey]).toEqual([0, [], undefined]);
    expect((await query('limit', { Limit: 7 })).LastEvaluatedKey).toBeUndefined();
    expect(await refusal(query('limit', { Limit: 0 }))).toMatchObject(
      validation(
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ),
    );
  });

  test('ScannedCount and capacity are of what was read, Count of what the filter left; a projection changes none of them', async () => {
    await six('counts');
    const filtered = {
      FilterExpression: 'even = :yes',
      ExpressionAttributeValues: { ':yes': { BOOL: true } },
      ReturnConsumedCapacity: 'TOTAL' as const,
    };
    const whole = await query('counts', filtered);
    const part = await query('counts', { ...filtered, ProjectionExpression: 'sk' });
    for (const { Count, ScannedCount, ConsumedCapacity } of [whole, part])
      expect([Count, ScannedCount, ConsumedCapacity?.CapacityUnits]).toEqual([3, 6, 1]);
    expect(part.Items).toEqual([{ sk: { N: '0' } }, { sk: { N: '2' } }, { sk: { N: '4' } }]);
    const scanned = await db.send(
      new ScanCommand({
        TableName,
        FilterExpression: 'pk = :pk AND even = :yes',
        ExpressionAttributeValues: { ':pk': { S: 'counts' }, ':yes': { BOOL: true } },
        Select: 'COUNT',
        Limit: 3,
      }),
    );
    expect(scanned.ScannedCount).toBe(3);
    expect(scanned.LastEvaluatedKey).toBeDefined();
  });
});

describe('consumed capacity', () => {
  const total = { ReturnConsumedCapacity: 'TOTAL' as const };
  const read = async (Key: Attributes, ConsistentRead: boolean) =>
    (await db.send(new GetItemCommand({ TableName, Key, ConsistentRead, ...total }))).ConsumedCapacity?.CapacityUnits;
  const readTogether = async (Key: Attributes) =>
    (await db.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }], ...total }))).ConsumedCapacity;

  test('reading costs half when it is eventual and double in a transaction; nothing costs what 4 KB do', async () => {
    await put({ ...key('reading'), body: text(9000) });
    expect([await read(key('reading'), false), await read(key('reading'), true)]).toEqual([1.5, 3]);
    expect(await readTogether(key('reading'))).toMatchObject([{ TableName, CapacityUnits: 6, ReadCapacityUnits: 6 }]);
    expect([await read(key('nobody'), false), await read(key('nobody'), true)]).toEqual([0.5, 1]);
    expect(await readTogether(key('nobody'))).toMatchObject([{ CapacityUnits: 2 }]);
    expect((await db.send(new GetItemCommand({ TableName, Key: key('reading') }))).ConsumedCapacity).toBeUndefined();
  });

  test('writing costs by the larger of before and after, double in a transaction, and INDEXES says where', async () => {
    const units = async (Item: Attributes, more: object = total) => (await put(Item, more)).ConsumedCapacity;
    expect(await units({ ...key('writing'), body: text(3000) })).toMatchObject({ CapacityUnits: 3 });
    expect(await units(key('writing'))).toMatchObject({ CapacityUnits: 3 });
    expect(await units(key('writing'))).toMatchObject({ CapacityUnits: 1 });
    const { ConsumedCapacity } = await transact([{ Put: { TableName, Item: { ...key('writing'), body: text(1500) } } }], total);
    expect(ConsumedCapacity).toMatchObject([{ CapacityUnits: 4, WriteCapacityUnits: 4 }]);
    expect(await units({ ...key('writing', 2), kind: { S: 'w' } }, { ReturnConsumedCapacity: 'INDEXES' })).toMatchObject({
      CapacityUnits: 2,
      Table: { CapacityUnits: 1 },
      GlobalSecondaryIndexes: { 'by-kind': { CapacityUnits: 1 } },
    });
  });

  test('a query costs what it read together, not item by item, and a batch item by item', async () => {
    for (let sk = 0; sk < 8; sk += 1) await put({ ...key('together', sk), body: text(900) });
    expect((await query('together', { ...total, ConsistentRead: true })).ConsumedCapacity?.CapacityUnits).toBe(2);
    const Keys = Array.from({ length: 8 }, (_, sk) => key('together', sk));
    const batch = await db.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } }, ...total }));
    expect(batch.ConsumedCapacity).toMatchObject([{ TableName, CapacityUnits: 4 }]);
  });
});

describe('time to live', () => {
  test('is switched on for one attribute and off again, counts in seconds, and leaves what is more than five years old', async () => {
    const state = async () => (await db.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    const change = (Enabled: boolean) =>
      db.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName: 'until' } }));
    expect(await state()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await change(true);
    expect(await state()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'until' });
    expect(await refusal(change(true))).toMatchObject(validation('TimeToLive is already enabled'));
    const now = Math.floor(Date.now() / 1000);
    const lives = { past: now - 60, future: now + 60, milliseconds: now * 1000, ancient: now - 6 * 365 * 86_400 };
    for (const [name, until] of Object.entries(lives)) await put({ ...key(`ttl-${name}`), until: { N: String(until) } });
    expect(await get(key('ttl-past')), 'what has run out is there until it is swept').toBeDefined();
    dynamo.sweep();
    const left: string[] = [];
    for (const name of Object.keys(lives)) if (await get(key(`ttl-${name}`))) left.push(name);
    expect(left).toEqual(['future', 'milliseconds', 'ancient']);
    await change(false);
    expect(await state()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });
});

describe('batches', () => {
  const writing = (requests: WriteRequest[]) => db.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
  const reading = (Keys: Attributes[]) => db.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
  const keys = (count: number) => Array.from({ length: count }, (_, sk) => key('batches', sk));
  const puts = (count: number) => keys(count).map((Item) => ({ PutRequest: { Item } }));

  test('26 writes, 101 reads, none, or a key twice are refused, and nothing is written', async () => {
    expect(await refusal(writing(puts(26)))).toMatchObject(validation('Too many items requested for the BatchWriteItem call'));
    expect(await refusal(reading(keys(101)))).toMatchObject(validation('Too many items requested for the BatchGetItem call'));
    const none = new BatchWriteItemCommand({ RequestItems: {} });
    expect(await refusal(db.send(none))).toMatchObject(
      validation(expect.stringContaining("at 'requestItems' failed to satisfy constraint")),
    );
    const twice = validation('Provided list of item keys contains duplicates');
    expect(await refusal(writing([...puts(1), { DeleteRequest: { Key: key('batches', '0.0') } }]))).toMatchObject(twice);
    expect(await refusal(reading([key('batches'), key('batches', '-0')]))).toMatchObject(twice);
    expect((await query('batches')).Count).toBe(0);
  });

  test('nothing is throttled: UnprocessedItems is empty, and so is UnprocessedKeys below 16 MB', async () => {
    expect((await writing(puts(25))).UnprocessedItems).toEqual({});
    const { Responses, UnprocessedKeys } = await reading(keys(100));
    expect([Responses![TableName]!.length, UnprocessedKeys]).toEqual([25, {}]);
  });
});

describe('sizes', () => {
  test('an item has 400 KB, names and values together; an update over it is told apart', async () => {
    const limit = 400 * 1024;
    // The key's and the body's names, the key's values: 2 + 5, 2 + 2, 4 and some.
    const room = limit - 20;
    expect(await refusal(put({ ...key('limit'), body: text(room + 20) }))).toMatchObject(
      validation('Item size has exceeded the maximum allowed size'),
    );
    await put({ ...key('limit'), body: text(room) });
    expect(await refusal(update(key('limit'), 'SET more = :m', { ExpressionAttributeValues: { ':m': text(100) } }))).toMatchObject(
      validation('Item size to update has exceeded the maximum allowed size'),
    );
    await db.send(new DeleteItemCommand({ TableName, Key: key('limit') }));
  });

  test('keys have 2048 and 1024 bytes, in UTF-8, and one more is refused', async () => {
    const write = (a: string, b: string) => db.send(new PutItemCommand({ TableName: 'texts', Item: { a: { S: a }, b: { S: b } } }));
    await write('é'.repeat(1024), 'b'.repeat(1024));
    const wrong = 'One or more parameter values were invalid: ';
    expect(await refusal(write('a'.repeat(2049), 'b'))).toMatchObject(
      validation(`${wrong}Size of hashkey has exceeded the maximum size limit of2048 bytes`),
    );
    expect(await refusal(write('a', 'é'.repeat(513)))).toMatchObject(
      validation(`${wrong}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`),
    );
  });
});

describe('values', () => {
  test('numbers of 38 digits between 1e-130 and 9.9e125 come back exactly, and sums are held to the same', async () => {
    const digits = '1234567890'.repeat(3) + '12345678';
    const given = { most: `0.${digits}`, huge: '9.9e125', small: '1e-130', less: '-5.50' };
    await put({ ...key('numbers'), ...Object.fromEntries(Object.entries(given).map(([name, N]) => [name, { N }])) });
    expect(await get(key('numbers'))).toMatchObject({
      most: { N: given.most },
      huge: { N: `99${'0'.repeat(124)}` },
      small: { N: `0.${'0'.repeat(129)}1` },
      less: { N: '-5.5' },
    });
    const wrong = (N: string) => refusal(put({ ...key('numbers'), n: { N } }));
    expect(await wrong(`${digits}9`)).toMatchObject(validation('Attempting to store more than 38 significant digits in a Number'));
    expect(await wrong('1e126')).toMatchObject(
      validation('Number overflow. Attempting to store a number with magnitude larger than supported range'),
    );
    expect(await wrong('1e-131')).toMatchObject(
      validation('Number underflow. Attempting to store a number with magnitude smaller than supported range'),
    );
    expect(await wrong('one')).toMatchObject(validation('The parameter cannot be converted to a numeric value: one'));
    expect(await refusal(update(key('numbers'), 'ADD huge :n', { ExpressionAttributeValues: { ':n': { N: '9.9e125' } } }))).toMatchObject(
      validation(expect.stringContaining('overflow')),
    );
  });

  test('empty texts and binaries are values and no keys; sets are never empty and have nothing twice', async () => {
    const empties = { text: { S: '' }, bytes: { B: new Uint8Array() }, list: { L: [] }, map: { M: {} } };
    await put({ ...key('empty'), ...empties });
    expect(await get(key('empty'))).toMatchObject(empties);
    const item = (attribute: AttributeValue) => refusal(put({ ...key('empty'), attribute }));
    const wrong = 'One or more parameter values were invalid: ';
    expect(await item({ SS: [] })).toMatchObject(validation(`${wrong}An string set  may not be empty`));
    expect(await item({ NS: [] })).toMatchObject(validation(`${wrong}An number set  may not be empty`));
    expect(await item({ BS: [] })).toMatchObject(validation(`${wrong}An binary set  may not be empty`));
    expect(await item({ SS: ['a', 'b', 'a'] })).toMatchObject(validation(`${wrong}Input collection [a, b, a] contains duplicates.`));
    expect(await item({ NS: ['1', '1.0'] })).toMatchObject(validation(expect.stringContaining('contains duplicates')));
    expect(await refusal(put({ pk: { S: '' }, sk: { N: '0' } }))).toMatchObject(
      validation(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
      ),
    );
  });

  test('documents go 32 levels deep and no further', async () => {
    const nested = (levels: number): AttributeValue => (levels === 1 ? { S: 'core' } : { L: [nested(levels - 1)] });
    await put({ ...key('deep'), document: nested(32) });
    expect(await refusal(put({ ...key('deep'), document: nested(33) }))).toMatchObject(
      validation(expect.stringContaining('Nesting Levels have exceeded supported limits')),
    );
  });
});

describe('expressions', () => {
  test('what an expression does wrong is told in the words of AWS', async () => {
    const values = { ':n': { N: '1' }, ':s': { S: 's' } };
    /** The values that an expression speaks of, and none where it speaks of none. */
    const valuesIn = (expression: string) => {
      const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(expression));
      return used.length > 0 ? { ExpressionAttributeValues: Object.fromEntries(used) } : {};
    };
    const conditions: Readonly<Record<string, string>> = {
      'n =': 'Invalid ConditionExpression: Syntax error; token: ',
      '': 'Invalid ConditionExpression: The expression can not be empty;',
      'n = :undefined':
        'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :undefined',
      '#n = :n': 'Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #n',
      'state = :n': 'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: state',
      'exists(n)': 'Invalid ConditionExpression: Invalid function name; function: exists',
      'begins_with(n, :n)':
        'Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
      '((n = :n))': 'Invalid ConditionExpression: The expression has redundant parentheses;',
      'contains(n, n)':
        'Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [n]',
      'n BETWEEN :n AND :s': 'Invalid ConditionExpression: The BETWEEN operator requires same data type for lower and upper bounds',
    };
    for (const [expression, words] of Object.entries(conditions))
      expect(await refusal(put(key('words'), { ConditionExpression: expression, ...valuesIn(expression) })), expression).toMatchObject(
        validation(withStart(words)),
      );
    const updates: Readonly<Record<string, string>> = {
      'SET pk = :n': 'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
      'SET a = :n SET b = :n': 'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
      'SET a = :n, a.b = :n':
        'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]',
      'ADD a :s': 'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: ',
      'SET a = b': 'The provided expression refers to an attribute that does not exist in the item',
      'SET a.b = :n': 'The document path provided in the update expression is invalid for update',
    };
    for (const [expression, words] of Object.entries(updates))
      expect(await refusal(update(key('words'), expression, valuesIn(expression))), expression).toMatchObject(validation(withStart(words)));
    const unused = { ConditionExpression: 'attribute_exists(pk)', ExpressionAttributeNames: { '#idle': 'x' } };
    expect(await refusal(put(key('words'), unused))).toMatchObject(
      validation('Value provided in ExpressionAttributeNames unused in expressions: keys: {#idle}'),
    );
    expect(await refusal(put(key('words'), { ExpressionAttributeValues: { ':n': { N: '1' } } }))).toMatchObject(
      validation(withStart('ExpressionAttributeValues can only be specified when using expressions')),
    );
    expect(await refusal(put(key('words'), { ReturnValues: 'ALL_NEW' }))).toMatchObject(
      validation('ReturnValues can only be ALL_OLD or NONE'),
    );
    expect(await refusal(query('words', { KeyConditionExpression: 'sk = :pk' }))).toMatchObject(
      validation(withStart('One or more parameter values were invalid: Condition parameter type does not match schema type')),
    );
    expect(await refusal(db.send(new GetItemCommand({ TableName: 'nowhere', Key: key('x') })))).toMatchObject({
      name: 'ResourceNotFoundException',
      message: withStart('Requested resource not found'),
    });
  });

  test('reserved words need a placeholder, in capitals or not, in a path and below it', async () => {
    for (const word of ['Name', 'STATUS', 'ttl', 'zone', 'abort']) {
      expect(await refusal(update(key('reserved'), `SET ${word} = :n`, { ExpressionAttributeValues: { ':n': { N: '1' } } }))).toMatchObject(
        validation(`Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: ${word}`),
      );
      const named = { ExpressionAttributeNames: { '#word': word }, ExpressionAttributeValues: { ':n': { N: '1' } } };
      await update(key('reserved'), 'SET #word = :n', named);
    }
    expect(
      await refusal(db.send(new GetItemCommand({ TableName, Key: key('reserved'), ProjectionExpression: 'details.name' }))),
    ).toMatchObject(validation(expect.stringContaining('reserved keyword: name')));
  });
});

describe('what is not here', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/dynamodb.md'), 'utf8');
  const invoke = (action: string, input: object) => {
    const { principal } = cloud.iam.find(cloud.operator.accessKeyId)!;
    return cloud.wire.invoke({ service: 'dynamodb', action, input, principal });
  };
  const operations = Object.keys(sdk).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? []);

  test('every operation of the SDK is here, or answers UnsupportedOperation by name and stands on the page', async () => {
    const absent = operations.filter((operation) => !Object.hasOwn(parameters, operation)).toSorted();
    expect(absent.length).toBeGreaterThan(30);
    for (const operation of absent)
      await expect(invoke(operation, {}), operation).rejects.toMatchObject({
        code: 'UnsupportedOperation',
        message: expect.stringContaining(operation) as string,
      });
    const [, listed = ''] = /^Not here: (.+)\.$/m.exec(page) ?? [];
    expect(listed.split(' ')).toEqual(absent);
  });

  test('every parameter that an operation does not take is refused by name', async () => {
    const foreign: Partial<Record<keyof typeof parameters, string>> = {
      PutItem: 'ReturnItemCollectionMetrics',
      UpdateItem: 'AttributeUpdates',
      DeleteItem: 'Expected',
      GetItem: 'AttributesToGet',
      Query: 'KeyConditions',
      Scan: 'ScanFilter',
      BatchWriteItem: 'ReturnItemCollectionMetrics',
      CreateTable: 'SSESpecification',
      UpdateTable: 'GlobalSecondaryIndexUpdates',
    };
    for (const [operation, parameter] of Object.entries(foreign))
      await expect(invoke(operation, { [parameter]: 'SIZE' }), operation).rejects.toMatchObject({
        code: 'UnsupportedOperation',
        message: expect.stringContaining(`the parameter ${parameter} of ${operation}`) as string,
      });
    const rows = [...page.matchAll(/^\| ([A-Z]\w+) \| ([\w ]+) \|$/gm)].map(([, operation, taken]) => [operation, taken!.split(' ')]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(Object.entries(parameters)));
  });

  test('the page claims what is tried, and everything that is tried here', () => {
    const titles = (file: string): string[] =>
      [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/^ +test\(\s*'([^']+)'/gm)].map(([, title]) => title!);
    const [here, elsewhere] = [titles('dynamodb-claims.test.ts'), titles('dynamodb.test.ts')];
    const claimed = [...page.matchAll(/^\| [^|`]+ \| `(dynamodb(?:-claims)?)` \| ([^|]+) \|$/gm)].map(
      ([, file, title]) => `${file}: ${title}`,
    );
    const there = [...here.map((title) => `dynamodb-claims: ${title}`), ...elsewhere.map((title) => `dynamodb: ${title}`)];
    expect(
      claimed.filter((claim) => !there.includes(claim)),
      'claims without a case',
    ).toEqual([]);
    expect(
      here.filter((title) => !claimed.includes(`dynamodb-claims: ${title}`)),
      'cases without a claim',
    ).toEqual([]);
    expect(claimed.length).toBeGreaterThan(20);
  });
});
