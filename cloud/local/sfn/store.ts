import type { Database } from '../storage/index.ts';
import type { Frame } from './frame.ts';
import type { HistoryEvent } from './history.ts';

export type MachineType = 'STANDARD' | 'EXPRESS';
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface MachineRow {
  arn: string;
  name: string;
  type: MachineType;
  role_arn: string;
  definition: string;
  revision: string;
  logging: string | null;
  created: number;
  updated: number;
}

export interface ExecutionRow {
  arn: string;
  machine_arn: string;
  name: string;
  type: MachineType;
  role_arn: string;
  revision: string;
  status: ExecutionStatus;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  started: number;
  stopped: number | null;
  /** When the execution times out, milliseconds since the epoch. */
  deadline: number | null;
}

export interface TokenRow {
  token: string;
  execution: string;
  path: string;
  /** JSON: `{"output": …}` or `{"error": …, "cause": …}`. */
  result: string | null;
  heartbeat_at: number;
}

const TABLES = `
CREATE TABLE sfn_machine (arn TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, type TEXT NOT NULL, role_arn TEXT NOT NULL, definition TEXT NOT NULL,
  revision TEXT NOT NULL, logging TEXT, created INTEGER NOT NULL, updated INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sfn_definition (revision TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sfn_execution (arn TEXT PRIMARY KEY, machine_arn TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, role_arn TEXT NOT NULL,
  revision TEXT NOT NULL, status TEXT NOT NULL, input TEXT NOT NULL, output TEXT, error TEXT, cause TEXT,
  started INTEGER NOT NULL, stopped INTEGER, deadline INTEGER) STRICT;
CREATE INDEX sfn_execution_machine ON sfn_execution (machine_arn, started);
CREATE INDEX sfn_execution_running ON sfn_execution (status) WHERE status = 'RUNNING';
CREATE TABLE sfn_frame (execution TEXT, path TEXT, frame TEXT NOT NULL, PRIMARY KEY (execution, path)) STRICT, WITHOUT ROWID;
CREATE TABLE sfn_token (token TEXT PRIMARY KEY, execution TEXT NOT NULL, path TEXT NOT NULL, result TEXT, heartbeat_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX sfn_token_execution ON sfn_token (execution);
CREATE TABLE sfn_history (execution TEXT, id INTEGER, previous INTEGER NOT NULL, time INTEGER NOT NULL, type TEXT NOT NULL, details TEXT NOT NULL,
  PRIMARY KEY (execution, id)) STRICT, WITHOUT ROWID;`;

/** Everything of Step Functions that outlives the process. Methods join the caller's transaction. */
export type SfnStore = ReturnType<typeof createSfnStore>;

