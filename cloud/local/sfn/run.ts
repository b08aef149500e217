import type { Json, JsonObject } from '../json.ts';
import type { Timers } from '../timers/timers.ts';
import type { LocalHost } from '../storage/index.ts';
import type { Machine, State } from './definition.ts';
import type { Frame } from './frame.ts';
import type { Integrations } from './integrations/integrations.ts';
import { StatesError } from './states-error.ts';
import type { ExecutionRow, SfnStore } from './store.ts';
import type { TokenDesk } from './tokens.ts';

/** What happened in a thread and is not yet in the history. */
export interface EventDraft {
  readonly type: string;
  readonly details: Readonly<Record<string, Json>>;
  readonly time: number;
}

/** One execution while this process works on it, with all it needs. */
export interface Run {
  readonly execution: ExecutionRow;
  readonly machine: Machine;
  /** `$states.context.Execution` and `.StateMachine`. */
  readonly context: JsonObject;
  readonly store: SfnStore;
  readonly host: LocalHost;
  readonly timers: Timers;
  readonly tokens: TokenDesk;
  readonly integrations: Integrations;
  readonly region: string;
  /** Adds to the history (Standard) or the log (Express) within the caller's transaction; returns the event's number. */
  readonly append: (previous: number, event: EventDraft) => number;
}

/** Largest input, output or result, in bytes of UTF-8. */
export const DATA_LIMIT = 262_144;

/** @throws StatesError `States.DataLimitExceeded`. */
export function checkSize(value: Json, what: string): Json {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > DATA_LIMIT) {
    throw new StatesError(
      'States.DataLimitExceeded',
      `${what} has ${bytes} bytes, more than the ${DATA_LIMIT} that a state may hand on. Store it in S3 and pass its key.`,
    );
  }
  return value;
}

/** One durable step of a thread: its events, its frame, and `more`, all or nothing. */
export function commit(run: Run, path: string, frame: Frame, events: readonly EventDraft[], more?: () => void): void {
  run.store.transaction(() => {
    for (const event of events) frame.lastEvent = run.append(frame.lastEvent, event);
    run.store.putFrame(run.execution.arn, path, frame);
    more?.();
  });
}

/** Marks the state entered; part of the step that leads there. */
export function entered(state: State, name: string, input: Json, time: number): EventDraft {
  return { type: `${state.Type}StateEntered`, details: { name, input: JSON.stringify(input) }, time };
}
