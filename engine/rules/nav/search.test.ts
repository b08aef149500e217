import { describe, expect, test } from 'vitest';
import { chance } from '../../kernel/testing/chance.ts';
import { findWay } from './search.ts';
import { cornersOf, sees } from './straighten.ts';

const ground = (rows: readonly string[]) => ({
  size: { columns: rows[0]!.length, rows: rows.length },
  blocked: Uint8Array.from(rows.join(''), (cell) => Number(cell === '#')),
});
const find = (
  { size, blocked }: ReturnType<typeof ground>,
  start: number,
  towards: number,
  slack = 0,
  isGoal = (cell: number) => cell === towards,
) => findWay(size, blocked, { start, towards, slack, isGoal });
const costOf = (cells: readonly number[], columns: number): number =>
  cells
    .slice(1)
    .reduce((sum, cell, index) => sum + (Math.abs(cell - cells[index]!) === 1 || Math.abs(cell - cells[index]!) === columns ? 10 : 14), 0);

/** The least cost to every cell, by going over all of them again and again. */
function leastCosts(columns: number, rows: number, blocked: Uint8Array, start: number): number[] {
  const costs = Array.from({ length: columns * rows }, () => Infinity);
  costs[start] = 0;
  for (let changes = 1; changes > 0;) {
    changes = 0;
    for (let cell = 0; cell < costs.length; cell += 1) {
      if (costs[cell] === Infinity) continue;
      const [x, z] = [cell % columns, Math.floor(cell / columns)];
      for (const dx of [-1, 0, 1])
        for (const dz of [-1, 0, 1]) {
          const [nx, nz] = [x + dx, z + dz];
          if (nx < 0 || nz < 0 || nx >= columns || nz >= rows || blocked[nx + nz * columns] === 1) continue;
          if (dx !== 0 && dz !== 0 && (blocked[nx + z * columns] === 1 || blocked[x + nz * columns] === 1)) continue;
          const whole = costs[cell]! + (dx !== 0 && dz !== 0 ? 14 : 10);
          if (whole >= costs[nx + nz * columns]!) continue;
          costs[nx + nz * columns] = whole;
          changes += 1;
        }
    }
  }
  return costs;
}

describe('a way over cells', () => {
  test('goes around what is in the way and never past a corner', () => {
    const place = ground(['.....', '.###.', '.....']);
    const { cells } = find(place, 0, 14);
    expect(cells).toEqual([0, 1, 2, 3, 4, 9, 14]);
    expect(find(ground(['.#', '#.']), 0, 3).cells).toBeUndefined();
  });

  test.each([1, 2, 3, 4, 5, 6])('costs least, whatever stands in the way, and is the same again (seed %i)', (seed) => {
    const { next, below } = chance(seed);
    const [columns, rows] = [9 + below(8), 9 + below(8)];
    const blocked = Uint8Array.from({ length: columns * rows }, () => Number(next() < 0.3));
    const free = [...blocked.keys()].filter((cell) => blocked[cell] === 0);
    const [start, goal] = [free[below(free.length)]!, free[below(free.length)]!];
    const place = { size: { columns, rows }, blocked };
    const least = leastCosts(columns, rows, blocked, start);
    const { cells, visited } = find(place, start, goal);
    expect(cells === undefined ? Infinity : costOf(cells, columns)).toBe(least[goal]);
    expect(visited).toBeLessThanOrEqual(columns * rows);
    expect(find(place, start, goal).cells).toEqual(cells);
    // Any cell within two of the goal will do: the cheapest of them is found.
    const isNear = (cell: number): boolean =>
      Math.hypot((cell % columns) - (goal % columns), Math.floor(cell / columns) - Math.floor(goal / columns)) <= 2;
    const near = find(place, start, goal, 3, isNear).cells;
    const best = Math.min(...[...blocked.keys()].filter(isNear).map((cell) => least[cell]!));
    expect(near === undefined ? Infinity : costOf(near, columns)).toBe(best);
  });
});

describe('a way that is straightened', () => {
  test('keeps only where it turns, as many as are asked for', () => {
    const { size, blocked } = ground(['......', '.####.', '......']);
    const { cells } = find({ size, blocked }, 6, 11);
    expect(cornersOf(size, blocked, cells!, 8)).toEqual([0, 5, 11]);
    expect(cornersOf(size, blocked, cells!, 2)).toEqual([0, 5]);
    const open = ground(['......', '......', '......']);
    expect(cornersOf(open.size, open.blocked, find(open, 0, 17).cells!, 8), 'straight over open ground').toEqual([17]);
  });

  test('sees over free cells both ways alike, and not between two that meet at a corner', () => {
    const { size, blocked } = ground(['.#.', '...', '..#']);
    expect([sees(size, blocked, 0, 7), sees(size, blocked, 7, 0)]).toEqual([true, true]);
    expect([sees(size, blocked, 0, 2), sees(size, blocked, 0, 4), sees(size, blocked, 4, 0)]).toEqual([false, false, false]);
    expect([sees(size, blocked, 7, 5), sees(size, blocked, 5, 7)]).toEqual([false, false]);
  });
});
