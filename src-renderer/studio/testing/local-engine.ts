import type { EnginePort } from '../../workers/engine/client.ts';
import type { EngineBuild } from '../../workers/engine/build.ts';
import { EngineHost } from '../../workers/engine/host.ts';
import type { EngineMessage } from '../../workers/engine/protocol.ts';

/** The engine host in this thread instead of a worker; messages are copied as between threads. */
export function createLocalEngine(
  load: (url: string) => Promise<EngineBuild>,
  /** `fail` is handed what makes this engine break off. */
  options: { stretches?: boolean; fail?: (breakOff: (reason: string) => void) => void } = {},
): EnginePort {
  const listeners: ((message: EngineMessage) => void)[] = [];
  let now = 0;
  let open = true;
  const host = new EngineHost({
    load,
    post: (message) => {
      const copy = structuredClone(message);
      if (open) for (const listener of listeners) listener(copy);
    },
    breathe: () => new Promise((resolve) => void setTimeout(resolve)),
    // Every look at the clock is a step of time: with `stretches` the host looks up after every tick.
    now: () => (now += options.stretches ? 1000 : 0),
  });
  return {
    post: (request) => void host.handle(structuredClone(request)),
    listen: (listener) => listeners.push(listener),
    listenForFailure: (listener) => options.fail?.(listener),
    close: () => {
      open = false;
    },
  };
}
