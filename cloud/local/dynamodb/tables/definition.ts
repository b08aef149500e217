import { AwsError, invalid } from '../../wire/error.ts';

export type KeyType = 'S' | 'N' | 'B';

export interface KeySchema {
  readonly hash: string;
  readonly range?: string;
}

export interface IndexDefinition extends KeySchema {
  readonly name: string;
  readonly kind: 'global' | 'local';
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  readonly included: readonly string[];
}

export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A table as it was created; stored as JSON. */
export interface TableDefinition {
  readonly name: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly key: KeySchema;
  readonly attributes: Readonly<Record<string, KeyType>>;
  readonly indexes: readonly IndexDefinition[];
  readonly billing: 'PAY_PER_REQUEST' | 'PROVISIONED';
  readonly throughput: { readonly read: number; readonly write: number };
  readonly stream?: { readonly view: StreamViewType; readonly label: string };
  readonly ttlAttribute?: string;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

interface IndexInput {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection?: { readonly ProjectionType?: IndexDefinition['projection']; readonly NonKeyAttributes?: readonly string[] };
}

export interface CreateTableInput {
  readonly TableName: string;
  readonly AttributeDefinitions?: readonly { readonly AttributeName: string; readonly AttributeType: KeyType }[];
  readonly KeySchema?: readonly KeySchemaElement[];
  readonly GlobalSecondaryIndexes?: readonly IndexInput[];
  readonly LocalSecondaryIndexes?: readonly IndexInput[];
  readonly BillingMode?: TableDefinition['billing'];
  readonly ProvisionedThroughput?: { readonly ReadCapacityUnits: number; readonly WriteCapacityUnits: number };
  readonly StreamSpecification?: { readonly StreamEnabled: boolean; readonly StreamViewType?: StreamViewType };
  readonly DeletionProtectionEnabled?: boolean;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** The definition that a CreateTable asks for; throws ValidationException for one that AWS would refuse. */
export function defineTable(input: CreateTableInput, id: string, now: number): TableDefinition {
  if (!/^[\w.-]{3,255}$/.test(input.TableName ?? ''))
    throw invalid(`TableName "${input.TableName}" must be 3 to 255 letters, digits, "_", "-" or "."`);
  const key = keySchema(input.KeySchema, input.TableName);
  const indexes = [
    ...(input.GlobalSecondaryIndexes ?? []).map((index) => defineIndex(index, 'global')),
    ...(input.LocalSecondaryIndexes ?? []).map((index) => defineIndex(index, 'local')),
  ];
  const attributes = Object.fromEntries(
    (input.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const used = new Set([key, ...indexes].flatMap(({ hash, range }) => (range === undefined ? [hash] : [hash, range])));
  for (const name of used) {
    if (!['S', 'N', 'B'].includes(attributes[name] ?? ''))
      throw invalid(
        `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}]`,
      );
  }
  const idle = Object.keys(attributes).filter((name) => !used.has(name));
  if (idle.length > 0)
    throw invalid(
      `One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: [${idle.join(', ')}]`,
    );
  if (new Set(indexes.map(({ name }) => name)).size < indexes.length)
    throw invalid('One or more parameter values were invalid: Duplicate index name');
  for (const index of indexes) {
    if (index.kind === 'local' && (index.hash !== key.hash || index.range === undefined))
      throw invalid(
        `One or more parameter values were invalid: Index KeySchema of local index ${index.name} must have the table's hash key and a range key`,
      );
  }
  const { StreamSpecification: stream, ProvisionedThroughput: throughput } = input;
  const billing = input.BillingMode ?? 'PROVISIONED';
  if (billing === 'PROVISIONED' && !throughput)
    throw invalid(
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  return {
    name: input.TableName,
    id,
    createdAt: now,
    key,
    attributes,
    indexes,
    billing,
    throughput: { read: throughput?.ReadCapacityUnits ?? 0, write: throughput?.WriteCapacityUnits ?? 0 },
    ...(stream?.StreamEnabled && { stream: defineStream(stream.StreamViewType, now) }),
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
  };
}

export function defineStream(view: StreamViewType | undefined, now: number): NonNullable<TableDefinition['stream']> {
  if (!view) throw invalid('One or more parameter values were invalid: StreamViewType is required when a stream is enabled');
  return { view, label: new Date(now).toISOString().replace('Z', '') };
}

function keySchema(elements: readonly KeySchemaElement[] | undefined, of: string): KeySchema {
  const [first, second, ...more] = elements ?? [];
  if (!first || first.KeyType !== 'HASH' || (second && second.KeyType !== 'RANGE') || more.length > 0) {
    throw invalid(`Invalid KeySchema of ${of}: the first element must be HASH, and a second one, if any, RANGE`);
  }
  return { hash: first.AttributeName, ...(second && { range: second.AttributeName }) };
}

function defineIndex(input: IndexInput, kind: IndexDefinition['kind']): IndexDefinition {
  const projection = input.Projection?.ProjectionType;
  if (!projection) throw invalid(`One or more parameter values were invalid: Unknown ProjectionType of index ${input.IndexName}`);
  return {
    name: input.IndexName,
    kind,
    ...keySchema(input.KeySchema, input.IndexName),
    projection,
    included: input.Projection?.NonKeyAttributes ?? [],
  };
}

/** The index of that name; throws ValidationException when the table has none. */
export function indexOf(table: TableDefinition, name: string): IndexDefinition {
  const index = table.indexes.find((each) => each.name === name);
  if (!index) throw invalid(`The table does not have the specified index: ${name}`);
  return index;
}

export function noSuchTable(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
}
