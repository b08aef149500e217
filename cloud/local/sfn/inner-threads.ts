import type { Json, JsonObject } from '../json.ts';
import type { Flow } from './definition.ts';
import { firstFrame, innerPrefix } from './frame.ts';
import { commit, entered, type EventDraft } from './run.ts';
import { Interruption } from './states-error.ts';
import type { Thread, Visit } from './visit.ts';

/** One thread to run inside a Map or Parallel. */
export interface InnerThread {
  readonly flow: Flow;
  readonly context: JsonObject;
  /** Evaluated when the thread begins, never again. */
  readonly input: () => Promise<Json>;
}

/**
 * Runs the threads, at most `limit` at a time, and returns their outputs in order. The first failure stops the others and is
 * thrown once all have stopped. Threads that ended before a restart are not run again.
 */
export async function runInnerThreads(visit: Visit, inner: readonly InnerThread[], limit: number): Promise<Json[]> {
  const { run } = visit.thread;
  const siblings = new AbortController();
  const relay = (): void => siblings.abort(visit.thread.signal.reason);
  visit.thread.signal.addEventListener('abort', relay, { once: true });
  const outputs: Json[] = Array.from({ length: inner.length }, () => null);
  const failures: unknown[] = [];
  let next = 0;

  async function runOne(index: number): Promise<Json> {
    const { flow, context, input } = inner[index]!;
    const path = `${innerPrefix(visit.thread.path, visit.frame)}${index}`;
    const thread: Thread = { ...visit.thread, path, flow, signal: siblings.signal, context: { ...visit.thread.context, ...context } };
    let frame = run.store.frame(run.execution.arn, path);
    if (!frame) {
      const now = run.host.clock.now();
      frame = firstFrame(flow.StartAt, await input(), visit.frame.variables, now, visit.frame.lastEvent);
      const events: EventDraft[] = [entered(flow.States[flow.StartAt]!, flow.StartAt, frame.input, now)];
      if (visit.state.Type === 'Map') events.unshift({ type: 'MapIterationStarted', details: { name: visit.name, index }, time: now });
      commit(run, path, frame, events);
    }
    return thread.runToEnd(thread, frame);
  }

  async function work(): Promise<void> {
    while (next < inner.length && !siblings.signal.aborted) {
      const index = next;
      next += 1;
      try {
        outputs[index] = await runOne(index);
        if (visit.state.Type === 'Map') visit.note('MapIterationSucceeded', { name: visit.name, index });
      } catch (error) {
        failures.push(error);
        if (visit.state.Type === 'Map' && !(error instanceof Interruption)) visit.note('MapIterationFailed', { name: visit.name, index });
        siblings.abort(siblings.signal.aborted ? siblings.signal.reason : new Interruption('sibling'));
      }
    }
  }

  try {
    visit.thread.signal.throwIfAborted();
    await Promise.all(Array.from({ length: Math.min(limit, inner.length) }, work));
  } finally {
    visit.thread.signal.removeEventListener('abort', relay);
  }
  if (failures.length > 0) throw failures[0];
  return outputs;
}
