import type { ParallelState } from '../definition.ts';
import { runInnerThreads } from '../inner-threads.ts';
import type { Behaviour } from '../visit.ts';

export const runParallel: Behaviour<ParallelState> = async (visit) => {
  const { state, frame } = visit;
  if (frame.fixed === undefined) {
    frame.fixed = state.Arguments === undefined ? frame.input : await visit.evaluate(state.Arguments);
    visit.note('ParallelStateStarted', {});
    visit.save();
  }
  const input = frame.fixed;
  try {
    const result = await runInnerThreads(
      visit,
      state.Branches.map((flow) => ({ flow, context: {}, input: async () => input })),
      state.Branches.length,
    );
    visit.note('ParallelStateSucceeded', {});
    return { result };
  } catch (error) {
    visit.note('ParallelStateFailed', {});
    throw error;
  }
};
