import type { Random } from '../../ports/host.ts';
import type { Catcher, Retrier } from './definition.ts';
import type { StatesError } from './states-error.ts';

/** Errors that no `States.ALL` stops. */
const TERMINAL = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/** Whether an `ErrorEquals` list names this error, by itself or by one of the collective names. */
export function matchesError(names: readonly string[], error: string): boolean {
  const timeout = error === 'States.Timeout' || error === 'States.HeartbeatTimeout';
  return names.some((name) => {
    if (name === error) return true;
    if (name === 'States.ALL') return !TERMINAL.has(error);
    if (name === 'States.Timeout') return timeout;
    return name === 'States.TaskFailed' && !timeout && !TERMINAL.has(error);
  });
}

export interface RetryPlan {
  /** Which of the state's retriers takes the error. */
  readonly retrier: number;
  readonly delayMs: number;
}

/**
 * Whether and when to try again. `attempts[i]` counts the retries made by retrier i during this visit.
 * The delay is IntervalSeconds * BackoffRate^attempts, at most MaxDelaySeconds, and with FULL jitter uniform between nothing and that.
 */
export function planRetry(
  retriers: readonly Retrier[] | undefined,
  attempts: readonly number[],
  error: StatesError,
  random: Random,
): RetryPlan | undefined {
  const index = (retriers ?? []).findIndex((each) => matchesError(each.ErrorEquals, error.error));
  const retrier = retriers?.[index];
  if (!retrier) return undefined;
  const made = attempts[index] ?? 0;
  if (made >= (retrier.MaxAttempts ?? 3)) return undefined;
  const grown = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** made;
  const capped = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  const share = retrier.JitterStrategy === 'FULL' ? new DataView(Uint8Array.from(random.bytes(4)).buffer).getUint32(0) / 0x1_0000_0000 : 1;
  return { retrier: index, delayMs: Math.round(capped * 1000 * share) };
}

/** The first catcher that names the error. */
export function findCatcher(catchers: readonly Catcher[] | undefined, error: StatesError): Catcher | undefined {
  return catchers?.find((each) => matchesError(each.ErrorEquals, error.error));
}
