import { textOfJson } from '../../json.ts';
import type { FailState } from '../definition.ts';
import { StatesError } from '../states-error.ts';
import type { Behaviour } from '../visit.ts';

export const runFail: Behaviour<FailState> = async (visit) => {
  const { Error: error, Cause: cause } = visit.state;
  const evaluate = async (template: string | undefined): Promise<string> =>
    template === undefined ? '' : textOfJson(await visit.evaluate(template));
  throw new StatesError(await evaluate(error), await evaluate(cause));
};
