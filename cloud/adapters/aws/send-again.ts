import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { ExecutionAlreadyExists, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Letter, LetterSystem, Orchestrator, PublishBoard, SessionStore } from '../../ports/index.ts';
import { hearers, type Hearer } from '../../events/catalogue/index.ts';
import type { Follower } from './dead-letters.ts';

export interface SendAgainDeps {
  readonly lambda: LambdaClient;
  readonly sfn: SFNClient;
  /** ARNs of those who follow the stream. */
  readonly followers: Readonly<Record<Follower, string>>;
  /** ARNs of those who hear events. */
  readonly hearers: Readonly<Record<Hearer, string>>;
  readonly publishMachine: string;
  readonly orchestrator: Orchestrator;
  readonly board: Pick<PublishBoard, 'state'>;
  readonly sessions: Pick<SessionStore, 'head' | 'start'>;
}

/** Gives a letter's event to its system again. What was done after all is not done again. */
export async function sendAgain(deps: SendAgainDeps, letter: Letter): Promise<void> {
  if (letter.system === 'publish') return publishAgain(deps, letter);
  if (letter.system === 'loop') return loopAgain(deps, letter);
  const { system } = letter;
  const call = isHearer(system)
    ? { function: deps.hearers[system], payload: letter.event }
    : { function: deps.followers[system], payload: JSON.stringify({ Records: [JSON.parse(letter.event)], aloud: true }) };
  const answer = await deps.lambda.send(
    new InvokeCommand({ FunctionName: call.function, Payload: new TextEncoder().encode(call.payload) }),
  );
  if (answer.FunctionError !== undefined) throw new Error(messageOf(new TextDecoder().decode(answer.Payload)));
}

const isHearer = (system: LetterSystem): system is Hearer => Object.hasOwn(hearers, system);

/** A request that went live once must not go live again over a later one. */
async function publishAgain({ sfn, board, publishMachine }: SendAgainDeps, { tenant, id, tries, event }: Letter): Promise<void> {
  const state = await board.state(tenant, id);
  if (state?.stage === 'promoted' || state?.stage === 'refused') return;
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn: publishMachine, name: `${id}-again-${tries}`, input: event }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}

/** A session that somebody's command has woken since, or that has come to its end, needs nobody. */
async function loopAgain({ sessions, orchestrator }: SendAgainDeps, { tenant, about: session }: Letter): Promise<void> {
  const ref = { tenant, session };
  const head = await sessions.head(ref);
  const start = await sessions.start(ref);
  if (start && head?.loop === 'parked' && !head.done) await orchestrator.startLoop(start, head.loopEpoch);
}

function messageOf(payload: string): string {
  try {
    return (JSON.parse(payload) as { errorMessage: string }).errorMessage;
  } catch {
    return payload;
  }
}
