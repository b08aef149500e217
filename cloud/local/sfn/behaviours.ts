import type { State } from './definition.ts';
import { runChoice } from './states/choice.ts';
import { runFail } from './states/fail.ts';
import { runMap } from './states/map.ts';
import { runParallel } from './states/parallel.ts';
import { runTask } from './states/task.ts';
import { runWait } from './states/wait.ts';
import type { Behaviour } from './visit.ts';

const behaviours: { readonly [Type in State['Type']]: Behaviour<Extract<State, { Type: Type }>> } = {
  Pass: async () => ({}),
  Succeed: async () => ({}),
  Fail: runFail,
  Choice: runChoice,
  Wait: runWait,
  Task: runTask,
  Parallel: runParallel,
  Map: runMap,
};

/** What a state does when it is visited. */
export function behaviourOf(state: State): Behaviour<State> {
  return behaviours[state.Type] as Behaviour<State>;
}
