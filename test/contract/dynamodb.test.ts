import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
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
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDb, type DynamoDb } from '../../cloud/local/dynamodb/index.ts';
import { openTestCloud, refusal, type TestCloud } from './harness/local-cloud.ts';

let cloud: TestCloud;
let dynamo: DynamoDb;
let db: DynamoDBClient;
const TableName = 'things';

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
        { AttributeName: 'weight', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-kind',
          KeySchema: [
            { AttributeName: 'kind', KeyType: 'HASH' },
            { AttributeName: 'weight', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
        {
          IndexName: 'keys',
          KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['label'] },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'by-weight',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'weight', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
});
afterAll(() => cloud.close());

const key = (pk: string, sk: number | string = 0) => ({ pk: { S: pk }, sk: { N: String(sk) } });
const put = (Item: Record<string, AttributeValue>, more: object = {}) => db.send(new PutItemCommand({ TableName, Item, ...more }));
const get = async (Key: Record<string, AttributeValue>) =>
  (await db.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
const update = (Key: Record<string, AttributeValue>, UpdateExpression: string, more: object = {}) =>
  db.send(new UpdateItemCommand({ TableName, Key, UpdateExpression, ...more }));
const query = (input: Partial<QueryCommandInput>) => db.send(new QueryCommand({ TableName, ...input }));

describe('items', () => {
  test('every type of value comes back as it was put', async () => {
    const item = {
      ...key('types'),
      s: { S: 'ü€😀' },
      n: { N: '-12.5' },
      b: { B: new Uint8Array([0, 255, 7]) },
      t: { BOOL: true },
      z: { NULL: true as const },
      ss: { SS: ['a', 'b'] },
      ns: { NS: ['1', '2.5'] },
      bs: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
      l: { L: [{ N: '1' }, { M: { deep: { S: 'x' } } }] },
      m: { M: { 'a.b': { S: 'dotted' }, empty: { S: '' } } },
    };
    await put(item);
    expect(await get(key('types'))).toEqual(item);
  });

  test('a missing item is no item, and a deleted one is gone', async () => {
    expect(await get(key('missing'))).toBeUndefined();
    await put(key('gone'));
    await db.send(new DeleteItemCommand({ TableName, Key: key('gone') }));
    expect(await get(key('gone'))).toBeUndefined();
  });

  test('numbers are exact to 38 digits and refused beyond', async () => {
    const digits = '12345678901234567890123456789012345678';
    await put({ ...key('exact'), n: { N: digits } });
    await update(key('exact'), 'SET n = n + :one', { ExpressionAttributeValues: { ':one': { N: '1' } } });
    expect((await get(key('exact')))!['n']).toEqual({ N: '12345678901234567890123456789012345679' });
    await put({ ...key('exact'), n: { N: '0.1' } });
    await update(key('exact'), 'ADD n :two', { ExpressionAttributeValues: { ':two': { N: '0.2' } } });
    expect((await get(key('exact')))!['n']).toEqual({ N: '0.3' });
    expect(await refusal(put({ ...key('exact'), n: { N: `${digits}9` } }))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('38 significant digits'),
    });
    expect(await refusal(put({ ...key('exact'), n: { N: '1e126' } }))).toMatchObject({ name: 'ValidationException' });
    expect(await refusal(put({ ...key('exact'), n: { N: 'NaN' } }))).toMatchObject({ name: 'ValidationException' });
  });

  test('numbers equal in value are the same key, whatever their notation', async () => {
    await put({ ...key('notation', '1.50'), v: { S: 'first' } });
    await put({ ...key('notation', '15e-1'), v: { S: 'second' } });
    expect((await query({ KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'notation' } } })).Items).toEqual([
      { ...key('notation', '1.5'), v: { S: 'second' } },
    ]);
  });

  test('an item of 400 KB is taken, one byte more refused', async () => {
    const name = 'body';
    // Two key names with one digit-pair number (2 bytes) and the key text.
    const rest = 'pk'.length + 'size'.length + 'sk'.length + 1 + 1 + name.length;
    const body = 'x'.repeat(400 * 1024 - rest);
    await put({ ...key('size', 7), [name]: { S: body.slice(1) } });
    expect(await refusal(put({ ...key('size', 7), [name]: { S: `${body}xx` } }))).toMatchObject({
      name: 'ValidationException',
      message: 'Item size has exceeded the maximum allowed size',
    });
  });

  test('keys are checked: missing, empty, of the wrong type, too many', async () => {
    expect(await refusal(put({ pk: { S: 'x' } }))).toMatchObject({ message: expect.stringContaining('Missing the key sk') });
    expect(await refusal(put({ pk: { S: '' }, sk: { N: '1' } }))).toMatchObject({ message: expect.stringContaining('empty string value') });
    expect(await refusal(put({ pk: { S: 'x' }, sk: { S: '1' } }))).toMatchObject({
      message: expect.stringContaining('Type mismatch for key sk'),
    });
    expect(await refusal(get({ ...key('x'), more: { S: '' } }))).toMatchObject({
      message: 'The provided key element does not match the schema',
    });
  });

  test('an attribute may be named like a property of objects', async () => {
    const names = { __proto__x: { S: 'a' }, constructor: { S: 'b' } };
    await put({ ...key('names'), ...names });
    expect(await get(key('names'))).toEqual({ ...key('names'), ...names });
    await update(key('plain'), 'SET a = if_not_exists(#c, :v)', {
      ExpressionAttributeNames: { '#c': 'constructor' },
      ExpressionAttributeValues: { ':v': { N: '1' } },
    });
    expect((await get(key('plain')))!['a']).toEqual({ N: '1' });
  });

  test('return values show the item before or after, whole or only what was updated', async () => {
    await put({ ...key('returned'), a: { N: '1' }, b: { S: 'keep' } });
    const add = (ReturnValues: 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW') =>
      update(key('returned'), 'ADD a :one', { ReturnValues, ExpressionAttributeValues: { ':one': { N: '1' } } }).then(
        ({ Attributes }) => Attributes,
      );
    expect(await add('ALL_OLD')).toEqual({ ...key('returned'), a: { N: '1' }, b: { S: 'keep' } });
    expect(await add('UPDATED_OLD')).toEqual({ a: { N: '2' } });
    expect(await add('UPDATED_NEW')).toEqual({ a: { N: '4' } });
    expect(await add('ALL_NEW')).toEqual({ ...key('returned'), a: { N: '5' }, b: { S: 'keep' } });
    expect((await put(key('returned'), { ReturnValues: 'ALL_OLD' })).Attributes).toMatchObject({ a: { N: '5' } });
  });
});

