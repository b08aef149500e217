import type { SessionHost, SessionRef } from './session.ts';

/** Starts game loops: an execution of functions, or the session's own host. */
export interface Orchestrator {
  /** Starts an execution that will try to take the loop from epoch `seen`. Equal starts are harmless. */
  startLoop(ref: SessionRef & { readonly host?: SessionHost }, seen: number): Promise<void>;
}
