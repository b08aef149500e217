import type { Clock } from '../../ports/host.ts';
import type { Messages } from './messages.ts';
import type { Queue } from './queue.ts';

/** Waits until the queue may have something to receive, until `deadline` (milliseconds since the epoch), or until aborted. */
export function waitForMessage(messages: Messages, queue: Queue, deadline: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const until = Math.min(deadline, messages.nextVisibleAt(queue) ?? deadline);
    const timer = setTimeout(done, Math.max(0, until - clock.now()));
    const stop = messages.onMessage((name) => {
      if (name === queue.name) done();
    });
    signal.addEventListener('abort', done, { once: true });

    function done(): void {
      clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