describe('conditions', () => {
  const values = { ':n': { N: '10' }, ':s': { S: 'abc' } };
  const holds = async (
    ConditionExpression: string,
    names?: Record<string, string>,
    given: Record<string, AttributeValue> = values,
  ): Promise<boolean> => {
    const used = Object.fromEntries(Object.entries(given).filter(([name]) => new RegExp(`${name}\\b`).test(ConditionExpression)));
    const call = update(key('conditions'), 'SET touched = :t', {
      ConditionExpression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...used, ':t': { BOOL: true } },
    });
    return call.then(
      () => true,
      (error) => (error.name === 'ConditionalCheckFailedException' ? false : Promise.reject(error)),
    );
  };
  beforeAll(() =>
    put({
      ...key('conditions'),
      n: { N: '10.0' },
      s: { S: 'abcdef' },
      l: { L: [{ N: '1' }, { S: 'x' }] },
      m: { M: { k: { S: 'v' } } },
      tags: { SS: ['red', 'blue'] },
      ns: { NS: ['1', '2'] },
    }),
  );

  test.each([
    ['n = :n', true],
    ['n <> :n', false],
    ['n >= :n AND n <= :n', true],
    ['n < :n', false],
    ['s > :s', true],
    ['absent = :n', false],
    ['absent <> :n', true],
    ['absent < :n', false],
    ['NOT absent = :n', true],
    ['attribute_exists(m.k)', true],
    ['attribute_exists(m.z)', false],
    ['attribute_not_exists(l[2])', true],
    ['attribute_exists(l[1])', true],
    ['begins_with(s, :s)', true],
    ['begins_with(n, :s)', false],
    ['contains(s, :cde)', true],
    ['contains(tags, :red)', true],
    ['contains(tags, :s)', false],
    ['contains(l, :one)', true],
    ['contains(ns, :one)', true],
    ['size(s) = :six', true],
    ['size(l) = :two', true],
    ['size(tags) > :two', false],
    ['size(absent) = :two', false],
    ['n BETWEEN :one AND :n', true],
    ['n BETWEEN :one AND :two', false],
    ['n IN (:one, :n)', true],
    ['n IN (:one, :two)', false],
    ['attribute_type(n, :tn)', true],
    ['attribute_type(n, :ts)', false],
    ['n = :two OR n = :n AND s = :s', false],
    ['(n = :two OR n = :n) AND begins_with(s, :s)', true],
    ['NOT (n = :n AND s = :s)', true],
    ['not n = :two and attribute_exists(s)', true],
    ['s = n', false],
    ['l[0] = :one', true],
    ['tags = :both', true],
  ])('%s is %s', async (condition, expected) => {
    const given = {
      ...values,
      ':one': { N: '1' },
      ':two': { N: '2' },
      ':six': { N: '6' },
      ':cde': { S: 'cde' },
      ':red': { S: 'red' },
      ':tn': { S: 'N' },
      ':ts': { S: 'S' },
      ':both': { SS: ['blue', 'red'] },
    };
    expect(await holds(condition, undefined, given)).toBe(expected);
  });

  test.each([
    ['n =', /Syntax error/],
    ['n = :n :n', /Syntax error/],
    ['state = :n', /reserved keyword: state/],
    ['#x = :n', /attribute name: #x/],
    ['n = :unknown', /attribute value: :unknown/],
    ['starts_with(s, :s)', /Invalid function name/],
    ['n BETWEEN :n AND :s', /same data type/],
    ['', /can not be empty/],
    ['n = :n AND', /Syntax error/],
    ['begins_with(s, :n)', /Incorrect operand type/],
  ])('%s is refused', async (condition, message) => {
    expect(await refusal(holds(condition))).toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
  });

  test('a placeholder that no expression uses is refused', async () => {
    const call = put(key('x'), { ConditionExpression: 'attribute_not_exists(pk)', ExpressionAttributeNames: { '#idle': 'idle' } });
    expect(await refusal(call)).toMatchObject({ message: expect.stringContaining('unused in expressions: keys: {#idle}') });
  });

  test('a failed condition changes nothing and shows the old item when asked', async () => {
    await put({ ...key('cas'), version: { N: '3' } });
    const write = (more: object) =>
      refusal(
        put(
          { ...key('cas'), version: { N: '9' } },
          { ConditionExpression: 'version = :v', ExpressionAttributeValues: { ':v': { N: '2' } }, ...more },
        ),
      );
    expect(await write({})).toMatchObject({ name: 'ConditionalCheckFailedException', message: 'The conditional request failed' });
    expect((await write({}))['Item']).toBeUndefined();
    expect((await write({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }))['Item']).toEqual({ ...key('cas'), version: { N: '3' } });
    expect((await get(key('cas')))!['version']).toEqual({ N: '3' });
  });
});

