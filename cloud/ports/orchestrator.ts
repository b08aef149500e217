import type { SessionRef } from './session.ts';

/** Starts game loops. */
export interface Orchestrator {
  /** Starts an execution that will try to take the loop from epoch `seen`. Equal starts are harmless. */
  startLoop(ref: SessionRef, seen: number): Promise<void>;
}
