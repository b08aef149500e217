import type { LocalContext } from '../../storage/context.ts';
import { AwsError, invalid } from '../../wire/error.ts';
import { defineService, jsonAction, type LocalService } from '../../wire/service.ts';
import type { Catalogue, Table } from '../tables/catalogue.ts';
import { positionOf, type StreamLog, sequenceNumber } from './log.ts';

const ITERATOR_LIFETIME_MS = 15 * 60_000;
const MAX_RECORDS = 1000;
/** A stream here is one shard that never closes. */
const SHARD = 'shardId-00000000000000000000-00000000';

interface IteratorInput {
  readonly StreamArn: string;
  readonly ShardId: string;
  readonly ShardIteratorType: 'TRIM_HORIZON' | 'LATEST' | 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER';
  readonly SequenceNumber?: string;
}

/** DynamoDB Streams. */
export function createStreamsService(context: LocalContext, catalogue: Catalogue, log: StreamLog): LocalService {
  const { clock } = context.host;

  function find(streamArn: string): Table {
    const table = catalogue.byStream(streamArn);
    if (!table) throw new AwsError('ResourceNotFoundException', `Requested resource not found: Stream: ${streamArn} not found`);
    return table;
  }

  /** An iterator is self-contained: stream, position after which to read, and when it was made. */
  function iterator(streamArn: string, after: number): string {
    return Buffer.from(JSON.stringify([streamArn, after, clock.now()])).toString('base64url');
  }

  function openIterator(text: string): { streamArn: string; after: number } {
    let parts: unknown;
    try {
      parts = JSON.parse(Buffer.from(text, 'base64url').toString());
    } catch {
      parts = undefined;
    }
    if (!Array.isArray(parts) || typeof parts[0] !== 'string' || typeof parts[1] !== 'number' || typeof parts[2] !== 'number')
      throw invalid('Invalid ShardIterator');
    if (parts[2] + ITERATOR_LIFETIME_MS < clock.now())
      throw new AwsError('ExpiredIteratorException', 'The shard iterator is more than 15 minutes old. Get a new one.');
    return { streamArn: parts[0], after: parts[1] };
  }

  function start({ StreamArn, ShardIteratorType, SequenceNumber }: IteratorInput): number {
    const { first, last } = log.ends(StreamArn);
    switch (ShardIteratorType) {
      case 'TRIM_HORIZON':
        return 0;
      case 'LATEST':
        return last;
      case 'AT_SEQUENCE_NUMBER':
      case 'AFTER_SEQUENCE_NUMBER': {
        if (!SequenceNumber || !/^1\d{20}$/.test(SequenceNumber)) throw invalid(`Invalid SequenceNumber for ${ShardIteratorType}`);
        const position = positionOf(SequenceNumber);
        if (position < first)
          throw new AwsError('TrimmedDataAccessException', 'The requested sequence number is older than the records that are kept.');
        return ShardIteratorType === 'AT_SEQUENCE_NUMBER' ? position - 1 : position;
      }
      default:
        throw invalid(`Unknown ShardIteratorType ${String(ShardIteratorType)}`);
    }
  }

  return defineService({
    name: 'dynamodb-streams',
    signingName: 'dynamodb',
    protocol: 'json-1.0',
    target: 'DynamoDBStreams_20120810',
    actions: {
      ListStreams: jsonAction<{ TableName?: string }>(({ TableName }, call) => {
        call.permit('dynamodb:ListStreams', '*');
        const tables = (TableName === undefined ? catalogue.names() : [TableName])
          .map((name) => catalogue.table(name))
          .filter(({ stream }) => stream);
        return {
          Streams: tables.map((table) => ({ StreamArn: table.arns.stream, TableName: table.name, StreamLabel: table.stream!.label })),
        };
      }),
      DescribeStream: jsonAction<{ StreamArn: string }>(({ StreamArn }, call) => {
        const table = find(StreamArn);
        call.permit('dynamodb:DescribeStream', StreamArn);
        return {
          StreamDescription: {
            StreamArn,
            StreamLabel: table.stream!.label,
            StreamStatus: 'ENABLED',
            StreamViewType: table.stream!.view,
            CreationRequestDateTime: table.createdAt / 1000,
            TableName: table.name,
            KeySchema: [
              { AttributeName: table.key.hash, KeyType: 'HASH' },
              ...(table.key.range === undefined ? [] : [{ AttributeName: table.key.range, KeyType: 'RANGE' }]),
            ],
            Shards: [{ ShardId: SHARD, SequenceNumberRange: { StartingSequenceNumber: sequenceNumber(log.ends(StreamArn).first) } }],
          },
        };
      }),
      GetShardIterator: jsonAction<IteratorInput>((input, call) => {
        find(input.StreamArn);
        call.permit('dynamodb:GetShardIterator', input.StreamArn);
        if (input.ShardId !== SHARD)
          throw new AwsError('ResourceNotFoundException', `Requested resource not found: Shard: ${input.ShardId} not found`);
        return { ShardIterator: iterator(input.StreamArn, start(input)) };
      }),
      GetRecords: jsonAction<{ ShardIterator: string; Limit?: number }>(({ ShardIterator, Limit = MAX_RECORDS }, call) => {
        const { streamArn, after } = openIterator(ShardIterator);
        find(streamArn);
        call.permit('dynamodb:GetRecords', streamArn);
        if (!(Limit >= 1 && Limit <= MAX_RECORDS)) throw invalid(`Limit must be between 1 and ${MAX_RECORDS}`);
        const records = log.read(streamArn, after, Limit);
        return { Records: records.map(({ record }) => record), NextShardIterator: iterator(streamArn, records.at(-1)?.position ?? after) };
      }),
    },
  });
}