describe('updates', () => {
  test('SET reads the item as it was, REMOVE counts original places, ADD and DELETE work on sets', async () => {
    await put({
      ...key('update'),
      a: { N: '1' },
      b: { N: '2' },
      l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }, { N: '3' }] },
      tags: { SS: ['x', 'y'] },
      m: { M: {} },
    });
    await update(key('update'), 'SET a = b, b = a, m.k = :v, #n = if_not_exists(#n, :v) REMOVE l[0], l[2] ADD tags :z DELETE nothing :z', {
      ExpressionAttributeNames: { '#n': 'name' },
      ExpressionAttributeValues: { ':v': { S: 'v' }, ':z': { SS: ['z'] } },
    });
    expect(await get(key('update'))).toEqual({
      ...key('update'),
      a: { N: '2' },
      b: { N: '1' },
      m: { M: { k: { S: 'v' } } },
      name: { S: 'v' },
      l: { L: [{ N: '1' }, { N: '3' }] },
      tags: { SS: ['x', 'y', 'z'] },
    });
    await update(key('update'), 'SET l = list_append(:front, l), l2 = list_append(l, :front) DELETE tags :all', {
      ExpressionAttributeValues: { ':front': { L: [{ S: 'f' }] }, ':all': { SS: ['x', 'y', 'z'] } },
    });
    expect(await get(key('update'))).toMatchObject({
      l: { L: [{ S: 'f' }, { N: '1' }, { N: '3' }] },
      l2: { L: [{ N: '1' }, { N: '3' }, { S: 'f' }] },
    });
    expect(await get(key('update'))).not.toHaveProperty('tags');
  });

  test('an element set beyond the end of a list is put at its end', async () => {
    await put({ ...key('append'), l: { L: [{ N: '0' }] } });
    await update(key('append'), 'SET l[7] = :v', { ExpressionAttributeValues: { ':v': { N: '1' } } });
    expect((await get(key('append')))!['l']).toEqual({ L: [{ N: '0' }, { N: '1' }] });
  });

  test.each([
    ['SET pk = :v', /part of the key/],
    ['SET a = :v, a = :v', /overlap/],
    ['SET m.x = :v REMOVE m', /overlap/],
    ['SET m.x = :v, m[0] = :v', /conflict/],
    ['SET a = absent + :v', /does not exist in the item/],
    ['SET a = s + :v', /incorrect data type/],
    ['SET absent.x = :v', /invalid for update/],
    ['SET a = :v SET b = :v', /only be used once/],
    ['ADD a :s', /Incorrect operand type/],
    ['DELETE tags :v', /Incorrect operand type/],
    ['SET a = nonsense(a, :v)', /Invalid function name/],
    ['REMOVE', /Syntax error/],
    ['SET a :v', /Syntax error/],
  ])('%s is refused and changes nothing', async (expression, message) => {
    const item = { ...key('bad-update'), s: { S: 'text' }, m: { M: {} }, tags: { SS: ['x'] } };
    await put(item);
    const used = Object.fromEntries(Object.entries({ ':v': { N: '1' }, ':s': { S: 's' } }).filter(([name]) => expression.includes(name)));
    const call = update(key('bad-update'), expression, Object.keys(used).length > 0 ? { ExpressionAttributeValues: used } : {});
    expect(await refusal(call)).toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
    expect(await get(key('bad-update'))).toEqual(item);
  });
});

