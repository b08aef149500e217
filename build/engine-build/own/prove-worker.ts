/** The trial of a build in a thread of its own, so that a system that does not end can be stopped. */
import { parentPort, workerData } from 'node:worker_threads';
import { proveOwn } from './prove.ts';
import type { TrialJob, TrialMessage } from './trial.ts';

const { dir, id, wasm } = workerData as TrialJob;
const post = (message: TrialMessage): void => parentPort!.postMessage(message);
try {
  post({ kind: 'proven', proven: await proveOwn(dir, id, wasm, (systems) => post({ kind: 'trying', systems })) });
} catch (error) {
  const { code, message, hint, where, stack } = error as { code?: string; message?: string; hint?: string; where?: string; stack?: string };
  post({ kind: 'refused', error: { code, message: message ?? String(error), hint, where, stack } });
}
