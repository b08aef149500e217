import type { Ids, Clock, Orchestrator, Random, SessionRef, Sleep } from '../../ports/index.ts';

/** What the loop's function is called with: the events of `cloud/events`' LoopEvent, as JSON. */
export type LoopStep = (event: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** What is kept of a loop that was given up: the message that the state machine leaves in the dead letters. */
export interface LoopLetter extends SessionRef {
  readonly loopEpoch: number;
  readonly error: { readonly Error: string; readonly Cause: string };
  /** What the failed step was given. */
  readonly state: unknown;
}

export interface InProcessDeps {
  readonly step: LoopStep;
  readonly keep: (letter: LoopLetter) => Promise<void>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly sleep: Sleep['sleep'];
}

/** Errors after which a step is tried again, by name; those that only Lambda knows are among them, since a step may be a function elsewhere. */
export const retried: readonly string[] = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'ThrottlingException',
  'TransactionConflictException',
  'ProvisionedThroughputExceededException',
  'TimeoutError',
  'Sandbox.Timedout',
  'States.Timeout',
];
/** Retries of a step, and the longest waits before them in seconds. */
const stepRetries = [1, 2, 4, 8];
const parkRetries = [1, 2, 4];
/** How long a step may take, ms. */
const stepLimit = 60_000;

/** A step's error by the name that the function gave it. */
interface Failure {
  readonly name: string;
  readonly cause: string;
}

/**
 * Plays game loops in this process, as `cloud/workflows/game-loop.asl.json` does in Step Functions: begin, slice after slice, on in a new
 * execution when asked, retries with full jitter for what passes, park and a letter for what does not. Nothing of it is kept: when the process
 * ends, the sweep finds its sessions and starts their loops anew.
 */
export class InProcessOrchestrator implements Orchestrator {
  readonly #deps: InProcessDeps;
  readonly #running = new Set<Promise<void>>();

  constructor(deps: InProcessDeps) {
    this.#deps = deps;
  }

  /** Loops that run now. */
  get running(): number {
    return this.#running.size;
  }

  startLoop(ref: SessionRef, seen: number): Promise<void> {
    const loop: Promise<void> = this.#play(ref, seen).finally(() => this.#running.delete(loop));
    this.#running.add(loop);
    return Promise.resolve();
  }

  /** Resolves when no loop runs any more; rejects with what became of a letter that could not be kept. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #play({ tenant, session }: SessionRef, seen: number): Promise<void> {
    const { clock, ids } = this.#deps;
    const fence = { tenant, session, loopEpoch: seen + 1 };
    let given: Readonly<Record<string, unknown>> = { tenant, session, seen };
    try {
      const execution = { execution: ids.next('execution'), startedAt: new Date(clock.now()).toISOString() };
      let state = await this.#tryStep({ ...given, op: 'begin', ...execution });
      while (state['next'] === 'again') {
        given = state;
        state = await this.#tryStep({ op: 'slice', state });
      }
      if (state['next'] === 'renew') await this.startLoop({ tenant, session }, fence.loopEpoch);
    } catch (error) {
      await this.#giveUp(fence, given, failureOf(error));
    }
  }

  async #giveUp(fence: SessionRef & { readonly loopEpoch: number }, state: unknown, { name, cause }: Failure): Promise<void> {
    const park = { op: 'park', ...fence, fault: `${name}: ${cause}` };
    await this.#retry(
      () => this.#step(park),
      parkRetries,
      () => true,
    ).catch(() => {});
    await this.#deps.keep({ ...fence, error: { Error: name, Cause: cause }, state });
  }

  #tryStep(event: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
    return this.#retry(
      () => this.#step(event),
      stepRetries,
      ({ name }) => retried.includes(name),
    );
  }

  /** One call. What goes in and out is JSON, here as elsewhere: nobody comes to rely on more. */
  async #step(event: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
    const late = this.#deps.sleep(stepLimit).then(() => {
      throw Object.assign(new Error(`A step did not end within ${stepLimit / 1000} s.`), { name: 'States.Timeout' });
    });
    late.catch(() => {});
    return asJson(await Promise.race([this.#deps.step(asJson(event)), late]));
  }

  async #retry<T>(call: () => Promise<T>, waits: readonly number[], passes: (failure: Failure) => boolean): Promise<T> {
    for (const longest of waits)
      try {
        return await call();
      } catch (error) {
        if (!passes(failureOf(error))) throw error;
        const [high = 0, low = 0] = this.#deps.random.bytes(2);
        await this.#deps.sleep(((high * 256 + low) / 65_536) * longest * 1000);
      }
    return call();
  }
}

const asJson = (value: unknown): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.stringify(value ?? null)) as Readonly<Record<string, unknown>>;

/** As Lambda reports an error of a function. */
function failureOf(error: unknown): Failure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, cause: JSON.stringify({ errorType: name, errorMessage: message }) };
}