describe('queries', () => {
  const pk = { ':p': { S: 'range' } };
  const order = [-1000, -10.5, -10, -9, -0.001, 0, 0.001, 0.5, 9, 10, 10.5, 99, 100, 1e20];
  beforeAll(async () => {
    for (const sk of [...order].sort(() => 0).reverse())
      await put({
        ...key('range', sk),
        kind: { S: sk < 0 ? 'minus' : 'plus' },
        weight: { N: String(Math.abs(sk)) },
        label: { S: `n${sk}` },
        secret: { S: 'x' },
      });
  });
  const sorts = (items: Record<string, AttributeValue>[] | undefined) => items!.map((item) => Number(item['sk']!.N));

  test('a partition comes in numeric order, forward and backward', async () => {
    expect(sorts((await query({ KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: pk })).Items)).toEqual(order);
    expect(
      sorts((await query({ KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: pk, ScanIndexForward: false })).Items),
    ).toEqual([...order].reverse());
  });

  test.each([
    ['sk < :a', [-1000, -10.5]],
    ['sk <= :a', [-1000, -10.5, -10]],
    ['sk > :b', [10.5, 99, 100, 1e20]],
    ['sk >= :b', [10, 10.5, 99, 100, 1e20]],
    ['sk = :b', [10]],
    ['sk BETWEEN :a AND :b', [-10, -9, -0.001, 0, 0.001, 0.5, 9, 10]],
  ])('%s selects its range', async (condition, expected) => {
    const values = {
      ...pk,
      ...Object.fromEntries(
        [
          [':a', { N: '-10' }],
          [':b', { N: '10' }],
        ].filter(([name]) => condition.includes(name as string)),
      ),
    };
    expect(sorts((await query({ KeyConditionExpression: `pk = :p AND ${condition}`, ExpressionAttributeValues: values })).Items)).toEqual(
      expected,
    );
  });

  test('pages by Limit meet every item once', async () => {
    for (const IndexName of [undefined, 'by-weight'] as const) {
      const seen: number[] = [];
      let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
      do {
        const page = await query({
          ...(IndexName && { IndexName }),
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: pk,
          Limit: 3,
          ExclusiveStartKey,
        });
        expect(page.Count).toBeLessThanOrEqual(3);
        seen.push(...sorts(page.Items));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      expect([...seen].sort((a, b) => a - b)).toEqual(order);
    }
  });

  test('a page goes on only from within its own partition', async () => {
    const from = query({
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: pk,
      ExclusiveStartKey: key('elsewhere', 1),
    });
    expect(await refusal(from)).toMatchObject({
      name: 'ValidationException',
      message: 'The provided starting key is outside query boundaries based on provided conditions',
    });
  });

  test('a filter is applied after Limit, and counts say so', async () => {
    const page = await query({
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'kind = :k',
      ExpressionAttributeValues: { ...pk, ':k': { S: 'plus' } },
      Limit: 6,
    });
    expect(page).toMatchObject({ Count: 1, ScannedCount: 6 });
    const counted = await query({
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'kind = :k',
      ExpressionAttributeValues: { ...pk, ':k': { S: 'plus' } },
      Select: 'COUNT',
    });
    expect(counted).toMatchObject({ Count: 9, ScannedCount: 14 });
    expect(counted.Items).toBeUndefined();
  });

  test('a page ends after one megabyte', async () => {
    for (let sk = 0; sk < 5; sk++) await put({ ...key('large', sk), body: { S: 'x'.repeat(300_000) } });
    const first = await query({ KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'large' } } });
    expect(first.Count).toBe(4);
    const second = await query({
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'large' } },
      ExclusiveStartKey: first.LastEvaluatedKey,
    });
    expect(second.Count).toBe(1);
    expect(second.LastEvaluatedKey).toBeUndefined();
  });

  test('indexes hold the items that have their keys, in their order, with their projection', async () => {
    const byKind = { IndexName: 'by-kind', KeyConditionExpression: 'kind = :k', ExpressionAttributeValues: { ':k': { S: 'minus' } } };
    expect(sorts((await query(byKind)).Items)).toEqual([-0.001, -9, -10, -10.5, -1000]);
    const [first] = (await query({ ...byKind, IndexName: 'keys' })).Items!;
    expect(Object.keys(first!).sort()).toEqual(['kind', 'label', 'pk', 'sk']);
    await update(key('range', -9), 'REMOVE kind');
    expect(sorts((await query(byKind)).Items)).toEqual([-0.001, -10, -10.5, -1000]);
    await update(key('range', -9), 'SET kind = :k', { ExpressionAttributeValues: { ':k': { S: 'minus' } } });
    expect(await refusal(query({ ...byKind, ConsistentRead: true }))).toMatchObject({ name: 'ValidationException' });
    expect(await refusal(put({ ...key('bad'), kind: { N: '1' } }))).toMatchObject({
      message: expect.stringContaining('Type mismatch for Index Key kind'),
    });
  });

  test('begins_with selects a prefix of a text key', async () => {
    await db.send(
      new CreateTableCommand({
        TableName: 'texts',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'p', AttributeType: 'S' },
          { AttributeName: 's', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'p', KeyType: 'HASH' },
          { AttributeName: 's', KeyType: 'RANGE' },
        ],
      }),
    );
    for (const s of ['CMD#000000000001', 'CMD#000000000002', 'CMD$', 'HEAD', 'ü'])
      await db.send(new PutItemCommand({ TableName: 'texts', Item: { p: { S: 'a' }, s: { S: s } } }));
    const page = await db.send(
      new QueryCommand({
        TableName: 'texts',
        KeyConditionExpression: 'p = :p AND begins_with(s, :s)',
        ExpressionAttributeValues: { ':p': { S: 'a' }, ':s': { S: 'CMD#' } },
      }),
    );
    expect(page.Items!.map((item) => item['s']!.S)).toEqual(['CMD#000000000001', 'CMD#000000000002']);
  });

  test.each([
    ['sk = :b', /missed key schema element: pk/],
    ['pk > :p', /not supported/],
    ['pk = :p AND label = :b', /missed key schema element: sk/],
    ['pk = :p OR sk = :b', /Invalid operator/],
    ['pk = :b', /does not match schema type/],
  ])('%s is no key condition', async (condition, message) => {
    const values = Object.fromEntries(Object.entries({ ...pk, ':b': { N: '10' } }).filter(([name]) => condition.includes(name)));
    expect(await refusal(query({ KeyConditionExpression: condition, ExpressionAttributeValues: values }))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
  });

  test('a projection shows only its paths; a filter may not use the key', async () => {
    await put({ ...key('projected'), m: { M: { a: { N: '1' }, b: { N: '2' } } }, l: { L: [{ S: '0' }, { S: '1' }, { S: '2' }] } });
    const { Item } = await db.send(
      new GetItemCommand({ TableName, Key: key('projected'), ProjectionExpression: 'm.b, l[2], l[0], absent.x' }),
    );
    expect(Item).toEqual({ m: { M: { b: { N: '2' } } }, l: { L: [{ S: '0' }, { S: '2' }] } });
    expect(
      await refusal(
        query({ KeyConditionExpression: 'pk = :p', FilterExpression: 'sk > :b', ExpressionAttributeValues: { ...pk, ':b': { N: '1' } } }),
      ),
    ).toMatchObject({ message: expect.stringContaining('non-primary key') });
  });

  test('the segments of a parallel scan meet every item once', async () => {
    const scan = async (segment: { Segment?: number; TotalSegments?: number }): Promise<string[]> => {
      const seen: string[] = [];
      let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
      do {
        const page = await db.send(new ScanCommand({ TableName, ...segment, ProjectionExpression: 'pk, sk', ExclusiveStartKey }));
        seen.push(...page.Items!.map((item) => `${item['pk']!.S}/${item['sk']!.N}`));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return seen;
    };
    const parts = await Promise.all([0, 1, 2].map((Segment) => scan({ Segment, TotalSegments: 3 })));
    expect(parts.flat().sort()).toEqual((await scan({})).sort());
    expect(parts.every((part) => part.length > 0)).toBe(true);
  });
});

