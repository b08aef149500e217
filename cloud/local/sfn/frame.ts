import type { Json, JsonObject } from '../json.ts';

/** Where one thread of an execution stands; what is stored at every transition. The root thread's path is empty. */
export interface Frame {
  state: string;
  input: Json;
  variables: Record<string, Json>;
  /** How many states this thread has entered before this one; makes the paths of inner threads unique. */
  visit: number;
  /** Milliseconds since the epoch. */
  enteredAt: number;
  /** Retries made so far in this visit, by retrier. */
  attempts: number[];
  /** The number of the last history event of this thread. */
  lastEvent: number;
  /** Until when a Wait or the pause before a retry lasts. */
  wakeAt?: number;
  /** A task that waits for its token. */
  waiting?: { token: string; scheduledAt: number; /** Whether the request was answered. */ submitted: boolean };
  /** What a Map or Parallel works on: fixed when it is entered, so that a restart works on the same. */
  fixed?: Json;
  /** Present once the thread has ended. */
  output?: Json;
}

/** The thread that begins a flow. */
export function firstFrame(state: string, input: Json, variables: JsonObject, now: number, lastEvent: number): Frame {
  return { state, input, variables: { ...variables }, visit: 0, enteredAt: now, attempts: [], lastEvent };
}

/** The same thread, having moved on to another state. */
export function nextFrame(frame: Frame, state: string, input: Json, assigned: JsonObject | undefined, now: number): Frame {
  return {
    state,
    input,
    variables: assigned ? { ...frame.variables, ...assigned } : frame.variables,
    visit: frame.visit + 1,
    enteredAt: now,
    attempts: [],
    lastEvent: frame.lastEvent,
  };
}

/** How the paths of the threads inside this visit begin. */
export function innerPrefix(path: string, frame: Frame): string {
  return `${path}/${frame.visit}.`;
}
