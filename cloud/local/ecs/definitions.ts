import { createHash } from 'node:crypto';
import { AwsError } from '../wire/error.ts';
import type { Database } from '../storage/index.ts';

/** A task definition: what is run, as a container image says on AWS and a local entry says here. */
export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly taskRoleArn?: string;
  readonly containers: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly essential: boolean;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds between being asked to stop and being ended. */
  readonly stopTimeout: number;
  /** Names of the volumes that it mounts. */
  readonly volumes?: readonly string[];
}

export interface TaskRow {
  arn: string;
  cluster: string;
  definition: string;
  status: 'PENDING' | 'RUNNING' | 'STOPPED';
  created: number;
  started: number | null;
  stopped: number | null;
  stop_code: string | null;
  stopped_reason: string | null;
  exit_code: number | null;
  started_by: string | null;
}

const TABLES = `
CREATE TABLE ecs_cluster (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE ecs_definition (arn TEXT PRIMARY KEY, family TEXT NOT NULL, revision INTEGER NOT NULL, digest TEXT NOT NULL, definition TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE ecs_task (arn TEXT PRIMARY KEY, cluster TEXT NOT NULL, definition TEXT NOT NULL, status TEXT NOT NULL, created INTEGER NOT NULL,
  started INTEGER, stopped INTEGER, stop_code TEXT, stopped_reason TEXT, exit_code INTEGER, started_by TEXT) STRICT, WITHOUT ROWID;`;

export type EcsStore = ReturnType<typeof createEcsStore>;

export function createEcsStore(database: Database, { account, region }: { account: string; region: string }) {
  database.migrate('ecs', [TABLES]);
  const parse = (row: { definition: string } | undefined): TaskDefinition | undefined =>
    row && (JSON.parse(row.definition) as TaskDefinition);
  return {
    isOpen: () => database.isOpen,
    clusterArn: (name: string) => `arn:aws:ecs:${region}:${account}:cluster/${name}`,
    putCluster: (name: string) => database.run('INSERT OR IGNORE INTO ecs_cluster (name) VALUES (?)', name),
    hasCluster: (name: string) => database.get('SELECT name FROM ecs_cluster WHERE name = ?', name) !== undefined,
    clusters: () => database.all<{ name: string }>('SELECT name FROM ecs_cluster ORDER BY name').map(({ name }) => name),

    /** Registers a definition: the newest revision again where nothing changed, the next one otherwise. */
    register(definition: Omit<TaskDefinition, 'arn' | 'revision'>): TaskDefinition {
      const digest = createHash('sha256').update(JSON.stringify(definition)).digest('hex');
      const last = database.get<{ digest: string; definition: string; revision: number }>(
        'SELECT digest, definition, revision FROM ecs_definition WHERE family = ? ORDER BY revision DESC LIMIT 1',
        definition.family,
      );
      if (last?.digest === digest) return parse(last)!;
      const revision = (last?.revision ?? 0) + 1;
      const full: TaskDefinition = {
        ...definition,
        revision,
        arn: `arn:aws:ecs:${region}:${account}:task-definition/${definition.family}:${revision}`,
      };
      database.run(
        'INSERT INTO ecs_definition (arn, family, revision, digest, definition) VALUES (?, ?, ?, ?, ?)',
        full.arn,
        full.family,
        revision,
        digest,
        JSON.stringify(full),
      );
      return full;
    },
    /** By ARN, `family:revision`, or family for the newest. @throws AwsError `ClientException`. */
    definition(name: string): TaskDefinition {
      const short = name.slice(name.lastIndexOf('/') + 1);
      const [family = '', revision] = short.split(':');
      const found =
        revision === undefined
          ? database.get<{ definition: string }>(
              'SELECT definition FROM ecs_definition WHERE family = ? ORDER BY revision DESC LIMIT 1',
              family,
            )
          : database.get<{ definition: string }>(
              'SELECT definition FROM ecs_definition WHERE family = ? AND revision = ?',
              family,
              Number(revision),
            );
      const definition = parse(found);
      if (!definition) throw new AwsError('ClientException', `Unable to describe task definition ${name}.`);
      return definition;
    },

    task: (arn: string) => database.get<TaskRow>('SELECT * FROM ecs_task WHERE arn = ?', arn),
    tasks: (cluster: string) => database.all<TaskRow>('SELECT * FROM ecs_task WHERE cluster = ? ORDER BY created DESC, arn', cluster),
    insertTask: (row: TaskRow) =>
      database.run(
        'INSERT INTO ecs_task (arn, cluster, definition, status, created, started, stopped, stop_code, stopped_reason, exit_code, started_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        row.arn,
        row.cluster,
        row.definition,
        row.status,
        row.created,
        row.started,
        row.stopped,
        row.stop_code,
        row.stopped_reason,
        row.exit_code,
        row.started_by,
      ),
    started: (arn: string, time: number) => database.run(`UPDATE ecs_task SET status = 'RUNNING', started = ? WHERE arn = ?`, time, arn),
    stopped: (arn: string, end: { time: number; code: string; reason: string; exitCode: number | null }) =>
      database.run(
        `UPDATE ecs_task SET status = 'STOPPED', stopped = ?, stop_code = ?, stopped_reason = ?, exit_code = ? WHERE arn = ? AND status <> 'STOPPED'`,
        end.time,
        end.code,
        end.reason,
        end.exitCode,
        arn,
      ),
    /** Marks what an earlier process was running; its children ended with it. */
    stopLost: (time: number) =>
      database.run(
        `UPDATE ecs_task SET status = 'STOPPED', stopped = ?, stop_code = 'TerminationNotice', stopped_reason = 'The cloud was restarted' WHERE status <> 'STOPPED'`,
        time,
      ),
  };
}
