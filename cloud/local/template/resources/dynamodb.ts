import type { JsonObject } from '../../json.ts';
import { AwsError } from '../../wire/error.ts';
import type { Provisioner } from '../provisioner.ts';
import { objectsOf, optionalText, type DeployedResource, type ResourceRequest, type ResourceType } from '../resource.ts';

interface TableDescription {
  readonly TableArn: string;
  readonly TableId: string;
  readonly KeySchema: unknown;
  readonly LatestStreamArn?: string;
  readonly StreamSpecification?: { readonly StreamEnabled: boolean; readonly StreamViewType?: string };
}

async function call(provisioner: Provisioner, action: string, input: unknown): Promise<unknown> {
  return provisioner.calls.invoke({ service: 'dynamodb', action, input, principal: provisioner.operator });
}

async function describe(provisioner: Provisioner, TableName: string): Promise<TableDescription | undefined> {
  try {
    return ((await call(provisioner, 'DescribeTable', { TableName })) as { Table: TableDescription }).Table;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Makes the table, or brings its stream and time to live up to date; its items stay. */
async function deployTable({ properties, provisioner, name }: ResourceRequest): Promise<DeployedResource> {
  const TableName = optionalText(properties, 'TableName') ?? name(255);
  const stream = properties['StreamSpecification'] as { StreamViewType?: string } | undefined;
  const wanted = stream?.StreamViewType !== undefined ? { StreamEnabled: true, StreamViewType: stream.StreamViewType } : undefined;
  const existing = await describe(provisioner, TableName);
  if (!existing) await call(provisioner, 'CreateTable', creation(properties, TableName, wanted));
  else await update(provisioner, TableName, existing, properties, wanted);
  await setTimeToLive(
    provisioner,
    TableName,
    properties['TimeToLiveSpecification'] as { Enabled?: unknown; AttributeName?: string } | undefined,
  );
  const table = (await describe(provisioner, TableName))!;
  return {
    ref: TableName,
    attributes: {
      Arn: table.TableArn,
      TableId: table.TableId,
      ...(table.LatestStreamArn !== undefined && { StreamArn: table.LatestStreamArn }),
    },
  };
}

function creation(properties: JsonObject, TableName: string, StreamSpecification: JsonObject | undefined): JsonObject {
  const keep = (index: JsonObject): JsonObject => ({
    IndexName: index['IndexName']!,
    KeySchema: index['KeySchema']!,
    Projection: index['Projection']!,
    ...(index['ProvisionedThroughput'] !== undefined && { ProvisionedThroughput: index['ProvisionedThroughput'] }),
  });
  const global = objectsOf(properties, 'GlobalSecondaryIndexes').map(keep);
  const local = objectsOf(properties, 'LocalSecondaryIndexes').map(keep);
  const throughput = properties['ProvisionedThroughput'];
  return {
    TableName,
    KeySchema: properties['KeySchema']!,
    AttributeDefinitions: properties['AttributeDefinitions']!,
    BillingMode: throughput === undefined ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...(throughput !== undefined && { ProvisionedThroughput: throughput }),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(StreamSpecification && { StreamSpecification }),
    ...(properties['Tags'] !== undefined && { Tags: properties['Tags'] }),
  };
}

async function update(
  provisioner: Provisioner,
  TableName: string,
  existing: TableDescription,
  properties: JsonObject,
  wanted: { StreamEnabled: boolean; StreamViewType: string } | undefined,
): Promise<void> {
  if (JSON.stringify(existing.KeySchema) !== JSON.stringify(properties['KeySchema'])) {
    throw new Error(
      `The table ${TableName} exists with another key. Its items would be lost: give the resource another name, or start with an empty data folder`,
    );
  }
  const now = existing.StreamSpecification?.StreamEnabled ? existing.StreamSpecification.StreamViewType : undefined;
  if (now === wanted?.StreamViewType) return;
  if (now !== undefined) await call(provisioner, 'UpdateTable', { TableName, StreamSpecification: { StreamEnabled: false } });
  if (wanted) await call(provisioner, 'UpdateTable', { TableName, StreamSpecification: wanted });
}

async function setTimeToLive(
  provisioner: Provisioner,
  TableName: string,
  wanted: { Enabled?: unknown; AttributeName?: string } | undefined,
): Promise<void> {
  const { TimeToLiveDescription: now } = (await call(provisioner, 'DescribeTimeToLive', { TableName })) as {
    TimeToLiveDescription: { TimeToLiveStatus: string; AttributeName?: string };
  };
  const attribute = wanted !== undefined && wanted.Enabled !== false && wanted.Enabled !== 'false' ? wanted.AttributeName : undefined;
  if (now.AttributeName === attribute) return;
  if (now.AttributeName !== undefined)
    await call(provisioner, 'UpdateTimeToLive', {
      TableName,
      TimeToLiveSpecification: { Enabled: false, AttributeName: now.AttributeName },
    });
  if (attribute !== undefined)
    await call(provisioner, 'UpdateTimeToLive', { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: attribute } });
}

const table: ResourceType = { deploy: deployTable };

export const dynamodbTypes: Readonly<Record<string, ResourceType>> = { 'AWS::DynamoDB::Table': table, 'AWS::DynamoDB::GlobalTable': table };
