import type { Json, JsonObject } from '../json.ts';
import type { Flow, State } from './definition.ts';
import { evaluateTemplate } from './expression.ts';
import type { Frame } from './frame.ts';
import { commit, type EventDraft, type Run } from './run.ts';

/** One thread of an execution: the root, a branch of a Parallel, or an iteration of a Map. */
export interface Thread {
  readonly run: Run;
  /** Empty for the root. */
  readonly path: string;
  readonly flow: Flow;
  readonly signal: AbortSignal;
  /** What the thread adds to `$states.context`, such as `Map.Item`. */
  readonly context: JsonObject;
  /** Runs a thread inside this one, from its frame to its end. */
  readonly runToEnd: (thread: Thread, frame: Frame) => Promise<Json>;
}

/** A thread's stay in one state. */
export interface Visit<S extends State = State> {
  readonly thread: Thread;
  readonly name: string;
  readonly state: S;
  readonly frame: Frame;
  /** Evaluates a template with `$states`, to which `more` adds `result` or `errorOutput`, and `context` adds to `$states.context`. */
  readonly evaluate: (template: Json, more?: { result?: Json; errorOutput?: Json; context?: JsonObject }) => Promise<Json>;
  /** Notes an event; it is stored with the next `save` or transition. */
  readonly note: (type: string, details: EventDraft['details']) => void;
  /** Stores the frame as it is now. */
  readonly save: (more?: () => void) => void;
  /** Hands over the events noted and not yet stored. */
  readonly take: () => EventDraft[];
}

/** What a state came to. */
export interface Outcome {
  /** `$states.result`; the state's output unless `Output` says otherwise. */
  readonly result?: Json;
  /** Where Choice goes on, with the rule's own Output and Assign. */
  readonly chosen?: { readonly Next: string; readonly Output?: Json | undefined; readonly Assign?: JsonObject | undefined };
}

export type Behaviour<S extends State> = (visit: Visit<S>) => Promise<Outcome>;

export function beginVisit(thread: Thread, state: State, frame: Frame): Visit {
  const { run } = thread;
  let pending: EventDraft[] = [];
  const visit: Visit = {
    thread,
    name: frame.state,
    state,
    frame,
    evaluate(template, { context, ...more } = {}) {
      const states = {
        input: frame.input,
        context: {
          ...run.context,
          ...thread.context,
          ...context,
          State: {
            Name: frame.state,
            EnteredTime: new Date(frame.enteredAt).toISOString(),
            RetryCount: frame.attempts.reduce((sum, each) => sum + (each ?? 0), 0),
          },
          ...(frame.waiting && { Task: { Token: frame.waiting.token } }),
        },
        ...more,
      };
      return evaluateTemplate(template, { states, variables: frame.variables }, run.host);
    },
    note(type, details) {
      pending.push({ type, details, time: run.host.clock.now() });
    },
    save(more) {
      commit(run, thread.path, frame, visit.take(), more);
    },
    take() {
      const taken = pending;
      pending = [];
      return taken;
    },
  };
  return visit;
}
