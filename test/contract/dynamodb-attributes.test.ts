import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDb } from '../../cloud/local/dynamodb/index.ts';
import { openTestCloud, refusal, type TestCloud } from './harness/local-cloud.ts';

// Who may touch which attributes: everything is allowed but to name `seal`, anywhere in a request.
let cloud: TestCloud;
let clerk: DynamoDBClient;
const TableName = 'papers';
const Key = { id: { S: '1' } };

beforeAll(async () => {
  cloud = await openTestCloud((context) => createDynamoDb(context).services);
  const operator = new DynamoDBClient(cloud.client());
  await operator.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  const Condition = { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['seal'] } };
  const Statement = [
    { Effect: 'Allow' as const, Action: 'dynamodb:*', Resource: '*' },
    { Sid: 'SealIsNotYours', Effect: 'Deny' as const, Action: 'dynamodb:*', Resource: '*', Condition },
  ];
  clerk = new DynamoDBClient(cloud.client(cloud.user('clerk', [{ name: 'clerk', document: { Statement } }])));
});
afterAll(() => cloud.close());

const values = { ExpressionAttributeValues: { ':v': { S: 'x' } } };
/** Each request with an attribute's name in one place. */
const requests: Record<string, (name: string) => Promise<unknown>> = {
  'PutItem with it': (name) => clerk.send(new PutItemCommand({ TableName, Item: { ...Key, [name]: { S: 'x' } } })),
  'PutItem on condition of it': (name) =>
    clerk.send(
      new PutItemCommand({ TableName, Item: Key, ConditionExpression: `attribute_not_exists(${name}) OR ${name} = :v`, ...values }),
    ),
  'UpdateItem of it': (name) => clerk.send(new UpdateItemCommand({ TableName, Key, UpdateExpression: `SET ${name} = :v`, ...values })),
  'UpdateItem within it': (name) =>
    clerk.send(new UpdateItemCommand({ TableName, Key, UpdateExpression: `REMOVE ${name}.deep` })).catch(onlyValidation),
  'UpdateItem of it by another name': (name) =>
    clerk.send(
      new UpdateItemCommand({ TableName, Key, UpdateExpression: 'SET #n = :v', ExpressionAttributeNames: { '#n': name }, ...values }),
    ),
  'UpdateItem from it': (name) =>
    clerk.send(new UpdateItemCommand({ TableName, Key, UpdateExpression: `SET tint = if_not_exists(${name}, :v)`, ...values })),
  'GetItem of it': (name) => clerk.send(new GetItemCommand({ TableName, Key, ProjectionExpression: name })),
  'Query for it': (name) =>
    clerk.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'id = :i',
        FilterExpression: `${name} = :v`,
        ExpressionAttributeValues: { ':i': { S: '1' }, ':v': { S: 'x' } },
      }),
    ),
  'Scan for it': (name) => clerk.send(new ScanCommand({ TableName, ProjectionExpression: name })),
  'BatchWriteItem with it': (name) =>
    clerk.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: [{ PutRequest: { Item: { id: { S: '2' } } } }, { PutRequest: { Item: { ...Key, [name]: { S: 'x' } } } }],
        },
      }),
    ),
  'a transaction with it': (name) =>
    clerk.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: { id: { S: '2' } } } },
          { Update: { TableName, Key, UpdateExpression: `SET ${name} = :v`, ...values } },
        ],
      }),
    ),
  'a transaction that checks it': (name) =>
    clerk.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { ConditionCheck: { TableName, Key, ConditionExpression: `attribute_exists(id) AND attribute_not_exists(${name}.x)` } },
        ],
      }),
    ),
};

/** A path into something that is no map is refused for what it is, after it was permitted. */
function onlyValidation(error: Error): void {
  if (error.name !== 'ValidationException') throw error;
}

describe.each(Object.entries(requests))('%s', (_what, send) => {
  it('is refused for the attribute that the policy denies', async () => {
    const error = await refusal(send('seal'));
    expect(error.name).toBe('AccessDeniedException');
    expect(error.message).toContain('SealIsNotYours');
  });
  it('is allowed for another', async () => {
    await expect(send('colour').then(() => 'allowed')).resolves.toBe('allowed');
  });
});
