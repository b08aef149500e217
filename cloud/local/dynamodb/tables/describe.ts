import type { KeySchema, TableDefinition } from './definition.ts';

/** Names under which a table and its parts are known to IAM and to streams. */
export interface TableArns {
  readonly table: string;
  readonly stream: string | undefined;
  index(name: string): string;
}

export function tableArns(table: Pick<TableDefinition, 'name' | 'stream'>, region: string, account: string): TableArns {
  const arn = `arn:aws:dynamodb:${region}:${account}:table/${table.name}`;
  return { table: arn, stream: table.stream && `${arn}/stream/${table.stream.label}`, index: (name) => `${arn}/index/${name}` };
}

/** The TableDescription document. */
export function describeTable(
  table: TableDefinition,
  arns: TableArns,
  counts: { readonly items: number; readonly bytes: number },
): Record<string, unknown> {
  const index = (kind: 'global' | 'local'): Record<string, unknown>[] =>
    table.indexes
      .filter((each) => each.kind === kind)
      .map((each) => ({
        IndexName: each.name,
        IndexArn: arns.index(each.name),
        KeySchema: keySchema(each),
        Projection: { ProjectionType: each.projection, ...(each.projection === 'INCLUDE' && { NonKeyAttributes: each.included }) },
        ...(kind === 'global' && { IndexStatus: 'ACTIVE', ProvisionedThroughput: throughput(table) }),
      }));
  const [global, local] = [index('global'), index('local')];
  return {
    TableName: table.name,
    TableArn: arns.table,
    TableId: table.id,
    TableStatus: 'ACTIVE',
    CreationDateTime: table.createdAt / 1000,
    KeySchema: keySchema(table.key),
    AttributeDefinitions: Object.entries(table.attributes).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    BillingModeSummary: { BillingMode: table.billing },
    ProvisionedThroughput: throughput(table),
    ItemCount: counts.items,
    TableSizeBytes: counts.bytes,
    DeletionProtectionEnabled: table.deletionProtection,
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(table.stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream.view },
      LatestStreamArn: arns.stream,
      LatestStreamLabel: table.stream.label,
    }),
  };
}

function keySchema({ hash, range }: KeySchema): { AttributeName: string; KeyType: string }[] {
  return [{ AttributeName: hash, KeyType: 'HASH' }, ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }])];
}

function throughput(table: TableDefinition): Record<string, number> {
  return { ReadCapacityUnits: table.throughput.read, WriteCapacityUnits: table.throughput.write, NumberOfDecreasesToday: 0 };
}
