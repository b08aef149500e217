/** Table and bucket of the embedded cloud, in memory and without a wire: every command is a step that whoever wants to may put off. */
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NoSuchKey, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { Objects } from '../../../cloud/adapters/aws/objects.ts';
import type { StreamRecord } from '../../../cloud/adapters/aws/stream.ts';
import { Table } from '../../../cloud/adapters/aws/table.ts';
import { createDynamoDb } from '../../../cloud/local/dynamodb/index.ts';
import type { Kms } from '../../../cloud/local/kms/index.ts';
import { createS3 } from '../../../cloud/local/s3/index.ts';
import { type Disk, type LocalContext, type LocalHost, openDatabase } from '../../../cloud/local/storage/index.ts';
import { AwsError } from '../../../cloud/local/wire/error.ts';
import type { AwsCall, AwsReply, LocalService } from '../../../cloud/local/wire/service.ts';
import type { Moment } from './schedule.ts';

type Input = Readonly<Record<string, unknown>>;
interface ObjectInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body?: Uint8Array;
  readonly IfNoneMatch?: string;
  readonly Range?: string;
}
/** Carries a command out, sooner or later or never. */
export type Pass = <T>(moment: Moment, carryOut: () => Promise<T>) => Promise<T>;

export interface CloudStore {
  /** The rooms' own clients, with every command through `pass`. */
  clients(pass: Pass): { table: Table; objects: Objects };
  /** What the table's stream has said since it was last asked. */
  changes(): StreamRecord[];
  /** What is past its time is forgotten. */
  sweep(): void;
  close(): void;
}

const name = 'sim';

export async function openCloudStore(host: LocalHost, writesOver: boolean): Promise<CloudStore> {
  const database = openDatabase(':memory:', host);
  const bus = { publish() {}, subscribe() {}, deliver() {} };
  const context: LocalContext = { database, host, bus, dataDir: '', disk: memoryDisk(), account: '000000000000', region: 'local-1' };
  const s3 = createS3(context, { kms: {} as Kms });
  const dynamodb = createDynamoDb(context);
  const [tables] = dynamodb.services;
  const [objects] = s3.services;
  s3.putBucket({ name, versioning: 'Enabled' });
  const ask = async (action: string, input: Input): Promise<Input> =>
    (await handle(tables!, { action, json: JSON.parse(JSON.stringify(input, asBase64)) as unknown })).json as Input;
  const keys = { pk: 'HASH', sk: 'RANGE' };
  await ask('CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: Object.keys(keys).map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: Object.entries(keys).map(([AttributeName, KeyType]) => ({ AttributeName, KeyType })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  await ask('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification: { Enabled: true, AttributeName: 'exp' } });
  const { Table: made } = (await ask('DescribeTable', { TableName: name })) as { Table: { LatestStreamArn: string } };
  const stream = dynamodb.consumer(made.LatestStreamArn, 'sim');
  let hasNews = true;
  dynamodb.onRecords(() => void (hasNews = true));

  async function table(action: string, input: Input): Promise<unknown> {
    try {
      const { ConditionExpression: condition, ...rest } = input;
      const isOver = writesOver && typeof condition === 'string' && momentOf(input) === 'append';
      return asBytes(await ask(action, isOver ? { ...rest, ConditionExpression: `${condition} OR attribute_exists(#pk)` } : input));
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException')
        throw new ConditionalCheckFailedException({ $metadata: {}, message: error.message });
      throw error;
    }
  }

  async function bucket(action: string, { Bucket, Key, Body, IfNoneMatch, Range }: ObjectInput): Promise<unknown> {
    const headers = {
      ...(IfNoneMatch !== undefined && { 'if-none-match': IfNoneMatch }),
      ...(Range !== undefined && { range: Range }),
    };
    const params = { bucket: Bucket, key: Key };
    try {
      const reply = await handle(objects!, { action, headers, params, body: Body ?? new Uint8Array() });
      const { body = new Uint8Array() } = reply;
      return {
        Body: { transformToByteArray: async () => new Uint8Array(body) },
        ETag: reply.headers?.['etag'],
        ContentRange: reply.headers?.['content-range'],
      };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message, status } = error;
      const $metadata = { httpStatusCode: status };
      throw code === 'NoSuchKey'
        ? new NoSuchKey({ $metadata, message })
        : new S3ServiceException({ name: code, message, $metadata, $fault: 'client' });
    }
  }

  /** A client of the SDK as far as the adapters use it. */
  const client = <I extends object>(pass: Pass, carryOut: (action: string, input: I) => Promise<unknown>): unknown => ({
    send: (command: { input: I; constructor: { name: string } }) =>
      pass(momentOf(command.input as Input), () => carryOut(command.constructor.name.replace(/Command$/, ''), command.input)),
  });

  return {
    clients: (pass) => ({
      table: new Table(client(pass, table) as DynamoDBClient, name),
      objects: new Objects(client(pass, bucket) as S3Client, name),
    }),
    changes() {
      if (!hasNews) return [];
      hasNews = false;
      const found = stream.next(1000);
      if (found.length > 0) stream.advance(found.at(-1)!.position);
      return found.map(({ record }) => record as StreamRecord);
    },
    sweep: () => dynamodb.sweep(),
    close: () => database.close(),
  };
}

/** What a command is about, in words. */
function momentOf({ UpdateExpression, Key, Body, KeyConditionExpression }: Input): Moment {
  if (KeyConditionExpression !== undefined) return 'read log';
  if (typeof Key === 'string') {
    const isSnapshot = Key.includes('/snap/');
    if (Body === undefined) return isSnapshot ? 'read snapshot' : 'read record aside';
    return isSnapshot ? 'put snapshot' : 'put record aside';
  }
  const { sk } = Key as { sk: { S: string } };
  if (typeof UpdateExpression !== 'string') return 'read head';
  if (sk.S.startsWith('REC#')) return UpdateExpression.includes('exp') ? 'expire' : 'append';
  return UpdateExpression.includes('epoch') ? 'create' : 'move snapshot';
}

async function handle(service: LocalService, call: Partial<AwsCall>): Promise<AwsReply> {
  return service.handle({ headers: {}, params: {}, query: new URLSearchParams(), permit() {}, ...call } as AwsCall);
}

const asBase64 = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);

/** Bytes in items as the SDK gives them. */
function asBytes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asBytes);
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]![0] === 'B') return { B: new Uint8Array(Buffer.from(String(entries[0]![1]), 'base64')) };
  return Object.fromEntries(entries.map(([key, inner]) => [key, asBytes(inner)]));
}

function memoryDisk(): Disk {
  const files = new Map<string, Uint8Array>();
  return {
    write: (file, content) => void files.set(file, content.slice()),
    exists: (file) => files.has(file),
    read: (file, start, end) => files.get(file)!.subarray(start, end),
    remove: (file) => void files.delete(file),
    list: () => [],
  };
}
