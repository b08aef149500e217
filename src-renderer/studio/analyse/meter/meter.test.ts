import { describe, expect, test } from 'vitest';
import { barsOf, fuelText, rowsOf, shareText } from './meter.ts';

const costs = [
  { script: 'scripts/a.ts', hook: 'onTick', fuel: [10, 0, 50, 20] },
  { script: 'scripts/b.ts', hook: 'on', fuel: [0, 100] },
];
const run = { costs, tick: 4 };

test('rows: the costliest first, with the shown tick, the mean over all ticks and the first costliest', () => {
  expect(rowsOf(run, 3)).toEqual([
    { id: 'on scripts/b.ts', script: 'scripts/b.ts', hook: 'on', now: 0, mean: 25, most: 100, at: 2 },
    { id: 'onTick scripts/a.ts', script: 'scripts/a.ts', hook: 'onTick', now: 50, mean: 20, most: 50, at: 3 },
  ]);
  expect(rowsOf({ costs: [], tick: 0 }, 0)).toEqual([]);
});

describe('bars', () => {
  const ids = ['on scripts/b.ts', 'onTick scripts/a.ts'];
  test('one for a tick, its parts in the order of the rows', () => {
    expect(barsOf(run, ids, 10)).toEqual([
      { tick: 1, fuel: 10, parts: [0, 10] },
      { tick: 2, fuel: 100, parts: [100, 0] },
      { tick: 3, fuel: 50, parts: [0, 50] },
      { tick: 4, fuel: 20, parts: [0, 20] },
    ]);
  });

  test('of a long run show the costliest tick of each stretch, so that no peak is lost', () => {
    expect(barsOf(run, ids, 2).map(({ tick, fuel }) => [tick, fuel])).toEqual([
      [2, 100],
      [3, 50],
    ]);
    const fuel = Array.from({ length: 1001 }, (_, i) => (i === 777 ? 5 : 1));
    const bars = barsOf({ costs: [{ script: 's', hook: 'h', fuel }], tick: 1001 }, ['h s'], 100);
    expect(bars.length).toBeLessThanOrEqual(100);
    expect(bars.find(({ fuel: most }) => most === 5)?.tick).toBe(778);
  });
});

test('figures are short', () => {
  expect([0, 999, 12_345, 10_000_000].map(fuelText)).toEqual(['0', '999', '12.3K', '10M']);
  expect([0, 0.004, 0.5].map(shareText)).toEqual(['0.0%', '0.4%', '50%']);
});
