import type { EnginePort } from './client.ts';

/** Starts the engine worker. */
export function startEngineWorker(): EnginePort {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'engine' });
  return {
    post: (request) => worker.postMessage(request),
    listen: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    close: () => worker.terminate(),
  };
}
