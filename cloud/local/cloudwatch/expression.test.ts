import { describe, expect, it } from 'vitest';
import { parseExpression } from './expression.ts';

const values: Record<string, number> = { late: 3, slices: 10, none: 0 };
const valueOf = (id: string): number | undefined => values[id];

describe('metric math', () => {
  it.each([
    ['100 * late / slices', 30],
    ['IF(slices > 0, 100 * late / slices, 0)', 30],
    ['IF(none > 0, late / none, 7)', 7],
    ['10 - 2 - 3', 5],
    ['2 * (late + 1)', 8],
    ['late >= 3', 1],
    ['late != 3', 0],
  ])('%s is %d', (text, value) => {
    expect(parseExpression(text)(valueOf)).toBe(value);
  });

  it('has no value where a metric has none, or where there is nothing to divide by', () => {
    for (const text of ['unknown + 1', 'late / none', 'IF(unknown, 1, 0)']) expect(parseExpression(text)(valueOf), text).toBeUndefined();
  });

  it.each(['FILL(late, 0)', 'late +', 'late slices', 'SEARCH("x")', '', '(late', 'late; slices'])('refuses %j by name', (text) => {
    expect(() => parseExpression(text)).toThrow(`Metric math ${JSON.stringify(text)}`);
  });
});
