import type { FailState } from '../definition.ts';
import { StatesError } from '../states-error.ts';
import type { Behaviour } from '../visit.ts';

export const runFail: Behaviour<FailState> = async (visit) => {
  const { Error: error, Cause: cause } = visit.state;
  throw new StatesError(String(error === undefined ? '' : await visit.evaluate(error)), String(cause === undefined ? '' : await visit.evaluate(cause)));
};
