import type { PolicyDocument } from '../iam/policy.ts';
import type { Database } from '../storage/index.ts';

/** What a function is: code, and the settings under which it runs. A version is such a thing that never changes. */
export interface FunctionConfig {
  readonly functionName: string;
  readonly description: string;
  readonly runtime: string;
  /** `module.export`, for example `index.handler`. */
  readonly handler: string;
  readonly roleArn: string;
  /** MB. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
  /** sha256 of the code, hex; also the name of its folder. */
  readonly codeSha256: string;
  /** Where asynchronous events go that failed for good. */
  readonly deadLetterArn?: string;
}

export interface AliasConfig {
  readonly functionName: string;
  readonly name: string;
  readonly functionVersion: string;
  /** Further version and its share of invocations, 0 to 1. */
  readonly shifted?: { readonly version: string; readonly weight: number };
}

/** How asynchronous events of a function are treated. */
export interface AsyncConfig {
  /** 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** Seconds, 60 to 21,600. */
  readonly maximumEventAgeInSeconds: number;
  readonly onFailure?: string;
  readonly onSuccess?: string;
}

export interface QueuedEvent {
  id: string;
  function_name: string;
  qualifier: string | null;
  payload: string;
  accepted: number;
  attempts: number;
  due: number;
}

const TABLES = `
CREATE TABLE lambda_function (name TEXT PRIMARY KEY, config TEXT NOT NULL, concurrency INTEGER, updated INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE lambda_version (function TEXT, version INTEGER, config TEXT NOT NULL, PRIMARY KEY (function, version)) STRICT, WITHOUT ROWID;
CREATE TABLE lambda_alias (function TEXT, name TEXT, config TEXT NOT NULL, PRIMARY KEY (function, name)) STRICT, WITHOUT ROWID;
CREATE TABLE lambda_permission (function TEXT, id TEXT, statement TEXT NOT NULL, PRIMARY KEY (function, id)) STRICT, WITHOUT ROWID;
CREATE TABLE lambda_async (function TEXT PRIMARY KEY, config TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE lambda_event (id TEXT PRIMARY KEY, function_name TEXT NOT NULL, qualifier TEXT, payload TEXT NOT NULL, accepted INTEGER NOT NULL,
  attempts INTEGER NOT NULL, due INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX lambda_event_due ON lambda_event (due);
CREATE TABLE lambda_mapping (id TEXT PRIMARY KEY, config TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

export type LambdaStore = ReturnType<typeof createLambdaStore>;

/** Everything of Lambda that outlives the process, except the code, which lies in files. */
export function createLambdaStore(database: Database) {
  database.migrate('lambda', [TABLES]);
  /** Documents by their text: every invocation asks for the same few. */
  const read = new Map<string, unknown>();
  const document = <T>(text: string): T => {
    const known = read.get(text);
    if (known !== undefined) return known as T;
    const parsed = JSON.parse(text) as T;
    if (read.size >= 1000) read.clear();
    read.set(text, parsed);
    return parsed;
  };
  const parse = <T>(row: { config: string } | undefined): T | undefined => row && document<T>(row.config);
  return {
    transaction: <T>(work: () => T): T => database.transaction(work),
    afterCommit: (work: () => void): void => database.afterCommit(work),

    function: (name: string) => parse<FunctionConfig>(database.get('SELECT config FROM lambda_function WHERE name = ?', name)),
    functions: () =>
      database.all<{ config: string }>('SELECT config FROM lambda_function ORDER BY name').map((row) => parse<FunctionConfig>(row)!),
    putFunction(config: FunctionConfig, now: number): void {
      database.run(
        'INSERT INTO lambda_function (name, config, concurrency, updated) VALUES (?, ?, NULL, ?) ON CONFLICT (name) DO UPDATE SET config = excluded.config, updated = excluded.updated',
        config.functionName,
        JSON.stringify(config),
        now,
      );
    },
    deleteFunction(name: string): void {
      database.transaction(() => {
        for (const table of ['lambda_version', 'lambda_alias', 'lambda_permission', 'lambda_async'])
          database.run(`DELETE FROM ${table} WHERE function = ?`, name);
        database.run('DELETE FROM lambda_function WHERE name = ?', name);
      });
    },
    /** Milliseconds since the epoch of the last change. */
    updated: (name: string) => database.get<{ updated: number }>('SELECT updated FROM lambda_function WHERE name = ?', name)?.updated ?? 0,
    /** Reserved concurrency; undefined when none is reserved. */
    concurrency: (name: string) =>
      database.get<{ concurrency: number | null }>('SELECT concurrency FROM lambda_function WHERE name = ?', name)?.concurrency ??
      undefined,
    setConcurrency: (name: string, value: number | undefined) =>
      database.run('UPDATE lambda_function SET concurrency = ? WHERE name = ?', value ?? null, name),

    version: (name: string, version: string) =>
      parse<FunctionConfig>(database.get('SELECT config FROM lambda_version WHERE function = ? AND version = ?', name, Number(version))),
    versions: (name: string) =>
      database
        .all<{ version: number; config: string }>('SELECT version, config FROM lambda_version WHERE function = ? ORDER BY version', name)
        .map((row) => ({ version: String(row.version), config: JSON.parse(row.config) as FunctionConfig })),
    insertVersion: (name: string, version: string, config: FunctionConfig) =>
      database.run(
        'INSERT INTO lambda_version (function, version, config) VALUES (?, ?, ?)',
        name,
        Number(version),
        JSON.stringify(config),
      ),

    alias: (name: string, alias: string) =>
      parse<AliasConfig>(database.get('SELECT config FROM lambda_alias WHERE function = ? AND name = ?', name, alias)),
    aliases: (name: string) =>
      database
        .all<{ config: string }>('SELECT config FROM lambda_alias WHERE function = ? ORDER BY name', name)
        .map((row) => parse<AliasConfig>(row)!),
    putAlias: (alias: AliasConfig) =>
      database.run(
        'INSERT OR REPLACE INTO lambda_alias (function, name, config) VALUES (?, ?, ?)',
        alias.functionName,
        alias.name,
        JSON.stringify(alias),
      ),
    deleteAlias: (name: string, alias: string) => database.run('DELETE FROM lambda_alias WHERE function = ? AND name = ?', name, alias),

    permissions: (name: string) =>
      database
        .all<{ id: string; statement: string }>('SELECT id, statement FROM lambda_permission WHERE function = ? ORDER BY id', name)
        .map((row) => ({ name: row.id, document: { Statement: document<PolicyDocument['Statement']>(row.statement) } })),
    putPermission: (name: string, id: string, statement: unknown) =>
      database.run(
        'INSERT OR REPLACE INTO lambda_permission (function, id, statement) VALUES (?, ?, ?)',
        name,
        id,
        JSON.stringify(statement),
      ),
    deletePermission: (name: string, id: string) => database.run('DELETE FROM lambda_permission WHERE function = ? AND id = ?', name, id),

    asyncConfig: (name: string) => parse<AsyncConfig>(database.get('SELECT config FROM lambda_async WHERE function = ?', name)),
    putAsyncConfig: (name: string, config: AsyncConfig) =>
      database.run('INSERT OR REPLACE INTO lambda_async (function, config) VALUES (?, ?)', name, JSON.stringify(config)),
    deleteAsyncConfig: (name: string) => database.run('DELETE FROM lambda_async WHERE function = ?', name),

    insertEvent: (row: QueuedEvent) =>
      database.run(
        'INSERT INTO lambda_event (id, function_name, qualifier, payload, accepted, attempts, due) VALUES (?, ?, ?, ?, ?, ?, ?)',
        row.id,
        row.function_name,
        row.qualifier,
        row.payload,
        row.accepted,
        row.attempts,
        row.due,
      ),
    event: (id: string) => database.get<QueuedEvent>('SELECT * FROM lambda_event WHERE id = ?', id),
    events: () => database.all<QueuedEvent>('SELECT * FROM lambda_event ORDER BY due, id'),
    postponeEvent: (id: string, attempts: number, due: number) =>
      database.run('UPDATE lambda_event SET attempts = ?, due = ? WHERE id = ?', attempts, due, id),
    /** An event whose end is lost is run once more. */
    deleteEvent: (id: string) => database.eventually(() => void database.run('DELETE FROM lambda_event WHERE id = ?', id)),

    mapping: <T>(id: string) => parse<T>(database.get('SELECT config FROM lambda_mapping WHERE id = ?', id)),
    mappings: <T>() => database.all<{ config: string }>('SELECT config FROM lambda_mapping ORDER BY id').map((row) => parse<T>(row)!),
    putMapping: (id: string, config: unknown) =>
      database.run('INSERT OR REPLACE INTO lambda_mapping (id, config) VALUES (?, ?)', id, JSON.stringify(config)),
    deleteMapping: (id: string) => database.run('DELETE FROM lambda_mapping WHERE id = ?', id),
  };
}
