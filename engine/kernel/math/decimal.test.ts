import { describe, expect, test } from 'vitest';
import { LedgerError } from '../error.ts';
import type { Rounding } from './decimal.ts';
import {
  addDecimal,
  decimalFromNumber,
  decimalToNumber,
  divideDecimal,
  formatDecimal,
  multiplyDecimal,
  parseDecimal,
  rescaleDecimal,
  subtractDecimal,
  timesDecimal,
} from './decimal.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof LedgerError) return error.code;
    throw error;
  }
  return 'nothing refused';
};

test('a million additions of 0.1 are exactly 100000.0, where doubles are not', () => {
  const tenth = parseDecimal('0.1', 1);
  let sum = 0;
  let drifting = 0;
  for (let i = 0; i < 1_000_000; i++) {
    sum = addDecimal(sum, tenth);
    drifting += 0.1;
  }
  expect(formatDecimal(sum, 1)).toBe('100000.0');
  expect(drifting).not.toBe(100_000);
});

test.each([
  ['0', 0, 0],
  ['0', 2, 0],
  ['-0', 2, 0],
  ['-0.00', 2, 0],
  ['12.5', 2, 1250],
  ['-12.50', 2, -1250],
  ['0.01', 2, 1],
  ['007', 0, 7],
  ['1.500', 1, 15],
  ['9007199254740991', 0, 9007199254740991],
])('%s at scale %d is %d', (text, scale, n) => {
  expect(Object.is(parseDecimal(text, scale), n)).toBe(true);
});

test('what is written reads back: 2,000 seeded values at every scale', () => {
  let state = 20_260_901;
  for (let i = 0; i < 2000; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const n = (state - 0x8000_0000) * (i % 2 ? 2_097_151 : 1) + 0;
    const scale = i % 10;
    expect(parseDecimal(formatDecimal(n, scale), scale)).toBe(n);
  }
});

describe('refused, never rounded silently:', () => {
  test.each([
    ['a text that is no number', () => parseDecimal('12,50', 2), 'decimal-syntax'],
    ['an exponent', () => parseDecimal('1e3', 2), 'decimal-syntax'],
    ['nothing', () => parseDecimal('', 2), 'decimal-syntax'],
    ['too many digits', () => parseDecimal('0.125', 2), 'decimal-digits'],
    ['2^53', () => parseDecimal('9007199254740992', 0), 'decimal-range'],
    ['2^53 + 1, which as a double would read 2^53', () => parseDecimal('9007199254740993', 0), 'decimal-range'],
    ['a long number', () => parseDecimal('9'.repeat(500), 0), 'decimal-range'],
    ['a sum beyond the range', () => addDecimal(9007199254740991, 1), 'decimal-range'],
    ['a difference beyond the range', () => subtractDecimal(-9007199254740991, 1), 'decimal-range'],
    ['a product beyond the range', () => multiplyDecimal(9007199254740991, 200, 2, 'down'), 'decimal-range'],
    ['a multiple beyond the range', () => timesDecimal(9007199254740991, 2), 'decimal-range'],
    ['a fraction where a count is meant', () => timesDecimal(5, 0.5), 'decimal-range'],
    ['division by zero', () => divideDecimal(1, 0, 0, 'down'), 'decimal-division'],
    ['not a number', () => decimalFromNumber(NaN, 2, 'down'), 'decimal-range'],
    ['a number between the steps', () => formatDecimal(0.5, 2), 'decimal-range'],
  ] as const)('%s', (_, run, code) => {
    expect(codeOf(run)).toBe(code);
  });
});

const modes: readonly Rounding[] = ['down', 'up', 'floor', 'ceiling', 'half-up', 'half-down', 'half-even'];

// The table of java.math.RoundingMode.
test.each([
  ['5.5', [5, 6, 5, 6, 6, 5, 6]],
  ['2.5', [2, 3, 2, 3, 3, 2, 2]],
  ['1.6', [1, 2, 1, 2, 2, 2, 2]],
  ['1.1', [1, 2, 1, 2, 1, 1, 1]],
  ['1.0', [1, 1, 1, 1, 1, 1, 1]],
  ['-1.0', [-1, -1, -1, -1, -1, -1, -1]],
  ['-1.1', [-1, -2, -2, -1, -1, -1, -1]],
  ['-1.6', [-1, -2, -2, -1, -2, -2, -2]],
  ['-2.5', [-2, -3, -3, -2, -3, -2, -2]],
  ['-5.5', [-5, -6, -6, -5, -6, -5, -6]],
] as const)('%s rounds to %j', (text, expected) => {
  expect(modes.map((mode) => parseDecimal(text, 0, mode))).toEqual(expected);
  expect(modes.map((mode) => rescaleDecimal(parseDecimal(text, 1), 1, 0, mode))).toEqual(expected);
});

test('products and quotients are those of exact arithmetic', () => {
  expect(multiplyDecimal(1999, 825, 4, 'half-up')).toBe(165); // 19.99 at 8.25 %
  expect(multiplyDecimal(9007199254740991, 99, 2, 'half-even')).toBe(8917127262193581);
  expect(divideDecimal(1000, 3, 0, 'half-even')).toBe(333);
  expect(divideDecimal(1000, -300, 2, 'floor')).toBe(-334);
  expect(rescaleDecimal(1250, 2, 4, 'down')).toBe(125_000);
});

test('a double becomes the decimal of its exact binary value', () => {
  expect(decimalFromNumber(0.1, 9, 'half-even')).toBe(100_000_000);
  expect(decimalFromNumber(1.005, 2, 'half-up')).toBe(100); // the double 1.005 lies below 1.005
  expect(decimalFromNumber(-2.5, 0, 'half-even')).toBe(-2);
  expect(Object.is(decimalFromNumber(-0.001, 2, 'down'), 0)).toBe(true);
  expect(decimalToNumber(1250, 2)).toBe(12.5);
});
