import { describe, expect, it } from 'vitest';
import { compute } from './compute.ts';

describe('a number field computes what is typed', () => {
  it.each([
    ['12', 12],
    ['2*1.5', 3],
    ['(3+4)/2', 3.5],
    ['-2^2', -4],
    ['2^-1', 0.5],
    ['50%', 0.5],
    ['1,5', 1.5],
    [' 7 - -2 ', 9],
    ['2×3÷4', 1.5],
  ])('%s is %d', (text, value) => expect(compute(text)).toBe(value));

  it.each([
    ['+=5', 15],
    ['-=5', 5],
    ['*=1.5', 15],
    ['/=4', 2.5],
  ])('%s from 10 is %d', (text, value) => expect(compute(text, 10)).toBe(value));

  it.each(['', 'abc', '1/0', '(1', '1 2', '2**3', 'alert(1)', '--', '+='])('%j is nothing', (text) =>
    expect(compute(text)).toBeUndefined(),
  );
});
