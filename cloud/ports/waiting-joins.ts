import type { SessionRef } from './session.ts';

/** Somebody who asked for a seat and has none yet. */
export interface WaitingJoin {
  readonly player: string;
  /** sha256 of the secret that will take the seat. */
  readonly secretHash: string;
  /** When they asked, ms. */
  readonly at: number;
}

/**
 * Who waits for a seat while others get in first. Entries touch nothing that anybody else writes, so that many are made at once; whichever router
 * gets through seats all of them.
 */
export interface WaitingJoins {
  put(ref: SessionRef, join: WaitingJoin): Promise<void>;
  /** A consistent read, in no order that matters. */
  list(ref: SessionRef): Promise<WaitingJoin[]>;
  remove(ref: SessionRef, secretHash: string): Promise<void>;
}
