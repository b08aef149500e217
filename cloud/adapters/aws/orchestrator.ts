import { DescribeTasksCommand, RunTaskCommand, type ECSClient, type Failure, type Task } from '@aws-sdk/client-ecs';
import { StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { refuse } from '../../domain/refusal.ts';
import type { Clock, LoopRef, Orchestrator, SessionHost, SessionRef, Sleep } from '../../ports/index.ts';

/** Starts the game loop's state machine. */
export class SfnOrchestrator implements Orchestrator {
  readonly #sfn: SFNClient;
  readonly #machine: string;

  constructor(sfn: SFNClient, machineArn: string) {
    this.#sfn = sfn;
    this.#machine = machineArn;
  }

  async startLoop({ tenant, session, latency }: LoopRef, seen: number): Promise<void> {
    await this.#sfn.send(
      new StartExecutionCommand({
        stateMachineArn: this.#machine,
        name: `${session}-${seen + 1}`,
        input: JSON.stringify({ tenant, session, seen, ...(latency && { latency }) }),
      }),
    );
  }
}

/** Starts of one epoch within this time are one, ms; later ones try again. */
const sameStart = 10_000;
/** How often a task is looked after that is waited for, ms. */
const betweenLooks = 500;
/** How long a task is waited for that leaves no log, ms: it starts in a minute or two. */
const eraseWithin = 300_000;
/** Why a task is not started where nothing stands for its container. */
const runsNone = 'RESOURCE:ENTRY';

export interface HostTask {
  readonly cluster: string;
  readonly task: string;
  readonly subnets: readonly string[];
  readonly securityGroup: string;
}

/** Starts the process that owns a session, as a task. */
export class EcsHosts implements Orchestrator {
  readonly #ecs: ECSClient;
  readonly #clock: Clock;
  readonly #task: HostTask;

  constructor(ecs: ECSClient, clock: Clock, task: HostTask) {
    this.#ecs = ecs;
    this.#clock = clock;
    this.#task = task;
  }

  async startLoop({ tenant, session }: SessionRef, seen: number): Promise<void> {
    const owner = `${seen}-${Math.floor(this.#clock.now() / sameStart)}`;
    const { failure } = await this.#run([tenant, session, String(seen), owner], {
      startedBy: `${tenant}/${session}/${owner}`,
      clientToken: `${session}-${owner}`,
    });
    if (failure !== undefined) throw new Error(`No host was started for session ${session}: ${reasonOf(failure)}`);
  }

  /** Leaves no tick log of a tenant on their volume, which only tasks reach. Resolves once that is done. @throws Error where it was not */
  async eraseLogs(tenant: string, sleep: Sleep['sleep']): Promise<void> {
    const { task, failure } = await this.#run(['--erase', tenant], { startedBy: `${tenant}/` });
    // A cloud on one machine that runs no hosts has no volume either.
    if (failure?.reason === runsNone) return;
    let now = task;
    const until = this.#clock.now() + eraseWithin;
    while (now !== undefined && now.lastStatus !== 'STOPPED') {
      if (this.#clock.now() > until) refuse(logsRemain(tenant));
      await sleep(betweenLooks);
      const { tasks = [] } = await this.#ecs.send(new DescribeTasksCommand({ cluster: this.#task.cluster, tasks: [now.taskArn!] }));
      now = tasks[0];
    }
    if (now?.containers?.[0]?.exitCode !== 0)
      throw new Error(`The tick logs of tenant ${tenant} were not erased: ${now?.stoppedReason ?? (failure && reasonOf(failure))}`);
  }

  async #run(
    command: string[],
    named: { startedBy: string; clientToken?: string },
  ): Promise<{ readonly task?: Task | undefined; readonly failure?: Failure | undefined }> {
    const { cluster, task, subnets, securityGroup } = this.#task;
    const { tasks = [], failures = [] } = await this.#ecs.send(
      new RunTaskCommand({
        cluster,
        taskDefinition: task,
        launchType: 'FARGATE',
        ...named,
        networkConfiguration: {
          awsvpcConfiguration: { subnets: [...subnets], securityGroups: [securityGroup], assignPublicIp: 'DISABLED' },
        },
        overrides: { containerOverrides: [{ name: 'hot-host', command }] },
      }),
    );
    return { task: tasks[0], failure: failures[0] };
  }
}

const logsRemain = (tenant: string) => ({
  code: 'tenant-logs-remain',
  message: `The task that deletes the tick logs of ${tenant} has not ended in ${eraseWithin / 60_000} minutes.`,
  hint: `Finish it: lq tenant erase ${tenant} --confirm ${tenant}`,
  where: tenant,
});

const reasonOf = ({ detail, reason }: Failure): string | undefined => detail ?? reason;

/** Each session's loop by who runs it. */
export class LoopStarter implements Orchestrator {
  readonly #by: Readonly<Record<SessionHost, () => Orchestrator>>;

  constructor(by: Readonly<Record<SessionHost, () => Orchestrator>>) {
    this.#by = by;
  }

  startLoop(ref: LoopRef, seen: number): Promise<void> {
    return this.#by[ref.host ?? 'functions']().startLoop(ref, seen);
  }
}
