import type { Database } from '../../storage/database.ts';
import type { StreamLog, StreamRecord } from './log.ts';

/** One reader of one stream whose place is kept on disk, so that a restart neither skips nor forgets a record. */
export interface StreamConsumer {
  /** The records after the consumer's place, oldest first. */
  next(limit: number): readonly { readonly position: number; readonly record: StreamRecord }[];
  /** Moves the place behind this record; within a transaction it moves with the rest of that transaction. */
  advance(position: number): void;
  /** Moves on behind records that mean nothing to this reader. A restart may show some of them again. */
  pass(position: number): void;
}

/** So many records may be passed before the place of that is kept on disk. */
const MOST_PASSED = 500;

/** Opens the consumer of that name, at its place, or at the first or after the last record when it is new. */
export function openStreamConsumer(
  database: Database,
  log: StreamLog,
  streamArn: string,
  name: string,
  from: 'TRIM_HORIZON' | 'LATEST' = 'TRIM_HORIZON',
): StreamConsumer {
  database.migrate('dynamodb-consumers', [
    'CREATE TABLE ddb_consumer (stream TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (stream, name)) STRICT, WITHOUT ROWID',
  ]);
  const place = (): number | undefined =>
    database.get<{ position: number }>('SELECT position FROM ddb_consumer WHERE stream = ? AND name = ?', streamArn, name)?.position;
  if (place() === undefined) {
    database.run(
      'INSERT INTO ddb_consumer (stream, name, position) VALUES (?, ?, ?)',
      streamArn,
      name,
      from === 'LATEST' ? log.ends(streamArn).last : 0,
    );
  }
  /** If that is lost, the records are delivered once more. */
  const advance = (position: number): void =>
    database.eventually(
      () => void database.run('UPDATE ddb_consumer SET position = ? WHERE stream = ? AND name = ?', position, streamArn, name),
    );
  let passed = 0;
  return {
    next: (limit) => log.read(streamArn, Math.max(place() ?? 0, passed), limit),
    advance,
    pass(position) {
      passed = position;
      if (position - (place() ?? 0) > MOST_PASSED) advance(position);
    },
  };
}
