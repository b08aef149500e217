import { AwsError } from '../wire/error.ts';

/** A named error of an execution: what Retry and Catch match, and what a failed execution ends with. */
export class StatesError extends Error {
  override readonly name = 'StatesError';
  /** For example `States.Timeout` or `Lambda.TooManyRequestsException`. */
  readonly error: string;
  /** Further text for people; may be empty. */
  readonly reason: string;

  constructor(error: string, reason: string) {
    super(`${error}: ${reason}`);
    this.error = error;
    this.reason = reason;
  }
}

/** Why work on an execution stops without being a failure of the state it was in. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  /** `sibling`: another branch failed; `stopped`: StopExecution; `timed-out`: the whole execution; `closing`: the process ends. */
  readonly kind: 'sibling' | 'stopped' | 'timed-out' | 'closing';
  readonly error: string | undefined;
  readonly reason: string | undefined;

  constructor(kind: Interruption['kind'], error?: string, reason?: string) {
    super(kind);
    this.kind = kind;
    this.error = error;
    this.reason = reason;
  }
}

/** Whatever was thrown, as a named error. */
export function asStatesError(thrown: unknown): StatesError {
  if (thrown instanceof StatesError) return thrown;
  return new StatesError('States.Runtime', thrown instanceof Error ? thrown.message : String(thrown));
}

/** Whether a step was not taken because the disk did not take it: nothing is wrong with the execution. */
export function isStorageFull(thrown: unknown): boolean {
  return thrown instanceof AwsError && thrown.code === 'InsufficientStorage';
}
