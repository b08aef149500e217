/** The least way over the cells of a ground: A* to eight neighbours, never past a corner. */
import type { NavGround } from '../../model/nav-ground.ts';
import { CellHeap } from './cell-heap.ts';

/** Whole numbers, so that sums are exact: an edge and a diagonal. */
const STRAIGHT = 10;
const DIAGONAL = 14;

export interface Found {
  /** The cells of the way from its first to its last; undefined where there is none. */
  readonly cells: number[] | undefined;
  /** Cells that were looked at. */
  readonly visited: number;
}

/** Columns and rows to each neighbour, the four along an edge first. */
const across = Int8Array.of(1, -1, 0, 0, 1, 1, -1, -1);
const down = Int8Array.of(0, 0, 1, -1, 1, -1, 1, -1);
const EDGES = 4;

const octile = (columns: number, rows: number): number =>
  STRAIGHT * Math.max(columns, rows) + (DIAGONAL - STRAIGHT) * Math.min(columns, rows);

/**
 * The least way from a free cell to one that `isGoal`, of which none is farther from `towards` than `slack` cells. Of ways of one cost always
 * the same: of cells that promise equally much the one with the lowest number goes first.
 */
export function findWay(
  { columns, rows }: Pick<NavGround, 'columns' | 'rows'>,
  blocked: Uint8Array,
  { start, towards, slack, isGoal }: { start: number; towards: number; slack: number; isGoal: (cell: number) => boolean },
): Found {
  const count = columns * rows;
  const costs = new Int32Array(count).fill(-1);
  const from = new Int32Array(count).fill(-1);
  const isDone = new Uint8Array(count);
  const heap = new CellHeap();
  const [goalColumn, goalRow] = [towards % columns, Math.floor(towards / columns)];
  const spared = slack * DIAGONAL;
  const guess = (column: number, row: number): number =>
    Math.max(0, octile(Math.abs(column - goalColumn), Math.abs(row - goalRow)) - spared);
  costs[start] = 0;
  heap.push(guess(start % columns, Math.floor(start / columns)), start);
  let visited = 0;
  for (let cell = heap.pop(); cell >= 0; cell = heap.pop()) {
    if (isDone[cell] === 1) continue;
    isDone[cell] = 1;
    visited += 1;
    if (isGoal(cell)) return { cells: wayTo(cell, from), visited };
    const row = Math.floor(cell / columns);
    const column = cell - row * columns;
    for (let way = 0; way < across.length; way += 1) {
      const x = column + across[way]!;
      const z = row + down[way]!;
      if (x < 0 || z < 0 || x >= columns || z >= rows) continue;
      const next = x + z * columns;
      if (blocked[next] === 1 || isDone[next] === 1) continue;
      if (way >= EDGES && (blocked[x + row * columns] === 1 || blocked[column + z * columns] === 1)) continue;
      const whole = costs[cell]! + (way < EDGES ? STRAIGHT : DIAGONAL);
      if (costs[next]! >= 0 && costs[next]! <= whole) continue;
      costs[next] = whole;
      from[next] = cell;
      heap.push(whole + guess(x, z), next);
    }
  }
  return { cells: undefined, visited };
}

function wayTo(last: number, from: Int32Array): number[] {
  const cells: number[] = [];
  for (let cell = last; cell >= 0; cell = from[cell]!) cells.push(cell);
  return cells.reverse();
}
