import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { AwsError } from '../wire/error.ts';
import type { LocalHost } from './host.ts';

export type SqlValue = SQLInputValue;

/** The cloud's database: one SQLite file, one connection; a returned write is on disk. */
export interface Database {
  readonly isOpen: boolean;
  /** All rows; integers beyond 2^53 must be stored as text. */
  all<Row>(sql: string, ...values: SqlValue[]): Row[];
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined;
  /** Rows one at a time; finish or break before the next write to the same table. */
  iterate<Row>(sql: string, ...values: SqlValue[]): IterableIterator<Row>;
  /** Returns the number of rows changed. */
  run(sql: string, ...values: SqlValue[]): number;
  /** Runs `work` as one durable step; nested calls join the outer one. If it throws, nothing of it remains. */
  transaction<T>(work: () => T): T;
  /**
   * Like `transaction`, for those that can wait: what arrives together is synchronised to disk together, in order. Resolves when it is there;
   * until then others may read it, so who tells anybody of what it read awaits `settled`.
   */
  together<T>(work: () => T): Promise<T>;
  /** Like `together`, for what nobody waits for: if it is lost, something is done once more that may be done twice. */
  eventually(work: () => void): void;
  /** What is read now is on disk then; undefined when it is already. */
  settled(): Promise<unknown> | undefined;
  /** Calls `work` once the current transaction is on disk, at once if there is none, never if it is rolled back. */
  afterCommit(work: () => void): void;
  /** Brings an area's tables up to date: each step runs once, in order, and never changes afterwards. */
  migrate(area: string, steps: readonly string[]): void;
  /** Refuses to grow beyond this many bytes, as a full disk would. */
  limitSize(bytes: number): void;
  close(): void;
}

/** How long an opening process waits for the one before it to be gone, milliseconds. */
const HANDOVER = 10_000;

/**
 * Opens (or makes) a database: write-ahead log, every commit synchronised to disk. It belongs to this process until it ends, however it ends:
 * another one that opens it waits `handover` milliseconds for that, and then throws.
 * `:memory:` is one that is gone when it is closed.
 * Writes on a full disk throw `InsufficientStorage` and leave what was stored as it was.
 */
