import { expect, test } from 'vitest';
import { warningLines } from './warnings.ts';

const told = (tick: number, type: string, payload: null | object, entity?: string) => ({
  tick,
  type,
  payload: payload as never,
  source: 'behaviour',
  ...(entity !== undefined && { entity }),
});

test('each warning is one line, in the order of the first, with how often and since when', () => {
  expect(
    warningLines([
      told(1, 'BehaviourUnheard', { call: 'think' }, 'ant'),
      told(1, 'sold', { units: 3 }),
      told(2, 'BehaviourEndless', { tree: 'mind', message: 'The tree did not come to an end in this tick.' }, 'bee'),
      told(2, 'BehaviourUnheard', { call: 'think' }, 'bee'),
      told(3, 'BehaviourUnheard', { call: 'plan' }),
      told(3, 'BehaviourBudget', { message: 'The trees of this tick asked for more than 10000 events.' }),
      told(4, 'EffectRefused', { script: 'scripts/a.ts', effect: 'spawn', message: 'The key is taken.' }),
      told(5, 'EffectRefused', { effect: 'spawn', message: 'The key is taken.' }, 'nest'),
    ]),
  ).toEqual([
    'warning  BehaviourUnheard  No script hears the call think of a tree: it fails. (2 times, first in tick 1, ant)',
    'warning  BehaviourEndless  behaviours/mind: The tree did not come to an end in this tick. (first in tick 2, bee)',
    'warning  BehaviourUnheard  No script hears the call plan of a tree: it fails. (first in tick 3)',
    'warning  BehaviourBudget  The trees of this tick asked for more than 10000 events. After that their calls and events fail for the rest of the tick. (first in tick 3)',
    'warning  EffectRefused  scripts/a.ts: spawn: The key is taken. (first in tick 4)',
    'warning  EffectRefused  spawn: The key is taken. (first in tick 5, nest)',
  ]);
});

test('an event that only has the name of a warning is none', () => {
  expect(warningLines([told(1, 'BehaviourBudget', null)])).toEqual([]);
});
