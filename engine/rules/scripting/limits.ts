import type { Limits } from './world.ts';

/**
 * What a script may use unless a level says otherwise. Fuel: one per loop turn of the interpreter, eight for calls that can come back to where they
 * were, about 120,000 a millisecond.
 */
export const defaultLimits: Limits = {
  load: 20_000_000,
  hook: 10_000_000,
  heap: 12 << 20,
  resultBytes: 256 << 10,
  resultDepth: 32,
  effects: 5_000,
  stateBytes: 64 << 10,
  logLines: 200,
  logBytes: 64 << 10,
};

/** Stack of the interpreter in bytes: the limit that scripts meet as an ordinary error, some 250 plain frames. */
export const STACK_BYTES = 64 << 10;
/** Weight of nested frames inside the interpreter, as the metering counts it: the backstop behind STACK_BYTES, far below any host's stack. */
export const DEPTH_LIMIT = 200_000;
export const SOURCE_BYTES = 256 << 10;
/** Faults in a row after which a script rests. */
export const FAULTS_TO_DISABLE = 3;
