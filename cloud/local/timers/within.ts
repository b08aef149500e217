import type { Timers } from './timers.ts';

/**
 * Runs `work` until it ends, the deadline passes (then rejects with `late()`), or `signal` is aborted (then rejects with its
 * reason); in the last two cases the work's own signal is aborted too, and what it still does is ignored.
 */
export async function within<T>(
  timers: Timers,
  deadline: number | undefined,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  signal.throwIfAborted();
  const inner = new AbortController();
  const relay = (): void => inner.abort(signal.reason);
  signal.addEventListener('abort', relay, { once: true });
  const cancel = deadline === undefined ? undefined : timers.at(deadline, () => inner.abort(late()));
  try {
    return await new Promise<T>((resolve, reject) => {
      inner.signal.addEventListener('abort', () => reject(inner.signal.reason as Error), { once: true });
      work(inner.signal).then(resolve, reject);
    });
  } finally {
    cancel?.();
    signal.removeEventListener('abort', relay);
  }
}
