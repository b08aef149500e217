import { describe, expect, test } from 'vitest';
import { chartOf, inUnit } from './figures.ts';

const series = (...values: (number | string)[]) => values.map((value, index) => ({ tick: index + 3, kpis: { stock: value } }));

describe('a chart of the Playground', () => {
  test('reaches to round numbers around what was seen, with zero in it', () => {
    expect(chartOf(['stock'], series(4, 12, 37))).toMatchObject({ low: 0, high: 50, from: 3, to: 5 });
    expect(chartOf(['stock'], series(4, -17))).toMatchObject({ low: -20, high: 5 });
    expect(chartOf(['stock'], series(0, 0))).toMatchObject({ low: 0, high: 1 });
    expect(chartOf(['stock'], series('189.50', '204.00'))).toMatchObject({ low: 0, high: 250 });
  });

  test('names the number that each line stands at now', () => {
    expect(chartOf(['stock', 'unknown'], series(4, 12))?.lines.map(({ id, now }) => [id, now])).toEqual([
      ['stock', 12],
      ['unknown', undefined],
    ]);
  });

  test('begins where there is something to draw and waits for a second point', () => {
    expect(chartOf(['stock'], [{ tick: 0, kpis: {} }, ...series(4, 12)])).toMatchObject({ from: 3, to: 4 });
    expect(chartOf(['stock'], series(4))).toBeUndefined();
    expect(chartOf(['stock'], [])).toBeUndefined();
  });

  test('has areas stand on each other, and says of each what it is by itself', () => {
    const both = [1, 2].map((tick) => ({ tick, kpis: { a: tick, b: '10.00' } }));
    const figures = chartOf(['a', 'b'], both, 'area');
    expect(figures?.lines.map(({ points, now }) => [points.map(({ value }) => value), now])).toEqual([
      [[1, 2], 2],
      [[11, 12], 10],
    ]);
    expect(figures?.high).toBe(20);
    expect(chartOf(['a', 'b'], both)?.lines[1]?.points[0]?.value).toBe(10);
  });

  test('writes money with its sign before it and everything else bare', () => {
    expect(['$', 'cases'].map((unit) => inUnit(-1015.5, unit))).toEqual(['−$1,015.50', '−1,015.5']);
    expect(inUnit(2000, '$')).toBe('$2,000');
    expect(inUnit(undefined, '$')).toBe('–');
  });
});
