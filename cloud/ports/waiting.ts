import type { Json } from '../../engine/kernel/json.ts';
import type { SessionRef } from './session.ts';

/** Somebody who asked for a seat and has none yet. */
export interface WaitingJoin {
  readonly kind: 'join';
  readonly player: string;
  /** sha256 of the secret that will take the seat. */
  readonly secretHash: string;
  /** When they asked, ms. */
  readonly at: number;
}

/** A player's command that was checked and has no number yet. */
export interface WaitingCommand {
  readonly kind: 'command';
  readonly sender: number;
  readonly clientSeq: number;
  readonly type: string;
  readonly payload: Json;
  /** When it came, ms. */
  readonly at: number;
}

export type Waiting = WaitingJoin | WaitingCommand;

/** Of all that wait at one session. */
export const nameOfWaiting = (waiting: Waiting): string =>
  waiting.kind === 'join' ? `JOIN#${waiting.secretHash}` : `COMMAND#${waiting.sender}#${waiting.clientSeq}`;

/**
 * What waits at a session's door while others get in first. Entries touch nothing that anybody else writes, so that many are made at once;
 * whichever of their routers gets through takes the others along.
 */
export interface WaitingList {
  put(ref: SessionRef, waiting: Waiting): Promise<void>;
  /** A consistent read, in no order that matters. */
  list(ref: SessionRef): Promise<Waiting[]>;
  remove(ref: SessionRef, waiting: Waiting): Promise<void>;
}
