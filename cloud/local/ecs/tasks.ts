import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FunctionCredentials } from '../lambda/invocations.ts';
import type { LogSink } from '../logs.ts';
import type { LocalContext } from '../storage/index.ts';
import type { Timers } from '../timers/timers.ts';
import type { Container, EcsStore, TaskDefinition, TaskRow } from './definitions.ts';
import { startProcess, type TaskEntry, type TaskProcess } from './processes.ts';

/** The label by which a container definition names what runs in its place on this machine. */
export const ENTRY_LABEL = 'local.entry';

export interface TaskOptions {
  readonly context: LocalContext;
  readonly store: EcsStore;
  readonly timers: Timers;
  readonly logs: LogSink;
  readonly credentials: FunctionCredentials;
  /** What to run for the value of a label; undefined for one that means nothing on this machine. */
  readonly entry: (label: string) => TaskEntry | undefined;
  readonly endpoint: () => string;
}

export interface TaskRequest {
  readonly definition: TaskDefinition;
  readonly cluster: string;
  readonly taskRoleArn?: string;
  readonly startedBy?: string;
  readonly overrides: readonly {
    readonly name?: string;
    readonly command?: readonly string[];
    readonly environment?: readonly { readonly name: string; readonly value: string }[];
  }[];
}

/** Tasks: one child process each. */
export interface Tasks {
  /** Starts a task, or says why it cannot be started here. */
  readonly run: (request: TaskRequest) => { readonly task: TaskRow } | { readonly failure: string };
  readonly stop: (arn: string, reason: string) => void;
  readonly close: () => void;
}

const CREDENTIAL_SECONDS = 6 * 3600;

export function createTasks({ context, store, timers, logs, credentials, entry: entryOf, endpoint }: TaskOptions): Tasks {
  const { host, region, account, bus, dataDir } = context;
  const processes = new Map<string, { process: TaskProcess; grace: number; stopCode?: string; reason?: string }>();
  const now = (): number => host.clock.now();

  function environmentOf(container: Container, request: TaskRequest, taskArn: string): Record<string, string> {
    const override = request.overrides.find(({ name }) => name === undefined || name === container.name);
    const own = Object.fromEntries((override?.environment ?? []).map(({ name, value }) => [name, value]));
    const roleArn = request.taskRoleArn ?? request.definition.taskRoleArn;
    const keys =
      roleArn === undefined
        ? undefined
        : credentials({
            roleArn,
            sessionName: taskArn.slice(taskArn.lastIndexOf('/') + 1).slice(0, 64),
            sourceArn: taskArn,
            seconds: CREDENTIAL_SECONDS,
          });
    return {
      ...container.environment,
      ...own,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ENDPOINT_URL: endpoint(),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      ...volumesOf(container, request.definition.family),
      ...(keys && {
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_SESSION_TOKEN: keys.sessionToken,
      }),
    };
  }

  /** A process mounts nothing: it is told by VOLUME_<NAME> which folder stands for a volume. It outlives every task. */
  function volumesOf({ volumes = [] }: Container, family: string): Record<string, string> {
    return Object.fromEntries(
      volumes.map((volume) => {
        const folder = path.join(dataDir, 'volumes', family, volume);
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        return [`VOLUME_${volume.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`, folder];
      }),
    );
  }

  function changed(arn: string): void {
    const row = store.task(arn)!;
    bus.publish({
      source: 'aws.ecs',
      detailType: 'ECS Task State Change',
      resources: [arn],
      detail: {
        taskArn: arn,
        clusterArn: row.cluster,
        taskDefinitionArn: row.definition,
        lastStatus: row.status,
        desiredStatus: row.status,
        ...(row.started_by !== null && { startedBy: row.started_by }),
        ...(row.stopped_reason !== null && { stoppedReason: row.stopped_reason }),
        ...(row.exit_code !== null && { containers: [{ exitCode: row.exit_code }] }),
      },
    });
  }

  function ended(arn: string, exitCode: number | null, reason: string): void {
    const known = processes.get(arn);
    processes.delete(arn);
    if (!store.isOpen()) return;
    store.stopped(arn, {
      time: now(),
      code: known?.stopCode ?? (exitCode === null ? 'TaskFailedToStart' : 'EssentialContainerExited'),
      reason: known?.reason ?? reason,
      exitCode,
    });
    changed(arn);
  }

  return {
    run(request) {
      const { definition, cluster } = request;
      const container = definition.containers.find(({ essential }) => essential) ?? definition.containers[0];
      const label = container?.labels[ENTRY_LABEL];
      if (!container || label === undefined)
        return {
          failure: `The container ${container?.name ?? '(none)'} of ${definition.family} has no label ${ENTRY_LABEL}, so this machine does not know what to run for it.`,
        };
      const entry = entryOf(label);
      if (!entry) return { failure: `This machine has nothing to run for "${label}" (label ${ENTRY_LABEL} of ${definition.family}).` };
      const arn = `arn:aws:ecs:${region}:${account}:task/${cluster.slice(cluster.lastIndexOf('/') + 1)}/${Buffer.from(host.random.bytes(16)).toString('hex')}`;
      const env = environmentOf(container, request, arn);
      store.insertTask({
        arn,
        cluster,
        definition: definition.arn,
        status: 'PENDING',
        created: now(),
        started: null,
        stopped: null,
        stop_code: null,
        stopped_reason: null,
        exit_code: null,
        started_by: request.startedBy ?? null,
      });
      const override = request.overrides.find(({ name }) => name === undefined || name === container.name);
      host.reach('ecs:before-start');
      const process = startProcess(
        {
          entry,
          args: override?.command ?? container.command,
          env,
          onLine: (stream, message) =>
            logs.write(`task-${definition.family}`, { time: new Date(now()).toISOString(), task: arn, stream, message }),
          onEnd: (exitCode, reason) => ended(arn, exitCode, reason),
        },
        timers,
        now,
      );
      processes.set(arn, { process, grace: container.stopTimeout });
      store.started(arn, now());
      return { task: store.task(arn)! };
    },
    stop(arn, reason) {
      const running = processes.get(arn);
      if (!running) return;
      running.stopCode = 'UserInitiated';
      running.reason = reason;
      running.process.stop(running.grace);
    },
    close() {
      for (const { process } of processes.values()) process.stop(0);
      processes.clear();
    },
  };
}
