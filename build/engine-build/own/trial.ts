import { Worker } from 'node:worker_threads';
import { LedgerError } from '../../../engine/kernel/error.ts';
import type { ScriptingWasm } from '../../../engine/run/index.ts';
import type { Proven } from './prove.ts';

export interface TrialJob {
  readonly dir: string;
  readonly id: string;
  readonly wasm: ScriptingWasm;
}

export type TrialMessage =
  | { readonly kind: 'trying'; readonly systems: readonly string[] }
  | { readonly kind: 'proven'; readonly proven: Proven }
  | {
      readonly kind: 'refused';
      readonly error: {
        code?: string | undefined;
        message: string;
        hint?: string | undefined;
        where?: string | undefined;
        stack?: string | undefined;
      };
    };

/** Milliseconds that a trial may go without coming to its next system: generous, because machines are slow and busy. */
const patience = 120_000;

/** `proveOwn` in a thread. Throws what it throws, and LedgerError `system-endless` naming the systems that did not come to an end. */
export function tryOwn(job: TrialJob, wait = patience): Promise<Proven> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('prove-worker.ts', import.meta.url), { workerData: job });
    let trying: readonly string[] = [];
    let timer: NodeJS.Timeout | undefined;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      void worker.terminate().then(settle);
    };
    const watch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const names = trying.join(', ');
        end(() =>
          reject(
            new LedgerError({
              code: 'system-endless',
              message: `The trial of ${names === '' ? 'the build' : names} did not come to an end in ${Math.round(wait / 1000)} s.`,
              hint: 'Look for a loop that does not end: a system must come through a small world in milliseconds.',
              where: trying.at(-1),
            }),
          ),
        );
      }, wait);
    };
    worker.on('message', (message: TrialMessage) => {
      if (message.kind === 'trying') {
        trying = message.systems;
        watch();
      } else if (message.kind === 'proven') end(() => resolve(message.proven));
      else end(() => reject(Object.assign(new Error(message.error.message), message.error)));
    });
    worker.on('error', (error) => end(() => reject(error)));
    watch();
  });
}
