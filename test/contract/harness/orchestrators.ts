/** Orchestrators under one contract: each gets a loop function of the test and plays it on time that moves only when told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { SfnOrchestrator } from '../../../cloud/adapters/aws/orchestrator.ts';
import { InProcessOrchestrator, type LoopStep } from '../../../cloud/adapters/in-process/orchestrator.ts';
import type { Json, JsonObject } from '../../../cloud/local/json.ts';
import { openTestContext } from '../../../cloud/local/testing/host.ts';
import { openMachines } from '../../../cloud/local/testing/sfn.ts';
import { StatesError } from '../../../cloud/local/sfn/states-error.ts';
import type { Orchestrator } from '../../../cloud/ports/index.ts';

export interface OrchestratorUnderTest {
  readonly orchestrator: Orchestrator;
  /** What was kept of loops that were given up. */
  readonly letters: Record<string, unknown>[];
  readonly now: () => number;
  /** Lets time pass until nothing runs any more. */
  readonly settle: () => Promise<void>;
  readonly close: () => void;
}

type Open = (step: LoopStep) => OrchestratorUnderTest;

const asRecord = (value: unknown): Record<string, unknown> => value as Record<string, unknown>;

async function letTimePass(
  time: { readonly next: () => number | undefined; readonly now: () => number; readonly advance: (ms: number) => Promise<void> },
  busy: () => boolean,
): Promise<void> {
  for (let turn = 0; turn < 5000 && busy(); turn += 1) {
    const next = time.next();
    await time.advance(next === undefined ? 0 : Math.max(0, next - time.now()));
  }
  if (busy()) throw new Error('the loops did not come to an end');
}

/** The product's state machine in the embedded Step Functions, begun by the adapter that deploys. */
const stepFunctions: Open = (step) => {
  const letters: Record<string, unknown>[] = [];
  const task = async (input: JsonObject, { name }: { name: string }): Promise<Json> => {
    if (name === 'sendMessage') letters.push(asRecord(JSON.parse(input['MessageBody'] as string)));
    else if (name === 'startExecution') start({ name: input['Name'] as string, input: JSON.stringify(input['Input']) });
    else return { Payload: (await invoke(step, input['Payload'])) as Json };
    return {};
  };
  const machines = openMachines(task);
  const definition = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../cloud/workflows/game-loop.asl.json'), 'utf8'),
  ) as JsonObject;
  const machine = machines.put(definition, 'EXPRESS', 'game-loop');
  let running = 0;
  function start({ name, input }: { name: string; input: string }): void {
    running += 1;
    // Express takes equal names twice.
    const { arn } = machines.executions.start(machine, input, name);
    void machines.executions.ended(arn).then(() => (running -= 1));
  }
  const sfn = { send: async ({ input }: { input: { name: string; input: string } }) => start(input) } as unknown as SFNClient;
  return {
    orchestrator: new SfnOrchestrator(sfn, machine.arn),
    letters,
    now: () => machines.context.time.now(),
    settle: () => letTimePass(machines.context.time, () => running > 0),
    close: machines.close,
  };
};

/** A function's error reaches a state machine by its name, with its document as the cause. */
async function invoke(step: LoopStep, payload: unknown): Promise<unknown> {
  try {
    return await step(asRecord(payload));
  } catch (error) {
    const { name, message } = error as Error;
    throw new StatesError(name, JSON.stringify({ errorType: name, errorMessage: message }));
  }
}

const inProcess: Open = (step) => {
  const context = openTestContext();
  const { time, host } = context;
  const letters: Record<string, unknown>[] = [];
  const orchestrator = new InProcessOrchestrator({
    step,
    keep: async (letter) => void letters.push({ ...letter }),
    clock: time,
    ids: host.ids,
    random: host.random,
    sleep: (ms) => new Promise((resolve) => time.at(time.now() + ms, resolve)),
  });
  return {
    orchestrator,
    letters,
    now: () => time.now(),
    async settle() {
      await letTimePass(time, () => orchestrator.running > 0);
      await orchestrator.settled();
    },
    close: context.remove,
  };
};

export const orchestrators: readonly (readonly [string, Open])[] = [
  ['Step Functions', stepFunctions],
  ['this process', inProcess],
];
