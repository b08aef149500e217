import { unsupported } from '../wire/error.ts';
import type { Action } from '../wire/service.ts';

const names = ['ExpressionAttributeNames'];
const expressions = [...names, 'ExpressionAttributeValues'];
const write = [
  'TableName',
  'ConditionExpression',
  ...expressions,
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
  'ReturnConsumedCapacity',
];
const page = [
  'TableName',
  'IndexName',
  'FilterExpression',
  'ProjectionExpression',
  ...expressions,
  'Select',
  'Limit',
  'ExclusiveStartKey',
  'ConsistentRead',
  'ReturnConsumedCapacity',
];

/** The parameters that each operation takes. */
export const parameters = {
  CreateTable: [
    'TableName',
    'AttributeDefinitions',
    'KeySchema',
    'GlobalSecondaryIndexes',
    'LocalSecondaryIndexes',
    'BillingMode',
    'ProvisionedThroughput',
    'StreamSpecification',
    'DeletionProtectionEnabled',
    'Tags',
  ],
  DescribeTable: ['TableName'],
  ListTables: ['Limit', 'ExclusiveStartTableName'],
  UpdateTable: ['TableName', 'BillingMode', 'StreamSpecification', 'DeletionProtectionEnabled'],
  DeleteTable: ['TableName'],
  DescribeTimeToLive: ['TableName'],
  UpdateTimeToLive: ['TableName', 'TimeToLiveSpecification'],
  ListTagsOfResource: ['ResourceArn'],
  GetItem: ['TableName', 'Key', 'ProjectionExpression', ...names, 'ConsistentRead', 'ReturnConsumedCapacity'],
  PutItem: ['Item', ...write],
  UpdateItem: ['Key', 'UpdateExpression', ...write],
  DeleteItem: ['Key', ...write],
  Query: ['KeyConditionExpression', 'ScanIndexForward', ...page],
  Scan: ['Segment', 'TotalSegments', ...page],
  BatchGetItem: ['RequestItems', 'ReturnConsumedCapacity'],
  BatchWriteItem: ['RequestItems', 'ReturnConsumedCapacity'],
  TransactGetItems: ['TransactItems', 'ReturnConsumedCapacity'],
  TransactWriteItems: ['TransactItems', 'ClientRequestToken', 'ReturnConsumedCapacity'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The actions, each of which refuses by name what it does not take: a parameter that is passed over looks as if it had been heeded. */
export function takingOnly<Actions extends Readonly<Record<keyof typeof parameters, Action>>>(actions: Actions): Actions {
  const wrapped = (Object.keys(parameters) as (keyof typeof parameters)[]).map((operation) => {
    const taken: ReadonlySet<string> = new Set(parameters[operation]);
    const action: Action = (call) => {
      const foreign = Object.entries((call.json ?? {}) as object).find(([name, value]) => !taken.has(name) && value != null);
      if (foreign) throw unsupported('dynamodb', `the parameter ${foreign[0]} of ${operation}`);
      return actions[operation](call);
    };
    return [operation, action] as const;
  });
  return Object.fromEntries(wrapped) as unknown as Actions;
}
