import { RunTaskCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Clock, LoopRef, Orchestrator, SessionHost, SessionRef } from '../../ports/index.ts';

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
    const { cluster, task, subnets, securityGroup } = this.#task;
    const owner = `${seen}-${Math.floor(this.#clock.now() / sameStart)}`;
    const { failures = [] } = await this.#ecs.send(
      new RunTaskCommand({
        cluster,
        taskDefinition: task,
        launchType: 'FARGATE',
        startedBy: `${tenant}/${session}/${owner}`,
        clientToken: `${session}-${owner}`,
        networkConfiguration: {
          awsvpcConfiguration: { subnets: [...subnets], securityGroups: [securityGroup], assignPublicIp: 'DISABLED' },
        },
        overrides: { containerOverrides: [{ name: 'hot-host', command: [tenant, session, String(seen), owner] }] },
      }),
    );
    const [failure] = failures;
    if (failure !== undefined) throw new Error(`No host was started for session ${session}: ${failure.detail ?? failure.reason}`);
  }
}

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
