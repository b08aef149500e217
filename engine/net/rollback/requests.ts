import type { PlayerInput } from './inputs.ts';

/** What a session asks its host to do, in this order. It never touches the world itself. */
export type Request =
  /** Keep the state of this tick, which the world has reached; with `hash` tell the session its hash. */
  | { readonly kind: 'save'; readonly tick: number; readonly hash: boolean }
  /** Go back to the state that was kept at this tick. */
  | { readonly kind: 'load'; readonly tick: number }
  /** Play this tick, which is the next. */
  | { readonly kind: 'advance'; readonly tick: number; readonly inputs: readonly PlayerInput[] }
  /** Nothing can change this tick any more: its events may go out. */
  | { readonly kind: 'confirm'; readonly tick: number };

/**
 * Why a player counts as gone: nothing was heard of it, it spoke and gave no input, it never said that it had heard us, it plays with another
 * window or delay, or another player says so.
 */
export type Gone = 'net-silent' | 'net-idle' | 'net-unacknowledged' | 'net-unequal' | 'net-told';

/** What a session tells its host. */
export type Notice =
  /** Two peers have different states at a tick that both take for final. */
  | { readonly kind: 'desync'; readonly tick: number; readonly player: number; readonly ours: bigint; readonly theirs: bigint }
  /** A player is gone; after this tick it does nothing. */
  | { readonly kind: 'disconnected'; readonly player: number; readonly tick: number; readonly code: Gone }
  /** A player plays with this window and delay, which are not ours: nothing of it is taken. */
  | { readonly kind: 'unequal'; readonly player: number; readonly window: number; readonly delay: number }
  /** A packet of a player could not be read, or says what cannot be. */
  | { readonly kind: 'refused'; readonly player: number; readonly code: string };
