import { isObject, type Json, type JsonObject } from '../json.ts';
import { sleepUntil } from '../timers/timers.ts';
import { behaviourOf } from './behaviours.ts';
import type { Catcher, Retrier } from './definition.ts';
import { innerPrefix, nextFrame, type Frame } from './frame.ts';
import { findCatcher, planRetry } from './retry.ts';
import { checkSize, commit, entered } from './run.ts';
import { asStatesError, Interruption, isStorageFull, StatesError } from './states-error.ts';
import { beginVisit, type Outcome, type Thread, type Visit } from './visit.ts';

/** Joins the last step of a thread: told its output and the number of its last event. */
export type AtEnd = (output: Json, lastEvent: number) => void;

/**
 * Works through a thread's states, one durable step per transition, from wherever `frame` stands to the end.
 * `atEnd` joins the last step. Returns the thread's output.
 * @throws StatesError that no state caught, Interruption when the thread's signal was aborted.
 */
export async function runThread(thread: Thread, start: Frame, atEnd?: AtEnd): Promise<Json> {
  let frame = start;
  while (frame.output === undefined) {
    thread.signal.throwIfAborted();
    frame = await step(thread, frame, atEnd);
  }
  return frame.output;
}

async function step(thread: Thread, frame: Frame, atEnd: AtEnd | undefined): Promise<Frame> {
  const { run } = thread;
  const state = thread.flow.States[frame.state];
  if (!state) throw new StatesError('States.Runtime', `There is no state "${frame.state}"`);
  const visit = beginVisit(thread, state, frame);
  try {
    if (frame.wakeAt !== undefined && state.Type !== 'Wait') {
      await sleepUntil(run.timers, frame.wakeAt, thread.signal);
      delete frame.wakeAt;
    }
    const outcome = await behaviourOf(state)(visit);
    thread.signal.throwIfAborted();
    const { output, assigned, next } = await conclude(visit, outcome);
    return moveOn(visit, next, output, assigned, atEnd);
  } catch (thrown) {
    thread.signal.throwIfAborted();
    if (thrown instanceof Interruption || isStorageFull(thrown)) throw thrown;
    return recover(visit, asStatesError(thrown));
  }
}

/** Output, variables and successor of a state that succeeded; output and variables are both evaluated on what held before. */
async function conclude(
  visit: Visit,
  outcome: Outcome,
): Promise<{ output: Json; assigned: JsonObject | undefined; next: string | undefined }> {
  const { state, frame } = visit;
  const more = outcome.result === undefined ? {} : { result: outcome.result };
  const { Output: template, Assign: assign } = outcome.chosen ?? (state as { Output?: Json; Assign?: JsonObject });
  const output = template === undefined ? (outcome.result ?? frame.input) : await visit.evaluate(template, more);
  const assigned = assign === undefined ? undefined : await visit.evaluate(assign, more);
  checkSize(output, `The output of state "${visit.name}"`);
  const next = outcome.chosen?.Next ?? ('Next' in state ? state.Next : undefined);
  return { output, assigned: isObject(assigned) ? assigned : undefined, next };
}

function moveOn(visit: Visit, next: string | undefined, output: Json, assigned: JsonObject | undefined, atEnd?: AtEnd): Frame {
  const { thread, frame } = visit;
  const { run } = thread;
  exited(visit, output, assigned);
  if (next !== undefined) return enter(visit, next, output, assigned);
  const { state, visit: visits, enteredAt, lastEvent } = frame;
  const ended: Frame = { state, input: null, variables: {}, visit: visits, enteredAt, attempts: [], lastEvent, output };
  commit(run, thread.path, ended, visit.take(), () => {
    dropInner(visit);
    atEnd?.(output, ended.lastEvent);
  });
  return ended;
}

/** Retries, goes to a catcher, or lets the error out. */
async function recover(visit: Visit, error: StatesError): Promise<Frame> {
  const { thread, state, frame } = visit;
  const { run } = thread;
  const { Retry, Catch } = state as { Retry?: Retrier[]; Catch?: Catcher[] };
  if (error.error === 'States.QueryEvaluationError')
    visit.note('EvaluationFailed', { error: error.error, cause: error.reason, state: visit.name });
  const plan = planRetry(Retry, frame.attempts, error, run.host.random);
  if (plan) {
    const attempts = (Retry ?? []).map((_, index) => (frame.attempts[index] ?? 0) + (index === plan.retrier ? 1 : 0));
    const { waiting: _waiting, fixed: _fixed, ...kept } = frame;
    const again: Frame = { ...kept, attempts, wakeAt: run.host.clock.now() + plan.delayMs };
    commit(run, thread.path, again, visit.take(), () => dropInner(visit));
    return again;
  }
  const catcher = findCatcher(Catch, error);
  if (!catcher) {
    visit.save();
    throw error;
  }
  const errorOutput: Json = { Error: error.error, Cause: error.reason };
  const output = catcher.Output === undefined ? errorOutput : await visit.evaluate(catcher.Output, { errorOutput });
  const assigned = catcher.Assign === undefined ? undefined : await visit.evaluate(catcher.Assign, { errorOutput });
  const variables = isObject(assigned) ? assigned : undefined;
  exited(visit, output, variables);
  return enter(visit, catcher.Next, output, variables);
}

function exited(visit: Visit, output: Json, assigned: JsonObject | undefined): void {
  const texts = assigned && Object.fromEntries(Object.entries(assigned).map(([key, value]) => [key, JSON.stringify(value)]));
  visit.note(`${visit.state.Type}StateExited`, {
    name: visit.name,
    output: JSON.stringify(output),
    ...(texts && { assignedVariables: texts }),
  });
}

/** The step into another state. */
function enter(visit: Visit, name: string, input: Json, assigned: JsonObject | undefined): Frame {
  const { thread, frame } = visit;
  const now = thread.run.host.clock.now();
  const moved = nextFrame(frame, name, input, assigned, now);
  const events = [...visit.take(), entered(thread.flow.States[name]!, name, input, now)];
  commit(thread.run, thread.path, moved, events, () => dropInner(visit));
  return moved;
}

/** What a visit leaves behind when it is over: its token and the threads inside it. */
function dropInner(visit: Visit): void {
  const { thread, state, frame } = visit;
  const { store, execution } = thread.run;
  if (frame.waiting) store.deleteToken(frame.waiting.token);
  if (state.Type === 'Map' || state.Type === 'Parallel') store.dropInner(execution.arn, innerPrefix(thread.path, frame));
}
