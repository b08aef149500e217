import { StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Orchestrator, SessionRef } from '../../ports/index.ts';

/** Starts the game loop's state machine. */
export class SfnOrchestrator implements Orchestrator {
  readonly #sfn: SFNClient;
  readonly #machine: string;

  constructor(sfn: SFNClient, machineArn: string) {
    this.#sfn = sfn;
    this.#machine = machineArn;
  }

  async startLoop({ tenant, session }: SessionRef, seen: number): Promise<void> {
    await this.#sfn.send(
      new StartExecutionCommand({
        stateMachineArn: this.#machine,
        name: `${session}-${seen + 1}`,
        input: JSON.stringify({ tenant, session, seen }),
      }),
    );
  }
}
