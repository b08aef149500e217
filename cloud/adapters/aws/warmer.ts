import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { SessionRef, Warmer } from '../../ports/index.ts';

/** Asks the function that runs slices to open a package. */
export class LambdaWarmer implements Warmer {
  readonly #lambda: LambdaClient;
  readonly #sliceFunction: string;

  constructor(lambda: LambdaClient, sliceFunction: string) {
    this.#lambda = lambda;
    this.#sliceFunction = sliceFunction;
  }

  async warm(
    { tenant }: SessionRef,
    { level, packageHash, engine }: { level: string; packageHash: string; engine: string },
  ): Promise<void> {
    const order = { op: 'warm', tenant, level, packageHash, engine };
    const { FunctionError, Payload } = await this.#lambda.send(
      new InvokeCommand({ FunctionName: this.#sliceFunction, Payload: new TextEncoder().encode(JSON.stringify(order)) }),
    );
    if (FunctionError !== undefined) throw new Error(`${level} was not opened: ${new TextDecoder().decode(Payload)}`);
  }
}
