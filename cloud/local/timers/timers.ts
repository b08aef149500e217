import type { Clock } from '../../ports/host.ts';

/** Waiting, lent by the host so that a test can let hours pass at once. */
export interface Timers {
  /** Runs `work` once the clock has passed `time` (milliseconds since the epoch); returns how to cancel it. */
  readonly at: (time: number, work: () => void) => () => void;
}

const LONGEST_TIMEOUT = 0x7fffffff;

/** Timers of the machine; they never keep a process alive by themselves. */
export function systemTimers(clock: Clock): Timers {
  return {
    at(time, work) {
      let handle: NodeJS.Timeout;
      const arm = (): void => {
        const left = time - clock.now();
        handle = left > LONGEST_TIMEOUT ? setTimeout(arm, LONGEST_TIMEOUT) : setTimeout(work, Math.max(0, left));
        handle.unref();
      };
      arm();
      return () => clearTimeout(handle);
    },
  };
}

/** A clock that stands still until it is told to go on, with timers that follow it. For tests and simulations. */
export interface ManualTime extends Clock, Timers {
  /** Moves the clock, running what falls due in order of time, and lets promises settle between. */
  readonly advance: (milliseconds: number) => Promise<void>;
  /** The time of the next timer, if any. */
  readonly next: () => number | undefined;
}

export function manualTime(start: number): ManualTime {
  let now = start;
  const waiting = new Set<{ time: number; work: () => void }>();
  const earliest = () => [...waiting].sort((a, b) => a.time - b.time)[0];
  return {
    now: () => now,
    at(time, work) {
      const entry = { time, work };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    next: () => earliest()?.time,
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        await settle();
        const entry = earliest();
        if (!entry || entry.time > end) break;
        waiting.delete(entry);
        now = Math.max(now, entry.time);
        entry.work();
      }
      now = end;
      await settle();
    },
  };
}

/** Lets everything that needs no time happen: promises, and I/O that is ready. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Resolves when the clock passes `time`; rejects with the signal's reason when it is aborted. */
export function sleepUntil(timers: Timers, time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(reasonOf(signal));
    const stop = (): void => {
      cancel();
      reject(reasonOf(signal));
    };
    const cancel = timers.at(time, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}
