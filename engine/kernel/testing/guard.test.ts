import { expect, test } from 'vitest';
import { sin } from '../math/libm.ts';
import { withoutHostMath } from './guard.ts';

const caught = (act: () => unknown): string => {
  try {
    withoutHostMath(act);
    return 'nothing';
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([
  [
    'Math.sin by another name',
    () => {
      const M = Math;
      return M.sin(1);
    },
    'Math.sin',
  ],
  [
    'Math.pow by a computed name',
    () => (Math as unknown as Record<string, (a: number, b: number) => number>)[['p', 'ow'].join('')]!(2, 3),
    'Math.pow',
  ],
  ['chance', () => Math.random(), 'Math.random'],
  ['the clock', () => Date.now(), 'Date.now'],
  ['a new date', () => new Date(), 'new Date'],
  ['the fine clock', () => performance.now(), 'performance.now'],
  ['a timer', () => setTimeout(() => undefined, 0), 'setTimeout'],
  ['text order by locale', () => 'a'.localeCompare('b'), 'String.localeCompare'],
])('%s throws while the guard is on', (_, act, name) => {
  expect(caught(act)).toContain(`${name} was called inside a tick`);
});

test('what IEEE 754 fixes, and our own functions, work under the guard', () => {
  expect(withoutHostMath(() => Math.sqrt(4) + Math.floor(1.5) + Math.abs(-1) + Math.imul(2, 3) + sin(0))).toBe(10);
});

test('afterwards everything is back, even after a throw', () => {
  const { sin: hostSin } = Math;
  const HostDate = Date;
  caught(() => Math.sin(1));
  expect(Math.sin).toBe(hostSin);
  expect(Date).toBe(HostDate);
  expect(performance.now()).toBeGreaterThan(0);
});
