import { expect, test } from 'vitest';
import { linesOf, payloadText } from './console-lines.ts';

test('lines stand by tick, and a fault leads to its place', () => {
  const lines = linesOf({
    logs: [{ tick: 2, script: 'scripts/a.ts', text: 'hello' }],
    events: [{ tick: 1, type: 'Sold', entity: 'shop', payload: { amount: 3, to: 'ann' } }],
    faults: [{ tick: 2, code: 'ERROR', message: 'x is not defined', file: 'scripts/a.ts', line: 4, column: 7, hint: 'Declare it.' }],
  });
  expect(lines).toEqual([
    { tick: 1, kind: 'event', title: 'Sold', text: 'amount 3, to ann', about: 'shop' },
    { tick: 2, kind: 'log', text: 'hello', about: 'scripts/a.ts' },
    {
      tick: 2,
      kind: 'fault',
      text: 'x is not defined',
      hint: 'Declare it.',
      place: { file: 'scripts/a.ts', line: 4, column: 7 },
    },
  ]);
});

test('payloads read as words', () => {
  expect(payloadText(null)).toBe('');
  expect(payloadText(12)).toBe('12');
  expect(payloadText({ parts: [1, 2], ok: true })).toBe('parts [1,2], ok true');
});
