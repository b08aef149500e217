import type { SessionRef } from '../../ports/index.ts';
import { headOf, startOf } from './enter.ts';
import { runSlice, type LoopState, type SliceDeps, type SliceResult } from './slice.ts';

/** What starts an execution: the loop epoch that its starter saw. */
export interface LoopStart extends SessionRef {
  readonly seen: number;
}

/** What the state machine knows of itself. */
export interface Execution {
  /** Unique to an execution, the same in its retries. */
  readonly id: string;
  readonly startedAt: number;
}

/**
 * The first step of an execution: takes the loop, then runs a slice. Of several executions that were started for the same epoch one gets the
 * loop; the others stop. A retry of the winner goes on as the winner. A session with a host of its own is left alone.
 */
export const beginLoop = (deps: SliceDeps, start: LoopStart, execution: Execution): Promise<SliceResult> =>
  deps.spending.charge(start, () => takeAndRun(deps, start, execution));

async function takeAndRun(deps: SliceDeps, { tenant, session, seen }: LoopStart, execution: Execution): Promise<SliceResult> {
  const ref = { tenant, session };
  const start = await startOf(deps.store, ref);
  const now = deps.clock.now();
  const loopEpoch = seen + 1;
  if (start.host === 'hot')
    return { ...ref, loopEpoch: seen, slice: 0, tick: 0, origin: { tick: 0, at: now }, activeAt: now, startedAt: now, next: 'stop' };
  const taken = await deps.store.takeLoop(ref, { seen, owner: execution.id, at: now });
  const head = await headOf(deps.store, ref);
  const state: LoopState = {
    ...ref,
    loopEpoch,
    slice: 0,
    tick: head.ticks,
    origin: { tick: head.ticks, at: now },
    activeAt: now,
    startedAt: execution.startedAt,
  };
  if (taken) deps.spending.add(ref, { loops: 1 });
  const ours = taken || (head.loopEpoch === loopEpoch && head.loopOwner === execution.id);
  return ours ? runSlice(deps, state) : { ...state, next: 'stop' };
}

/** One call goes on with slices for this long, ms: it would be held by waiting for the next one all the same, and it has the world. */
export const callBudget = 5_000;

/** Slice after slice of a session that keeps to a clock, until the call's time is over or something else is to be done than the next one. */
export const runSlices = (deps: SliceDeps, state: LoopState): Promise<SliceResult> =>
  deps.spending.charge(state, async () => {
    const until = deps.clock.now() + callBudget;
    let result = await runSlice(deps, state);
    while (result.next === 'again' && (result.hz ?? 0) > 0 && deps.clock.now() < until) result = await runSlice(deps, result);
    return result;
  });

/** Parks a session whose slices fail: it keeps its state and log, and the next command tries again. */
export const parkLoop = (
  { store, clock }: Pick<SliceDeps, 'store' | 'clock'>,
  state: Pick<LoopState, 'tenant' | 'session' | 'loopEpoch'>,
  fault: string,
): Promise<boolean> => store.park(state, { loopEpoch: state.loopEpoch, fault, at: clock.now() });
