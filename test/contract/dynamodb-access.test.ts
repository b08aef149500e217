import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDb } from '../../cloud/local/dynamodb/index.ts';
import { ACCOUNT, openTestCloud, REGION, refusal, type TestCloud } from './harness/local-cloud.ts';

// Isolation by session tag, as a multi-tenant table needs it: each refusal beside the call that must be allowed.
let cloud: TestCloud;
let acme: DynamoDBClient;
const TableName = 'shared';
const tableArn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TableName}`;
const statement = 'policy "tenant", statement "OwnPartitions"';

beforeAll(async () => {
  cloud = await openTestCloud((context) => createDynamoDb(context).services);
  const operator = new DynamoDBClient(cloud.client());
  await operator.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  for (const pk of ['T#acme#1', 'T#acme2#1', 'T#demo#1']) await operator.send(new PutItemCommand({ TableName, Item: { pk: { S: pk } } }));
  const RoleArn = cloud.iam.putRole({
    name: 'tenant',
    trust: { Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:TagSession'] } },
    policies: [
      {
        name: 'tenant',
        document: {
          Statement: [
            {
              Sid: 'OwnPartitions',
              Effect: 'Allow',
              Resource: [tableArn, `${tableArn}/index/*`],
              Action: ['GetItem', 'PutItem', 'UpdateItem', 'Query', 'BatchGetItem', 'BatchWriteItem', 'ConditionCheckItem'].map(
                (action) => `dynamodb:${action}`,
              ),
              Condition: {
                'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['T#${aws:PrincipalTag/Tenant}#*'] },
                Null: { 'dynamodb:LeadingKeys': 'false' },
              },
            },
            { Sid: 'NeverDelete', Effect: 'Deny', Action: 'dynamodb:DeleteItem', Resource: '*' },
          ],
        },
      },
    ],
  });
  const { Credentials } = await new STSClient(cloud.client()).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'acme', Tags: [{ Key: 'Tenant', Value: 'acme' }] }),
  );
  acme = new DynamoDBClient(
    cloud.client({
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    }),
  );
});
afterAll(() => cloud.close());

const Key = (pk: string) => ({ pk: { S: pk } });
const calls: Record<string, (...pks: string[]) => Promise<unknown>> = {
  GetItem: (pk) => acme.send(new GetItemCommand({ TableName, Key: Key(pk!) })),
  PutItem: (pk) => acme.send(new PutItemCommand({ TableName, Item: Key(pk!) })),
  UpdateItem: (pk) =>
    acme.send(
      new UpdateItemCommand({ TableName, Key: Key(pk!), UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': { N: '1' } } }),
    ),
  Query: (pk) =>
    acme.send(new QueryCommand({ TableName, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: pk! } } })),
  BatchGetItem: (...pks) => acme.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: pks.map(Key) } } })),
  BatchWriteItem: (...pks) =>
    acme.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: pks.map((pk) => ({ PutRequest: { Item: Key(pk) } })) } })),
  'TransactWriteItems Put': (...pks) =>
    acme.send(new TransactWriteItemsCommand({ TransactItems: pks.map((pk) => ({ Put: { TableName, Item: Key(pk) } })) })),
  'TransactWriteItems ConditionCheck': (...pks) =>
    acme.send(
      new TransactWriteItemsCommand({
        TransactItems: pks.map((pk) => ({ ConditionCheck: { TableName, Key: Key(pk), ConditionExpression: 'attribute_exists(pk)' } })),
      }),
    ),
  TransactGetItems: (...pks) =>
    acme.send(new TransactGetItemsCommand({ TransactItems: pks.map((pk) => ({ Get: { TableName, Key: Key(pk) } })) })),
};

describe.each(Object.entries(calls))('%s', (_, send) => {
  test("reaches the tenant's own partitions", async () => {
    await expect(send('T#acme#1')).resolves.toBeDefined();
  });

  test.each(['T#demo#1', 'T#acme2#1', 'T#acme', 'T#*#1', 'anything'])('is refused on %s, naming the statement', async (pk) => {
    const error = await refusal(send(pk));
    expect(error.name).toBe('AccessDeniedException');
    expect(error.message).toContain(`${statement} asks for ForAllValues:StringLike of dynamodb:LeadingKeys`);
  });
});

test.each(['BatchGetItem', 'BatchWriteItem', 'TransactWriteItems Put', 'TransactWriteItems ConditionCheck', 'TransactGetItems'])(
  '%s of an own and a foreign item is refused whole',
  async (name) => {
    expect((await refusal(calls[name]!('T#acme#1', 'T#demo#1'))).message).toContain(statement);
  },
);

test('what no statement allows and what one denies are told apart', async () => {
  expect((await refusal(acme.send(new ScanCommand({ TableName })))).message).toMatch(/no statement allows it/);
  expect((await refusal(acme.send(new DeleteItemCommand({ TableName, Key: Key('T#acme#1') })))).message).toMatch(
    /denied by policy "tenant", statement "NeverDelete"/,
  );
  expect(
    (await refusal(acme.send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName, Key: Key('T#acme#1') } }] })))).message,
  ).toContain('NeverDelete');
});

test('every decision can be audited', () => {
  const denied = cloud.decisions.filter(({ allowed, action }) => !allowed && action === 'dynamodb:DeleteItem');
  expect(denied[0]).toMatchObject({
    principal: `arn:aws:sts::${ACCOUNT}:assumed-role/tenant/acme`,
    resource: tableArn,
    statement: 'policy "tenant", statement "NeverDelete"',
    requestId: expect.any(String),
  });
  expect(cloud.decisions.some(({ allowed, statement: by }) => allowed && by === statement)).toBe(true);
});
