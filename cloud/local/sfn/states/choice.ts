import type { ChoiceState } from '../definition.ts';
import { StatesError } from '../states-error.ts';
import type { Behaviour } from '../visit.ts';

export const runChoice: Behaviour<ChoiceState> = async (visit) => {
  const { Choices, Default, Output, Assign } = visit.state;
  for (const rule of Choices) {
    const met = typeof rule.Condition === 'boolean' ? rule.Condition : await visit.evaluate(rule.Condition);
    if (typeof met !== 'boolean') {
      throw new StatesError(
        'States.QueryEvaluationError',
        `The condition ${String(rule.Condition)} of state "${visit.name}" returned ${JSON.stringify(met)}, not a boolean.`,
      );
    }
    if (met) return { chosen: rule };
  }
  if (Default === undefined)
    throw new StatesError('States.NoChoiceMatched', `No choice of state "${visit.name}" matched and it has no Default.`);
  return { chosen: { Next: Default, Output, Assign } };
};
