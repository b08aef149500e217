/** The table: one for all tenants, so every call must end at a partition of the caller's. */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Attack, KnownTenant, Strike } from '../attack.ts';

const sorts = [
  'HEAD',
  'START',
  'CMD#000000000001',
  'SEAT#00001',
  'AUDIT#000000000001',
  'SEALED',
  'HOST',
  'CALL#c',
  'ROOM',
  'DIGEST',
  'planted',
];
const tableOf = ({ stack }: Strike): string => stack.target.outputs.TableName;
const partition = ({ at, chance }: Strike): string => chance.pick(at.partitions);
const sessionOf = ({ name, session }: KnownTenant): string => `TENANT#${name}#SESSION#${session}`;
const anyKey = (strike: Strike) => ({ pk: { S: partition(strike) }, sk: { S: strike.chance.pick(sorts) } });
/** Writes are aimed at sessions, where a door and a session's functions may write in their own tenant. */
const sessionKey = ({ at, chance }: Strike) => ({ pk: { S: sessionOf(at) }, sk: { S: `planted-${chance.below(1e9)}` } });
/** Items of transactions are written by nobody else at that moment. */
const besideOwn = ({ own, chance }: Strike) => ({ pk: { S: sessionOf(own) }, sk: { S: `beside-${chance.below(1e9)}` } });
const change = (Key: ReturnType<typeof anyKey>) => ({
  Key,
  UpdateExpression: 'SET note = :n',
  ExpressionAttributeValues: { ':n': { S: 'struck' } },
});

export const itemAttacks: readonly Attack[] = [
  {
    port: 'items',
    name: 'gets an item',
    own: ['door'],
    strike: (s) =>
      s.by.dynamodb.send(new GetItemCommand({ TableName: tableOf(s), Key: anyKey(s), ConsistentRead: s.chance.below(2) === 0 })),
  },
  {
    port: 'items',
    name: 'gets an item among items of their own',
    own: ['door'],
    strike: (s) =>
      s.by.dynamodb.send(
        new BatchGetItemCommand({
          RequestItems: { [tableOf(s)]: { Keys: [{ pk: { S: sessionOf(s.own) }, sk: { S: 'META' } }, anyKey(s)] } },
        }),
      ),
  },
  {
    port: 'items',
    name: 'queries a partition',
    own: ['door'],
    strike: (s) => {
      const isNarrow = s.chance.below(2) === 0;
      return s.by.dynamodb.send(
        new QueryCommand({
          TableName: tableOf(s),
          KeyConditionExpression: isNarrow ? 'pk = :p AND begins_with(sk, :s)' : 'pk = :p',
          ExpressionAttributeValues: { ':p': { S: partition(s) }, ...(isNarrow && { ':s': { S: s.chance.pick(sorts) } }) },
          ...(s.chance.below(2) === 0 && { Select: 'COUNT' as const }),
        }),
      );
    },
  },
  {
    port: 'items',
    name: 'reads on in a query of their own from where another tenant’s items lie',
    strike: (s) =>
      s.by.dynamodb.send(
        new QueryCommand({
          TableName: tableOf(s),
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': { S: `TENANT#${s.own.name}#SESSION#none` } },
          ExclusiveStartKey: anyKey(s),
        }),
      ),
  },
  {
    port: 'items',
    name: 'looks through the whole table',
    strike: (s) => s.by.dynamodb.send(new ScanCommand({ TableName: tableOf(s), Limit: 1 + s.chance.below(50) })),
  },
  {
    port: 'items',
    name: 'gets items in a transaction',
    own: ['door'],
    strike: (s) => s.by.dynamodb.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: tableOf(s), Key: anyKey(s) } }] })),
  },
  {
    port: 'items',
    name: 'changes an item',
    own: ['door', 'session', 'host'],
    strike: (s) => s.by.dynamodb.send(new UpdateItemCommand({ TableName: tableOf(s), ...change(sessionKey(s)) })),
  },
  {
    port: 'items',
    name: 'asks for a dead letter',
    own: ['door', 'letters'],
    strike: (s) =>
      s.by.dynamodb.send(
        new UpdateItemCommand({
          TableName: tableOf(s),
          Key: { pk: { S: `TENANT#${s.at.name}#LETTERS` }, sk: { S: s.chance.pick(['planted', 'LETTER#loop#planted']) } },
          UpdateExpression: 'SET asked = :n',
          ExpressionAttributeValues: { ':n': { N: '1' } },
        }),
      ),
  },
  {
    port: 'items',
    name: 'changes an item of their own, and another in the same transaction',
    own: ['door', 'session', 'host'],
    strike: (s) => {
      return s.by.dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [besideOwn(s), sessionKey(s)].map((Key) => ({ Update: { TableName: tableOf(s), ...change(Key) } })),
        }),
      );
    },
  },
  {
    port: 'items',
    name: 'asks by a condition whether an item is there',
    own: ['door', 'session', 'host'],
    strike: (s) =>
      s.by.dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Update: { TableName: tableOf(s), ...change(besideOwn(s)) } },
            {
              ConditionCheck: {
                TableName: tableOf(s),
                Key: { pk: { S: sessionOf(s.at) }, sk: { S: 'HEAD' } },
                ConditionExpression: 'attribute_exists(pk)',
              },
            },
          ],
        }),
      ),
  },
  {
    port: 'items',
    name: 'puts an item',
    strike: (s) => s.by.dynamodb.send(new PutItemCommand({ TableName: tableOf(s), Item: { ...anyKey(s), note: { S: 'struck' } } })),
  },
  {
    port: 'items',
    name: 'deletes an item',
    strike: (s) => s.by.dynamodb.send(new DeleteItemCommand({ TableName: tableOf(s), Key: anyKey(s) })),
  },
  {
    port: 'items',
    name: 'writes items in a batch',
    strike: (s) =>
      s.by.dynamodb.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [tableOf(s)]: [
              s.chance.below(2) === 0
                ? { DeleteRequest: { Key: anyKey(s) } }
                : { PutRequest: { Item: { ...anyKey(s), note: { S: 'struck' } } } },
            ],
          },
        }),
      ),
  },
  {
    port: 'items',
    name: 'reads who the tenants are',
    strike: (s) =>
      s.by.dynamodb.send(
        new QueryCommand({
          TableName: tableOf(s),
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: {
            ':p': { S: s.chance.pick(['TENANTS', 'SOCKET#any', 'TENANT#', `TENANT#${s.at.name}`, 'TENANT#*#SESSIONS']) },
          },
        }),
      ),
  },
];
