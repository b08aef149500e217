import { expect, test } from 'vitest';
import { failureFaults } from './failure.ts';

test('a failure that names a place in a file is a fault there', () => {
  const error = Object.assign(new Error('x is not defined'), { code: 'script-load', hint: 'Declare it.', where: 'scripts/a.ts:4:7' });
  const fault = {
    tick: 0,
    code: 'script-load',
    message: 'x is not defined',
    file: 'scripts/a.ts',
    line: 4,
    column: 7,
    hint: 'Declare it.',
  };
  expect(failureFaults(error, 0)).toEqual([fault]);
});

test('other failures are no faults of a script', () => {
  expect(failureFaults(Object.assign(new Error('no'), { where: 'levels/a.json' }), 0)).toEqual([]);
  expect(failureFaults(new Error('no'), 0)).toEqual([]);
  expect(failureFaults('no', 0)).toEqual([]);
});
