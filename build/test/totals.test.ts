import { expect, test } from 'vitest';
import { addTotals, closingLines, nothing, oneFailure, playwrightTotals } from './totals.ts';

test('the last line is the totals alone; what was tried again stands before it', () => {
  const lines = closingLines(addTotals({ ...nothing, passed: 3, skipped: 1, reasons: ['a: no disk'], flaky: ['b'] }, oneFailure));
  expect(lines).toEqual(['skipped: a: no disk', 'passed only when tried again: b', '', '1 flaky', '3 passed, 1 failed, 1 skipped']);
  expect(closingLines({ ...nothing, passed: 2 }).slice(-2)).toEqual(['0 flaky', '2 passed, 0 failed, 0 skipped']);
});

test('playwright’s report: what passed only when tried again counts as passed and is named', () => {
  const spec = (title: string, status: string, annotations: { type: string; description?: string }[] = []) => ({
    title,
    tests: [{ projectName: '', status, annotations }],
  });
  const report = {
    stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 1 },
    suites: [
      {
        title: 'a.spec.ts',
        specs: [spec('steady', 'expected'), spec('wrong', 'unexpected')],
        suites: [
          { title: 'in it', specs: [spec('unsteady', 'flaky'), spec('not here', 'skipped', [{ type: 'skip', description: 'no window' }])] },
        ],
      },
    ],
  };
  expect(playwrightTotals(report)).toEqual({ passed: 2, failed: 1, skipped: 1, reasons: ['not here: no window'], flaky: ['unsteady'] });
});
