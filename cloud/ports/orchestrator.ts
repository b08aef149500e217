import type { LatencyClass, SessionHost, SessionRef } from './session.ts';

/** Whose loop it is, and what is known of how it runs: by that its first function is chosen. */
export type LoopRef = SessionRef & { readonly host?: SessionHost; readonly latency?: LatencyClass };

/** Starts game loops: an execution of functions, or the session's own host. */
export interface Orchestrator {
  /** Starts an execution that will try to take the loop from epoch `seen`. Equal starts are harmless. */
  startLoop(ref: LoopRef, seen: number): Promise<void>;
}
