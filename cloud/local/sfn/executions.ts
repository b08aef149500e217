import type { Json, JsonObject } from '../json.ts';
import type { LogSink } from '../logs.ts';
import type { LocalHost } from '../storage/index.ts';
import { sleepUntil, type Timers } from '../timers/timers.ts';
import { AwsError } from '../wire/error.ts';
import type { Machine } from './definition.ts';
import { firstFrame, type Frame } from './frame.ts';
import { inMemory } from './memory-frames.ts';
import { HISTORY_LIMIT } from './history.ts';
import type { Integrations } from './integrations/integrations.ts';
import { DATA_LIMIT, commit, entered, type EventDraft, type Run } from './run.ts';
import { asStatesError, Interruption, isStorageFull, StatesError } from './states-error.ts';
import type { ExecutionRow, ExecutionStatus, MachineRow, SfnStore } from './store.ts';
import { runThread } from './thread.ts';
import type { Thread } from './visit.ts';
import { createTokenDesk, type TokenDesk } from './tokens.ts';

/** How long an Express execution may last, milliseconds. */
export const EXPRESS_LIMIT = 300_000;

/** How long executions stand still on a full disk before they try their step again, milliseconds. */
const STORAGE_PAUSE = 2_000;

export interface ExecutionsOptions {
  readonly store: SfnStore;
  readonly host: LocalHost;
  readonly timers: Timers;
  readonly integrations: Integrations;
  readonly logs: LogSink;
  readonly account: string;
  readonly region: string;
}

/** The executions of this cloud: they begin durably, go on after a restart, and end once. */
export interface Executions {
  readonly tokens: TokenDesk;
  /** Begins an execution; on disk when it returns. @throws AwsError `ExecutionAlreadyExists`, `InvalidExecutionInput`. */
  readonly start: (machine: MachineRow, input: string, name?: string) => ExecutionRow;
  /** Resolves with how an execution ended. */
  readonly ended: (arn: string) => Promise<ExecutionRow>;
  readonly stop: (arn: string, error?: string, cause?: string) => void;
  /** Takes up every execution that was running when the process ended. */
  readonly resume: () => void;
  /** Leaves everything where it stands. */
  readonly close: () => void;
}

interface Live {
  readonly controller: AbortController;
  readonly ended: Promise<ExecutionRow>;
}

