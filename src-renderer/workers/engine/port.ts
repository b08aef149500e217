import type { EnginePort } from './client.ts';

/** What a page has of a worker. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

/** A way to the engine in a worker: it fails when the worker cannot be loaded, throws outside of any request, or sends what cannot be read. */
export const workerPort = (worker: WorkerLike): EnginePort => ({
  post: (request) => worker.postMessage(request),
  listen: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
  listenForFailure(listener) {
    worker.addEventListener('error', ({ message }) => listener(message ?? ''));
    worker.addEventListener('messageerror', () => listener('it sent a message that cannot be read.'));
  },
  close: () => worker.terminate(),
});

/** Starts the engine worker. */
export const startEngineWorker = (): EnginePort =>
  workerPort(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'engine' }));