export function createSfnStore(database: Database) {
  database.migrate('sfn', [TABLES]);
  return {
    transaction: <T>(work: () => T): T => database.transaction(work),

    machine: (arn: string) => database.get<MachineRow>('SELECT * FROM sfn_machine WHERE arn = ?', arn),
    machines: () => database.all<MachineRow>('SELECT * FROM sfn_machine ORDER BY name'),
    putMachine(row: MachineRow): void {
      database.transaction(() => {
        database.run('INSERT OR IGNORE INTO sfn_definition (revision, definition) VALUES (?, ?)', row.revision, row.definition);
        database.run(
          `INSERT INTO sfn_machine (arn, name, type, role_arn, definition, revision, logging, created, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (arn) DO UPDATE SET role_arn = excluded.role_arn, definition = excluded.definition, revision = excluded.revision,
             logging = excluded.logging, updated = excluded.updated`,
          row.arn,
          row.name,
          row.type,
          row.role_arn,
          row.definition,
          row.revision,
          row.logging,
          row.created,
          row.updated,
        );
      });
    },
    deleteMachine: (arn: string) => database.run('DELETE FROM sfn_machine WHERE arn = ?', arn),
    definition(revision: string): string {
      return database.get<{ definition: string }>('SELECT definition FROM sfn_definition WHERE revision = ?', revision)!.definition;
    },

    execution: (arn: string) => database.get<ExecutionRow>('SELECT * FROM sfn_execution WHERE arn = ?', arn),
    running: () => database.all<ExecutionRow>(`SELECT * FROM sfn_execution WHERE status = 'RUNNING' ORDER BY started`),
    executions(machineArn: string, status: string | undefined, offset: number, limit: number): ExecutionRow[] {
      return database.all<ExecutionRow>(
        'SELECT * FROM sfn_execution WHERE machine_arn = ? AND (? IS NULL OR status = ?) ORDER BY started DESC, arn LIMIT ? OFFSET ?',
        machineArn,
        status ?? null,
        status ?? null,
        limit,
        offset,
      );
    },
    insertExecution(row: ExecutionRow): void {
      database.run(
        `INSERT INTO sfn_execution (arn, machine_arn, name, type, role_arn, revision, status, input, output, error, cause, started, stopped, deadline)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        row.arn,
        row.machine_arn,
        row.name,
        row.type,
        row.role_arn,
        row.revision,
        row.status,
        row.input,
        row.output,
        row.error,
        row.cause,
        row.started,
        row.stopped,
        row.deadline,
      );
    },
    /** Ends an execution; its threads and tokens go. */
    endExecution(arn: string, end: { status: ExecutionStatus; output?: string; error?: string; cause?: string; stopped: number }): void {
      database.transaction(() => {
        database.run(
          'UPDATE sfn_execution SET status = ?, output = ?, error = ?, cause = ?, stopped = ? WHERE arn = ?',
          end.status,
          end.output ?? null,
          end.error ?? null,
          end.cause ?? null,
          end.stopped,
          arn,
        );
        database.run('DELETE FROM sfn_frame WHERE execution = ?', arn);
        database.run('DELETE FROM sfn_token WHERE execution = ?', arn);
      });
    },
    deleteExecution: (arn: string) => database.run('DELETE FROM sfn_execution WHERE arn = ?', arn),

    frame(execution: string, path: string): Frame | undefined {
      const row = database.get<{ frame: string }>('SELECT frame FROM sfn_frame WHERE execution = ? AND path = ?', execution, path);
      return row && (JSON.parse(row.frame) as Frame);
    },
    putFrame(execution: string, path: string, frame: Frame): void {
      database.run(
        'INSERT INTO sfn_frame (execution, path, frame) VALUES (?, ?, ?) ON CONFLICT (execution, path) DO UPDATE SET frame = excluded.frame',
        execution,
        path,
        JSON.stringify(frame),
      );
    },
    /** Drops the threads inside one visit of a Map or Parallel, with their tokens. */
    dropInner(execution: string, prefix: string): void {
      const end = `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
      database.run('DELETE FROM sfn_frame WHERE execution = ? AND path >= ? AND path < ?', execution, prefix, end);
      database.run('DELETE FROM sfn_token WHERE execution = ? AND path >= ? AND path < ?', execution, prefix, end);
    },

    token: (token: string) => database.get<TokenRow>('SELECT * FROM sfn_token WHERE token = ?', token),
    insertToken(row: TokenRow): void {
      database.run(
        'INSERT INTO sfn_token (token, execution, path, result, heartbeat_at) VALUES (?, ?, ?, ?, ?)',
        row.token,
        row.execution,
        row.path,
        row.result,
        row.heartbeat_at,
      );
    },
    /** Returns whether the token was waiting. */
    settleToken: (token: string, result: string) =>
      database.run('UPDATE sfn_token SET result = ? WHERE token = ? AND result IS NULL', result, token) > 0,
    beatToken: (token: string, now: number) =>
      database.run('UPDATE sfn_token SET heartbeat_at = ? WHERE token = ? AND result IS NULL', now, token) > 0,
    deleteToken: (token: string) => database.run('DELETE FROM sfn_token WHERE token = ?', token),

    lastEvent(execution: string): number {
      return database.get<{ id: number | null }>('SELECT max(id) AS id FROM sfn_history WHERE execution = ?', execution)?.id ?? 0;
    },
    insertEvent(execution: string, event: HistoryEvent): void {
      database.run(
        'INSERT INTO sfn_history (execution, id, previous, time, type, details) VALUES (?, ?, ?, ?, ?, ?)',
        execution,
        event.id,
        event.previous,
        event.time,
        event.type,
        JSON.stringify(event.details),
      );
    },
    history(execution: string, order: 'ASC' | 'DESC', offset: number, limit: number): HistoryEvent[] {
      return database
        .all<Omit<HistoryEvent, 'details'> & { details: string }>(
          `SELECT id, previous, time, type, details FROM sfn_history WHERE execution = ? ORDER BY id ${order} LIMIT ? OFFSET ?`,
          execution,
          limit,
          offset,
        )
        .map((row) => ({ ...row, details: JSON.parse(row.details) as HistoryEvent['details'] }));
    },
  };
}