export function openDatabase(file: string, host: LocalHost, handover = HANDOVER): Database {
  // Made here so that only its owner can read it; SQLite gives its other files the same rights.
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
  const connection = new DatabaseSync(file, { timeout: handover });
  try {
    connection.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
      CREATE TABLE IF NOT EXISTS migration (area TEXT, step INTEGER, sql TEXT NOT NULL, PRIMARY KEY (area, step)) STRICT, WITHOUT ROWID`);
  } catch (error) {
    connection.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw named(error);
    throw new Error(`${file} is in use by another process. Stop the cloud that runs on this folder, or name another folder.`, {
      cause: error,
    });
  }
  const statements = new Map<string, StatementSync>();
  let depth = 0;
  let afterwards: (() => void)[] = [];
  let group: Group | undefined;

  function prepare(sql: string): StatementSync {
    let statement = statements.get(sql);
    if (!statement) {
      statement = connection.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs `work` in the open group; of one that throws nothing remains there. */
  function join<T>(open: Group, work: () => T): T {
    connection.exec('SAVEPOINT part');
    depth = 1;
    try {
      const result = work();
      connection.exec('RELEASE part');
      open.afterwards.push(...afterwards);
      return result;
    } catch (error) {
      // On a full disk SQLite itself may have taken back all of it.
      if (connection.isTransaction) connection.exec('ROLLBACK TO part; RELEASE part');
      else fail(open, error);
      throw named(error);
    } finally {
      afterwards = [];
      depth = 0;
    }
  }

  function fail(open: Group, error: unknown): void {
    if (connection.isTransaction) connection.exec('ROLLBACK');
    if (group === open) group = undefined;
    open.refuse(named(error));
  }

  /** Brings the open group to disk. */
  function flush(): void {
    const open = group;
    if (open === undefined || !connection.isOpen) return;
    try {
      host.reach('database:before-commit');
      connection.exec('COMMIT');
    } catch (error) {
      fail(open, error);
      throw named(error);
    }
    group = undefined;
    host.reach('database:after-commit');
    open.done();
    for (const each of open.afterwards) each();
  }

  function together<T>(work: () => T): Promise<T> {
    if (depth > 0) return Promise.resolve(work());
    let open = group;
    if (open === undefined) {
      connection.exec('BEGIN IMMEDIATE');
      open = group = openGroup();
      setImmediate(() => {
        if (group === open)
          try {
            flush();
          } catch {
            // Who waits for it was told.
          }
      });
    }
    const { onDisk } = open;
    const result = join(open, work);
    return onDisk.then(() => result);
  }

  function transaction<T>(work: () => T): T {
    if (depth > 0) return work();
    if (group !== undefined) {
      const result = join(group, work);
      flush();
      return result;
    }
    connection.exec('BEGIN IMMEDIATE');
    depth = 1;
    let result: T;
    try {
      result = work();
      host.reach('database:before-commit');
      connection.exec('COMMIT');
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK');
      afterwards = [];
      throw named(error);
    } finally {
      depth = 0;
    }
    host.reach('database:after-commit');
    const todo = afterwards;
    afterwards = [];
    for (const each of todo) each();
    return result;
  }

  const database: Database = {
    get isOpen() {
      return connection.isOpen;
    },
    all: <Row>(sql: string, ...values: SqlValue[]) => prepare(sql).all(...values) as Row[],
    get: <Row>(sql: string, ...values: SqlValue[]) => prepare(sql).get(...values) as Row | undefined,
    iterate: <Row>(sql: string, ...values: SqlValue[]) =>
      // A statement of its own: a cached one would be reset by a nested use.
      connection.prepare(sql).iterate(...values) as IterableIterator<Row>,
    run(sql, ...values) {
      return transaction(() => Number(prepare(sql).run(...values).changes));
    },
    transaction,
    together,
    eventually: (work) => void together(work).catch(() => undefined),
    settled: () => group?.onDisk,
    afterCommit(work) {
      if (depth > 0) afterwards.push(work);
      else work();
    },
    migrate(area, steps) {
      transaction(() => {
        for (const [step, sql] of steps.entries()) {
          const done = database.get<{ sql: string }>('SELECT sql FROM migration WHERE area = ? AND step = ?', area, step);
          if (done && done.sql !== sql) throw new Error(`step ${step} of the tables of ${area} was changed after it ran`);
          if (done) continue;
          connection.exec(sql);
          database.run('INSERT INTO migration (area, step, sql) VALUES (?, ?, ?)', area, step, sql);
        }
        const newer = database.get('SELECT step FROM migration WHERE area = ? AND step >= ?', area, steps.length);
        if (newer) throw new Error(`the tables of ${area} in ${file} were made by a newer version`);
      });
    },
    limitSize(bytes) {
      const { page_size: page } = database.get<{ page_size: number }>('PRAGMA page_size')!;
      connection.exec(`PRAGMA max_page_count = ${Math.ceil(bytes / page)}`);
    },
    close() {
      if (!connection.isOpen) return;
      flush();
      connection.close();
    },
  };
  return database;
}

/** Writes that reach the disk together. */
interface Group {
  readonly onDisk: Promise<void>;
  readonly done: () => void;
  readonly refuse: (error: unknown) => void;
  readonly afterwards: (() => void)[];
}

function openGroup(): Group {
  const { promise: onDisk, resolve: done, reject: refuse } = Promise.withResolvers<void>();
  // Each of those who wait hears of it by itself.
  onDisk.catch(() => undefined);
  return { onDisk, done, refuse, afterwards: [] };
}

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;
const SQLITE_IOERR = 10;

function named(error: unknown): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (code === undefined) return error;
  const primary = code & 0xff;
  if (primary !== SQLITE_FULL && primary !== SQLITE_IOERR) return error;
  return storageFull((error as Error).message);
}

/** The answer to a write that the disk did not take: nothing of it was kept, all that was acknowledged is. */
export function storageFull(reason: string): AwsError {
  return new AwsError(
    'InsufficientStorage',
    `The disk under the embedded cloud did not take the write (${reason}). Nothing of this request was kept and all earlier answers hold. Free some space and send it again.`,
    507,
  );
}