describe('batches and transactions', () => {
  test('a batch writes and reads many items and refuses doubles', async () => {
    const Keys = Array.from({ length: 25 }, (_, sk) => key('batch', sk));
    await db.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: Keys.map((Item) => ({ PutRequest: { Item } })) } }));
    expect((await db.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }))).Responses![TableName]).toHaveLength(25);
    await db.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: Keys.map((Key) => ({ DeleteRequest: { Key } })) } }));
    expect((await db.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }))).Responses![TableName]).toEqual([]);
    const doubled = new BatchWriteItemCommand({
      RequestItems: { [TableName]: [{ PutRequest: { Item: key('batch') } }, { DeleteRequest: { Key: key('batch', '0.0') } }] },
    });
    expect(await refusal(db.send(doubled))).toMatchObject({ name: 'ValidationException', message: expect.stringContaining('duplicates') });
  });

  test('a batch of more than 16 MB comes back in part', async () => {
    const Keys = Array.from({ length: 48 }, (_, sk) => key('heavy', sk));
    for (const Item of Keys) await put({ ...Item, body: { S: 'x'.repeat(390_000) } });
    const first = await db.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
    const left = first.UnprocessedKeys![TableName]!.Keys!;
    expect(left.length).toBeGreaterThan(0);
    expect(first.Responses![TableName]!.length + left.length).toBe(48);
    for (const Key of Keys) await db.send(new DeleteItemCommand({ TableName, Key }));
  });

  test('a transaction happens whole or not at all and says why', async () => {
    await put({ ...key('tx', 1), n: { N: '1' } });
    await put({ ...key('tx', 2), n: { N: '1' } });
    const transact = (expected: string) =>
      db.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Update: {
                TableName,
                Key: key('tx', 1),
                UpdateExpression: 'ADD n :one',
                ConditionExpression: 'n = :old',
                ExpressionAttributeValues: { ':one': { N: '1' }, ':old': { N: expected } },
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
              },
            },
            { ConditionCheck: { TableName, Key: key('tx', 2), ConditionExpression: 'attribute_exists(n)' } },
            { Put: { TableName, Item: { ...key('tx', 3), from: { S: expected } } } },
            { Delete: { TableName, Key: key('tx', 4) } },
          ],
        }),
      );
    const failed = await refusal(transact('7'));
    expect(failed).toMatchObject({
      name: 'TransactionCanceledException',
      message: expect.stringContaining('[ConditionalCheckFailed, None, None, None]'),
      CancellationReasons: [
        { Code: 'ConditionalCheckFailed', Item: { ...key('tx', 1), n: { N: '1' } } },
        { Code: 'None' },
        { Code: 'None' },
        { Code: 'None' },
      ],
    });
    expect(await get(key('tx', 3))).toBeUndefined();
    await transact('1');
    expect(
      (
        await db.send(
          new TransactGetItemsCommand({ TransactItems: [1, 2, 3, 4].map((sk) => ({ Get: { TableName, Key: key('tx', sk) } })) }),
        )
      ).Responses,
    ).toEqual([
      { Item: { ...key('tx', 1), n: { N: '2' } } },
      { Item: { ...key('tx', 2), n: { N: '1' } } },
      { Item: { ...key('tx', 3), from: { S: '1' } } },
      {},
    ]);
  });

  test('a transaction with one item twice, or more than a hundred, is refused', async () => {
    const Put = { TableName, Item: key('twice') };
    expect(
      await refusal(db.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }, { Delete: { TableName, Key: key('twice') } }] }))),
    ).toMatchObject({ message: 'Transaction request cannot include multiple operations on one item' });
    const many = Array.from({ length: 101 }, (_, sk) => ({ Put: { TableName, Item: key('many', sk) } }));
    expect(await refusal(db.send(new TransactWriteItemsCommand({ TransactItems: many })))).toMatchObject({ name: 'ValidationException' });
  });

  test('a repeated token has one effect, and another request under it is refused', async () => {
    await put({ ...key('token'), n: { N: '0' } });
    const add = (amount: string) =>
      db.send(
        new TransactWriteItemsCommand({
          ClientRequestToken: 'same-token',
          TransactItems: [
            { Update: { TableName, Key: key('token'), UpdateExpression: 'ADD n :a', ExpressionAttributeValues: { ':a': { N: amount } } } },
          ],
        }),
      );
    await add('1');
    await add('1');
    expect((await get(key('token')))!['n']).toEqual({ N: '1' });
    expect(await refusal(add('2'))).toMatchObject({ name: 'IdempotentParameterMismatchException' });
  });

  test('transactions that meet on an item conflict, and none of their effects is lost or doubled', async () => {
    await put({ ...key('meet'), n: { N: '0' } });
    const add = () =>
      db.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Update: { TableName, Key: key('meet'), UpdateExpression: 'ADD n :a', ExpressionAttributeValues: { ':a': { N: '1' } } } },
          ],
        }),
      );
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, add));
    const done = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect((await get(key('meet')))!['n']).toEqual({ N: String(done) });
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.CancellationReasons] : []));
    expect(refusals).toEqual(refusals.map(() => [expect.objectContaining({ Code: 'TransactionConflict' })]));
  });

  test('a transaction holds its items while it runs', async () => {
    const { principal } = cloud.iam.find(cloud.operator.accessKeyId)!;
    const invoke = (action: string, input: object) => cloud.wire.invoke({ service: 'dynamodb', action, input, principal });
    await put({ ...key('held'), n: { N: '0' } });
    const items = [
      { Update: { TableName, Key: key('held'), UpdateExpression: 'ADD n :a', ExpressionAttributeValues: { ':a': { N: '1' } } } },
    ];
    const first = invoke('TransactWriteItems', { TransactItems: items });
    await expect(invoke('TransactWriteItems', { TransactItems: items })).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      details: { CancellationReasons: [{ Code: 'TransactionConflict' }] },
    });
    await expect(invoke('PutItem', { TableName, Item: key('held') })).rejects.toMatchObject({ code: 'TransactionConflictException' });
    await expect(invoke('TransactGetItems', { TransactItems: [{ Get: { TableName, Key: key('held') } }] })).rejects.toMatchObject({
      code: 'TransactionCanceledException',
    });
    await expect(invoke('GetItem', { TableName, Key: key('held') })).resolves.toMatchObject({ Item: { n: { N: '0' } } });
    await first;
    await invoke('PutItem', { TableName, Item: key('held') });
  });
});

