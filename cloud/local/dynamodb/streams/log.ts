import type { LocalContext } from '../../storage/context.ts';
import type { Change } from '../items/store.ts';
import type { StreamViewType } from '../tables/definition.ts';
import { keyNames } from '../tables/key.ts';
import type { Item } from '../values/attribute-value.ts';

/** Records are kept for a day, as in AWS. */
export const RETENTION_MS = 24 * 60 * 60_000;

/** One change of one item, as GetRecords shows it. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Seconds since the epoch. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
  readonly userIdentity?: { readonly PrincipalId: string; readonly Type: string };
}

/** The changes of tables with a stream, in the order in which they became durable. */
export interface StreamLog {
  /** Notes a change; call in the transaction that makes it. Tables without a stream note nothing. */
  append(change: Change, userIdentity?: StreamRecord['userIdentity']): void;
  /** Records of a stream after a position, at most `limit` of them and about 1 MB. */
  read(streamArn: string, after: number, limit: number): { position: number; record: StreamRecord }[];
  /** Positions of the oldest and newest record; zero and zero while there are none. */
  ends(streamArn: string): { first: number; last: number };
  /** Calls back, after they are durable, when a stream has new records. */
  onRecords(listener: (streamArn: string) => void): () => void;
  /** Drops records older than a day. */
  prune(): void;
}

const MAX_BYTES = 1 << 20;
/** Records that are kept as read: several readers follow a stream side by side. */
const MOST_RECENT = 500;

export function openStreamLog({ database, host, region }: LocalContext): StreamLog {
  database.migrate('dynamodb-streams', [
    `CREATE TABLE ddb_stream (position INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, time INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
     CREATE INDEX ddb_stream_order ON ddb_stream (stream, position);
     CREATE INDEX ddb_stream_time ON ddb_stream (time)`,
  ]);
  const listeners = new Set<(streamArn: string) => void>();
  const recent = new Map<number, StreamRecord>();

  function parse(position: number, text: string): StreamRecord {
    const known = recent.get(position);
    if (known) return known;
    const parsed = JSON.parse(text) as StreamRecord;
    const record = { ...parsed, dynamodb: { ...parsed.dynamodb, SequenceNumber: sequenceNumber(position) } };
    if (recent.size >= MOST_RECENT) recent.clear();
    recent.set(position, record);
    return record;
  }

  return {
    append({ table, before, after }, userIdentity) {
      const { stream } = table.arns;
      if (!table.stream || stream === undefined) return;
      const { view } = table.stream;
      const now = host.clock.now();
      const record: Omit<StreamRecord, 'dynamodb'> & { dynamodb: Omit<StreamRecord['dynamodb'], 'SequenceNumber'> } = {
        eventID: Buffer.from(host.random.bytes(16)).toString('hex'),
        eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: region,
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(now / 1000),
          Keys: Object.fromEntries(keyNames(table.key).map((name) => [name, (after ?? before)!.item[name]!])),
          ...(after && (view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES') && { NewImage: after.item }),
          ...(before && (view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES') && { OldImage: before.item }),
          SizeBytes: (before?.size ?? 0) + (after?.size ?? 0),
          StreamViewType: view,
        },
        ...(userIdentity && { userIdentity }),
      };
      database.run('INSERT INTO ddb_stream (stream, time, record) VALUES (?, ?, ?)', stream, now, JSON.stringify(record));
      database.afterCommit(() => {
        for (const listener of listeners) listener(stream);
      });
    },
    read(streamArn, after, limit) {
      const records: { position: number; record: StreamRecord }[] = [];
      let bytes = 0;
      const rows = database.all<{ position: number; record: string }>(
        'SELECT position, record FROM ddb_stream WHERE stream = ? AND position > ? ORDER BY position LIMIT ?',
        streamArn,
        after,
        limit,
      );
      for (const { position, record } of rows) {
        bytes += record.length;
        if (bytes > MAX_BYTES && records.length > 0) break;
        records.push({ position, record: parse(position, record) });
      }
      return records;
    },
    ends(streamArn) {
      return database.get<{ first: number; last: number }>(
        'SELECT coalesce(min(position), 0) AS first, coalesce(max(position), 0) AS last FROM ddb_stream WHERE stream = ?',
        streamArn,
      )!;
    },
    onRecords(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    prune() {
      database.run('DELETE FROM ddb_stream WHERE time < ?', host.clock.now() - RETENTION_MS);
    },
  };
}

/** Twenty-one digits, as AWS has them: equal lengths, so that text and numbers sort alike. */
export function sequenceNumber(position: number): string {
  return `1${String(position).padStart(20, '0')}`;
}

export function positionOf(sequence: string): number {
  return Number(sequence.slice(1));
}
