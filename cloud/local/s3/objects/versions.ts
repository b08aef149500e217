import type { Blobs } from '../../storage/blobs.ts';
import type { LocalContext } from '../../storage/context.ts';
import type { ObjectMeta, Version } from './object.ts';

/** Where a listing stands: after this key, and within its prefix. */
export interface ListRange {
  readonly bucket: string;
  readonly prefix: string;
  /** Only keys greater than this. */
  readonly after: string;
  /** Only keys at or above this; it lies at or above the prefix. */
  readonly from?: string;
}

/** The versions of all objects. */
export interface Versions {
  /** The newest version, if it is not a delete marker. */
  current(bucket: string, key: string): Version | undefined;
  find(bucket: string, key: string, id: string): Version | undefined;
  /** Newest first, delete markers included. */
  ofKey(bucket: string, key: string): Version[];
  /** Adds a version as the newest; one of the same id is replaced. Call within a transaction. */
  add(version: Omit<Version, 'sequence'>): Version;
  /** Changes what is known of a version, not its bytes. */
  change(version: Version, meta: ObjectMeta): void;
  /** Removes a version; the one before it becomes the newest. Call within a transaction. */
  remove(version: Version): void;
  /** The first current object of the range, in byte order of the keys. */
  next(range: ListRange): Version | undefined;
  /** All versions of the keys of the range: by key, newest first. */
  all(range: ListRange): IterableIterator<Version>;
  isEmpty(bucket: string): boolean;
  /** Notes that a multipart upload needs a blob, or does not any more. */
  hold(blob: string, owner: string): void;
  release(owner: string): void;
  /** Whether a version or an upload needs the blob. */
  needs(blob: string): boolean;
}

interface Row {
  sequence: number;
  bucket: string;
  key: string;
  id: string;
  modified_at: number;
  blob: string | null;
  meta: string;
}

export function openVersions({ database }: LocalContext, blobs: Blobs): Versions {
  database.migrate('s3-objects', [
    `CREATE TABLE s3_version (sequence INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, modified_at INTEGER NOT NULL,
       blob TEXT, meta TEXT NOT NULL) STRICT;
     CREATE UNIQUE INDEX s3_version_id ON s3_version (bucket, key, id);
     CREATE INDEX s3_version_order ON s3_version (bucket, key, sequence DESC);
     CREATE INDEX s3_version_blob ON s3_version (blob);
     CREATE TABLE s3_current (bucket TEXT NOT NULL, key TEXT NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (bucket, key)) STRICT, WITHOUT ROWID;
     CREATE TABLE s3_hold (blob TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (blob, owner)) STRICT, WITHOUT ROWID;
     CREATE INDEX s3_hold_owner ON s3_hold (owner)`,
  ]);

  /** Brings the table of current objects up to date with the newest version of a key. */
  function refresh(bucket: string, key: string): void {
    const newest = database.get<Row>('SELECT * FROM s3_version WHERE bucket = ? AND key = ? ORDER BY sequence DESC LIMIT 1', bucket, key);
    if (newest?.blob)
      database.run('INSERT OR REPLACE INTO s3_current (bucket, key, sequence) VALUES (?, ?, ?)', bucket, key, newest.sequence);
    else database.run('DELETE FROM s3_current WHERE bucket = ? AND key = ?', bucket, key);
  }

  function needs(blob: string): boolean {
    return (
      database.get('SELECT 1 FROM s3_version WHERE blob = ? UNION ALL SELECT 1 FROM s3_hold WHERE blob = ? LIMIT 1', blob, blob) !==
      undefined
    );
  }

  /** Bytes that nothing names any more go once that is on disk. */
  function forget(blob: string | null): void {
    if (blob === null) return;
    database.afterCommit(() => {
      if (!needs(blob)) blobs.remove(blob);
    });
  }

  const self: Versions = {
    current(bucket, key) {
      return parsed(
        database.get<Row>(
          'SELECT v.* FROM s3_current c JOIN s3_version v ON v.sequence = c.sequence WHERE c.bucket = ? AND c.key = ?',
          bucket,
          key,
        ),
      );
    },
    find: (bucket, key, id) =>
      parsed(database.get<Row>('SELECT * FROM s3_version WHERE bucket = ? AND key = ? AND id = ?', bucket, key, id)),
    ofKey: (bucket, key) =>
      database.all<Row>('SELECT * FROM s3_version WHERE bucket = ? AND key = ? ORDER BY sequence DESC', bucket, key).map(parse),
    add(version) {
      const same = self.find(version.bucket, version.key, version.id);
      if (same) self.remove(same);
      database.run(
        'INSERT INTO s3_version (bucket, key, id, modified_at, blob, meta) VALUES (?, ?, ?, ?, ?, ?)',
        version.bucket,
        version.key,
        version.id,
        version.modifiedAt,
        version.blob,
        JSON.stringify(version.meta),
      );
      refresh(version.bucket, version.key);
      return self.find(version.bucket, version.key, version.id)!;
    },
    change({ sequence }, meta) {
      database.run('UPDATE s3_version SET meta = ? WHERE sequence = ?', JSON.stringify(meta), sequence);
    },
    remove({ sequence, bucket, key, blob }) {
      database.run('DELETE FROM s3_version WHERE sequence = ?', sequence);
      refresh(bucket, key);
      forget(blob);
    },
    next({ bucket, prefix, after, from = prefix }) {
      const row = database.get<Row>(
        'SELECT v.* FROM s3_current c JOIN s3_version v ON v.sequence = c.sequence WHERE c.bucket = ? AND c.key >= ? AND c.key > ? ORDER BY c.key LIMIT 1',
        bucket,
        from,
        after,
      );
      return row?.key.startsWith(prefix) ? parse(row) : undefined;
    },
    *all({ bucket, prefix, after }) {
      for (const row of database.iterate<Row>(
        'SELECT * FROM s3_version WHERE bucket = ? AND key >= ? AND key > ? ORDER BY key, sequence DESC',
        bucket,
        prefix,
        after,
      )) {
        if (!row.key.startsWith(prefix)) return;
        yield parse(row);
      }
    },
    isEmpty: (bucket) => database.get('SELECT 1 FROM s3_version WHERE bucket = ? LIMIT 1', bucket) === undefined,
    hold(blob, owner) {
      database.run('INSERT OR IGNORE INTO s3_hold (blob, owner) VALUES (?, ?)', blob, owner);
    },
    release(owner) {
      const held = database.all<{ blob: string }>('SELECT blob FROM s3_hold WHERE owner = ?', owner);
      database.run('DELETE FROM s3_hold WHERE owner = ?', owner);
      for (const { blob } of held) forget(blob);
    },
    needs,
  };
  return self;
}

function parse(row: Row): Version {
  const { sequence, bucket, key, id, modified_at, blob, meta } = row;
  return { sequence, bucket, key, id, modifiedAt: modified_at, blob, meta: JSON.parse(meta) as ObjectMeta };
}

function parsed(row: Row | undefined): Version | undefined {
  return row && parse(row);
}