describe('capacity', () => {
  type Units = { CapacityUnits?: number | undefined };
  const capacity = async (call: Promise<{ ConsumedCapacity?: Units | Units[] | undefined }>) => {
    const { ConsumedCapacity } = await call;
    return Array.isArray(ConsumedCapacity) ? ConsumedCapacity[0]?.CapacityUnits : ConsumedCapacity?.CapacityUnits;
  };
  const ReturnConsumedCapacity = 'TOTAL' as const;

  test('reads and writes count by size and kind', async () => {
    const Item = { ...key('capacity'), body: { S: 'x'.repeat(4500) } };
    expect(await capacity(put(Item, { ReturnConsumedCapacity }))).toBe(5);
    expect(await capacity(db.send(new GetItemCommand({ TableName, Key: key('capacity'), ReturnConsumedCapacity })))).toBe(1);
    expect(
      await capacity(db.send(new GetItemCommand({ TableName, Key: key('capacity'), ConsistentRead: true, ReturnConsumedCapacity }))),
    ).toBe(2);
    expect(
      await capacity(db.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item } }], ReturnConsumedCapacity }))),
    ).toBe(10);
    expect(
      await capacity(
        db.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: key('capacity') } }], ReturnConsumedCapacity })),
      ),
    ).toBe(4);
    expect(await capacity(put({ ...key('capacity-index'), kind: { S: 'c' }, weight: { N: '1' } }, { ReturnConsumedCapacity }))).toBe(4);
    expect(await capacity(put(Item))).toBeUndefined();
  });
});

