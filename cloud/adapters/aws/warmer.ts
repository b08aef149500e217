import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { SessionRef, SessionStart, Warmer } from '../../ports/index.ts';

/** Asks the function that runs slices to open a package. */
export class LambdaWarmer implements Warmer {
  readonly #lambda: LambdaClient;
  readonly #functions: { readonly relaxed: string; readonly others: string };

  /** `functions`: who runs the slices of sessions of class `relaxed`, and of all others. */
  constructor(lambda: LambdaClient, functions: { readonly relaxed: string; readonly others: string }) {
    this.#lambda = lambda;
    this.#functions = functions;
  }

  async warm(
    { tenant }: SessionRef,
    { level, packageHash, engine, latency }: Pick<SessionStart, 'level' | 'packageHash' | 'engine' | 'latency'>,
  ): Promise<void> {
    const order = { op: 'warm', tenant, level, packageHash, engine };
    const { FunctionError, Payload } = await this.#lambda.send(
      new InvokeCommand({
        FunctionName: latency === 'relaxed' ? this.#functions.relaxed : this.#functions.others,
        Payload: new TextEncoder().encode(JSON.stringify(order)),
      }),
    );
    if (FunctionError !== undefined) throw new Error(`${level} was not opened: ${new TextDecoder().decode(Payload)}`);
  }
}