export function createExecutions(options: ExecutionsOptions): Executions {
  const { store, host, timers, logs, region } = options;
  const tokens = createTokenDesk(store, host);
  const live = new Map<string, Live>();
  const machines = new Map<string, Machine>();

  function machineOf(revision: string): Machine {
    let machine = machines.get(revision);
    if (!machine) {
      machine = JSON.parse(store.definition(revision)) as Machine;
      machines.set(revision, machine);
    }
    return machine;
  }

  function createRun(execution: ExecutionRow, kept?: SfnStore): Run {
    const { arn } = execution;
    const machineName = execution.machine_arn.split(':').pop()!;
    return {
      execution,
      machine: machineOf(execution.revision),
      context: {
        Execution: {
          Id: arn,
          Input: JSON.parse(execution.input) as Json,
          Name: execution.name,
          RoleArn: execution.role_arn,
          StartTime: new Date(execution.started).toISOString(),
          RedriveCount: 0,
        },
        StateMachine: { Id: execution.machine_arn, Name: machineName },
      },
      store: kept ?? (execution.type === 'EXPRESS' ? inMemory(store) : store),
      host,
      timers,
      tokens,
      integrations: options.integrations,
      region,
      append: execution.type === 'STANDARD' ? (previous, event) => record(arn, previous, event) : createLog(execution),
    };
  }

  /** The next line of a Standard execution's history. */
  function record(arn: string, previous: number, event: EventDraft): number {
    const id = store.lastEvent(arn) + 1;
    if (id > HISTORY_LIMIT && !event.type.startsWith('Execution')) {
      throw new StatesError(
        'States.Runtime',
        `The execution reached ${HISTORY_LIMIT} history events. Let it go on in a new execution before that.`,
      );
    }
    store.insertEvent(arn, { id, previous, ...event });
    return id;
  }

  /** An Express execution keeps no history: what happens goes to the log of its machine. */
  function createLog({ arn, machine_arn: machineArn }: ExecutionRow): Run['append'] {
    const source = `states-${machineArn.split(':').pop()!}`;
    let id = 0;
    return (previous, event) => {
      id += 1;
      logs.write(source, { time: event.time, execution: arn, id, previous, type: event.type, ...event.details });
      return id;
    };
  }

  function start(machine: MachineRow, input: string, name?: string): ExecutionRow {
    checkInput(input);
    const id = name ?? host.ids.next('execution');
    const arn = executionArn(machine, id, host);
    const now = host.clock.now();
    const definition = machineOf(machine.revision);
    const limit = Math.min(
      definition.TimeoutSeconds === undefined ? Number.POSITIVE_INFINITY : definition.TimeoutSeconds * 1000,
      machine.type === 'EXPRESS' ? EXPRESS_LIMIT : Number.POSITIVE_INFINITY,
    );
    const execution: ExecutionRow = {
      arn,
      machine_arn: machine.arn,
      name: id,
      type: machine.type,
      role_arn: machine.role_arn,
      revision: machine.revision,
      status: 'RUNNING',
      input,
      output: null,
      error: null,
      cause: null,
      started: now,
      stopped: null,
      deadline: Number.isFinite(limit) ? now + limit : null,
    };
    const existing = store.execution(arn);
    if (existing) {
      if (existing.status === 'RUNNING' && existing.input === input) return existing;
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const run = createRun(execution);
    store.transaction(() => {
      store.insertExecution(execution);
      begin(run);
    });
    launch(run);
    return execution;
  }

  /** The first step: the execution stands at its first state. */
  function begin(run: Run): Frame {
    const { execution, machine } = run;
    const { StartAt: first, States: states } = machine;
    const now = host.clock.now();
    const value = JSON.parse(execution.input) as Json;
    const frame = firstFrame(first, value, {}, now, 0);
    commit(run, '', frame, [
      { type: 'ExecutionStarted', details: { input: execution.input, roleArn: execution.role_arn }, time: now },
      entered(states[first]!, first, value, now),
    ]);
    return frame;
  }

  function launch(run: Run): void {
    const { execution } = run;
    const controller = new AbortController();
    const cancel =
      execution.deadline === null
        ? undefined
        : timers.at(execution.deadline, () =>
            controller.abort(
              new Interruption(
                'timed-out',
                'States.Timeout',
                `The execution did not end within ${(execution.deadline! - execution.started) / 1000} s.`,
              ),
            ),
          );
    const ended = work(run, controller.signal).finally(() => {
      cancel?.();
      live.delete(execution.arn);
    });
    live.set(execution.arn, { controller, ended });
    ended.catch(() => undefined);
  }

  /** Runs to the end and stores how it ended. Rejects only when the process closes. */
  async function work(run: Run, signal: AbortSignal): Promise<ExecutionRow> {
    const { arn } = run.execution;
    const root: Thread = { run, path: '', flow: run.machine, signal, context: {}, runToEnd: runThread };
    try {
      await Promise.resolve();
      const frame = run.store.frame(arn, '') ?? begin(run);
      const output = await runThread(root, frame, (value, lastEvent) =>
        finish(run, lastEvent, 'SUCCEEDED', { output: JSON.stringify(value) }),
      );
      return rowOf(run, 'SUCCEEDED', { output: JSON.stringify(output) });
    } catch (thrown) {
      const why = signal.aborted ? (signal.reason as unknown) : thrown;
      if (why instanceof Interruption && why.kind === 'closing') throw why;
      if (isStorageFull(why)) {
        await sleepUntil(timers, host.clock.now() + STORAGE_PAUSE, signal);
        return work(createRun(run.execution, run.execution.type === 'EXPRESS' ? run.store : undefined), signal);
      }
      const [status, error] = outcomeOf(why);
      store.transaction(() => finish(run, run.store.frame(arn, '')?.lastEvent ?? 0, status, error));
      return rowOf(run, status, error);
    }
  }

  interface End {
    readonly output?: string;
    readonly error?: string;
    readonly cause?: string;
  }

  function finish(run: Run, previous: number, status: ExecutionStatus, end: End): void {
    const now = host.clock.now();
    const type = {
      SUCCEEDED: 'ExecutionSucceeded',
      FAILED: 'ExecutionFailed',
      TIMED_OUT: 'ExecutionTimedOut',
      ABORTED: 'ExecutionAborted',
      RUNNING: '',
    }[status];
    const event: EventDraft = { type, details: { ...end } as JsonObject, time: now };
    store.transaction(() => {
      run.append(previous, event);
      store.endExecution(run.execution.arn, { status, ...end, stopped: now });
      if (run.execution.type === 'EXPRESS') store.deleteExecution(run.execution.arn);
    });
  }

  function rowOf(run: Run, status: ExecutionStatus, end: End): ExecutionRow {
    return {
      ...run.execution,
      status,
      output: end.output ?? null,
      error: end.error ?? null,
      cause: end.cause ?? null,
      stopped: host.clock.now(),
    };
  }

  return {
    tokens,
    start,
    async ended(arn) {
      const running = live.get(arn);
      if (running) return running.ended;
      const row = store.execution(arn);
      if (!row) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
      return row;
    },
    stop(arn, error, cause) {
      live.get(arn)?.controller.abort(new Interruption('stopped', error, cause));
    },
    resume() {
      for (const execution of store.running()) if (!live.has(execution.arn)) launch(createRun(execution));
    },
    close() {
      for (const { controller } of live.values()) controller.abort(new Interruption('closing'));
    },
  };
}

function outcomeOf(why: unknown): [ExecutionStatus, { error?: string; cause?: string }] {
  if (why instanceof Interruption) {
    const status = why.kind === 'timed-out' ? 'TIMED_OUT' : 'ABORTED';
    return [status, { ...(why.error !== undefined && { error: why.error }), ...(why.reason !== undefined && { cause: why.reason }) }];
  }
  const { error, reason } = asStatesError(why);
  return ['FAILED', { error, cause: reason }];
}

function executionArn(machine: MachineRow, name: string, host: LocalHost): string {
  if (machine.type === 'STANDARD') return `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
  return `${machine.arn.replace(':stateMachine:', ':express:')}:${name}:${host.ids.next('run')}`;
}

function checkInput(input: string): void {
  try {
    JSON.parse(input);
  } catch (error) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${(error as Error).message}'`);
  }
  if (Buffer.byteLength(input) > DATA_LIMIT) throw new AwsError('InvalidExecutionInput', `The input is larger than ${DATA_LIMIT} bytes.`);
}
