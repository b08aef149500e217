import type { Clock, Ids, Random } from '../../ports/host.ts';

/** What the embedded cloud borrows from the machine. */
export interface LocalHost {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** Passed through at named moments, so that a test can end the process exactly there. Does nothing in the product. */
  reach(point: FaultPoint): void;
}

/** The moments around a durable step: before it, between its parts, and after it but before the answer. */
export type FaultPoint =
  | 'database:before-commit'
  | 'database:after-commit'
  | 'blob:before-write'
  | 'blob:before-rename'
  | 'blob:after-rename'
  | 'bus:before-delivery'
  | 'bus:after-delivery'
  | (string & {});