describe('tables', () => {
  test('a table is described as it was created, refused twice, and gone once deleted', async () => {
    const input = {
      TableName: 'passing',
      BillingMode: 'PAY_PER_REQUEST' as const,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'B' as const }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
    };
    const { TableDescription } = await db.send(new CreateTableCommand(input));
    expect(TableDescription).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: expect.stringMatching(/^arn:aws:dynamodb:.*:table\/passing$/),
      CreationDateTime: expect.any(Date),
    });
    expect(await refusal(db.send(new CreateTableCommand(input)))).toMatchObject({ name: 'ResourceInUseException' });
    await db.send(new PutItemCommand({ TableName: 'passing', Item: { id: { B: new Uint8Array([1]) } } }));
    expect((await db.send(new DescribeTableCommand({ TableName: 'passing' }))).Table).toMatchObject({ ItemCount: 1 });
    await db.send(new DeleteTableCommand({ TableName: 'passing' }));
    expect(await refusal(db.send(new DescribeTableCommand({ TableName: 'passing' })))).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('items past their time to live go with the sweep', async () => {
    await db.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } }));
    const now = Math.floor(Date.now() / 1000);
    await put({ ...key('ttl', 1), expires: { N: String(now - 10) } });
    await put({ ...key('ttl', 2), expires: { N: String(now + 1000) } });
    await put({ ...key('ttl', 3), expires: { S: 'never' } });
    dynamo.sweep();
    expect([await get(key('ttl', 1)), await get(key('ttl', 2)), await get(key('ttl', 3))].map(Boolean)).toEqual([false, true, true]);
  });

  test('what this cloud lacks is refused by name', async () => {
    expect(await refusal(db.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM things' })))).toMatchObject({
      name: 'UnsupportedOperation',
      message: expect.stringContaining('ExecuteStatement'),
    });
    expect(await refusal(db.send(new QueryCommand({ TableName, KeyConditions: {} })))).toMatchObject({
      name: 'UnsupportedOperation',
      message: expect.stringContaining('KeyConditions'),
    });
  });
});
