import { isObject, type Json } from '../../json.ts';
import type { MapState } from '../definition.ts';
import { runInnerThreads } from '../inner-threads.ts';
import { StatesError } from '../states-error.ts';
import type { Behaviour, Visit } from '../visit.ts';

/** Iterations of an inline Map that run at the same time unless MaxConcurrency is lower. */
const INLINE_CONCURRENCY = 40;

export const runMap: Behaviour<MapState> = async (visit) => {
  const { state, frame } = visit;
  if (frame.fixed === undefined) {
    frame.fixed = await itemsOf(visit);
    visit.note('MapStateStarted', { length: frame.fixed.length });
    visit.save();
  }
  const items = frame.fixed as readonly Json[];
  const inner = items.map((value, index) => {
    const context = { Map: { Item: { Index: index, Value: value } } };
    const input = async (): Promise<Json> => (state.ItemSelector === undefined ? value : visit.evaluate(state.ItemSelector, { context }));
    return { flow: state.ItemProcessor, context, input };
  });
  try {
    const result = await runInnerThreads(visit, inner, await concurrencyOf(visit));
    visit.note('MapStateSucceeded', {});
    return { result };
  } catch (error) {
    visit.note('MapStateFailed', {});
    throw error;
  }
};

async function itemsOf(visit: Visit<MapState>): Promise<Json[]> {
  const { state, frame, name } = visit;
  const items = state.Items === undefined ? frame.input : await visit.evaluate(state.Items);
  if (Array.isArray(items)) return items as Json[];
  if (isObject(items)) return Object.entries(items).map(([Key, Value]) => ({ Key, Value }));
  throw new StatesError(
    'States.QueryEvaluationError',
    `The Items of state "${name}" are ${JSON.stringify(items).slice(0, 80)}, not an array.`,
  );
}

async function concurrencyOf({ state, name, evaluate }: Visit<MapState>): Promise<number> {
  const most = state.MaxConcurrency === undefined ? 0 : await evaluate(state.MaxConcurrency);
  if (typeof most !== 'number' || !Number.isInteger(most) || most < 0) {
    throw new StatesError(
      'States.QueryEvaluationError',
      `The MaxConcurrency of state "${name}" is ${JSON.stringify(most)}, not a whole number.`,
    );
  }
  return most === 0 ? INLINE_CONCURRENCY : Math.min(most, INLINE_CONCURRENCY);
}
