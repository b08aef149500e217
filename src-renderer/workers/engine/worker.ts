/** The engine worker: the host, with the build loaded by URL. Nothing here decides anything. */
import { EngineHost } from './host.ts';
import { loadBuild } from './load.ts';
import type { EngineRequest } from './protocol.ts';

const { port1, port2 } = new MessageChannel();
const resume: (() => void)[] = [];
port2.addEventListener('message', () => resume.shift()?.());
port2.start();

const host = new EngineHost({
  load: loadBuild,
  post: (message) => self.postMessage(message),
  // A message to ourselves goes behind those that wait: a newer request gets its turn, and no timer's minimum is paid.
  breathe: () =>
    new Promise<void>((resolve) => {
      resume.push(resolve);
      port1.postMessage(null);
    }),
  now: () => performance.now(),
});

self.addEventListener('message', ({ data }: MessageEvent<EngineRequest>) => void host.handle(data));
