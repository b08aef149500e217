import { expect, test } from 'vitest';
import { readSeries, seriesText } from './series.ts';

test('a series is typed with commas or pasted from a table, and stays within its range', () => {
  expect(readSeries('4, 4,4 ,8', {})).toEqual([4, 4, 4, 8]);
  expect(readSeries('4\t5\n6', {})).toEqual([4, 5, 6]);
  expect(readSeries('8', {})).toEqual([8]);
  expect(readSeries('-1 5 20000', { min: 0, max: 9999 })).toEqual([0, 5, 9999]);
});

test('what is no list of numbers is not taken', () => {
  expect(readSeries('', {})).toBeUndefined();
  expect(readSeries('4, four', {})).toBeUndefined();
  expect(readSeries('Infinity', {})).toBeUndefined();
});

test('it reads as it is written', () => {
  expect(seriesText([4, 4, 8])).toBe('4, 4, 8');
  expect(seriesText(8)).toBe('8');
});
