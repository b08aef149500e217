import type { NavGround } from '../../model/nav-ground.ts';

/** Whether one can go straight from the middle of a cell to that of another over free cells, never past a corner. */
export function sees({ columns }: Pick<NavGround, 'columns'>, blocked: Uint8Array, from: number, to: number): boolean {
  let row = Math.floor(from / columns);
  let column = from - row * columns;
  const lastRow = Math.floor(to / columns);
  const [across, down] = [to - lastRow * columns - column, lastRow - row];
  const [wide, deep] = [Math.abs(across), Math.abs(down)];
  const [right, on] = [Math.sign(across), Math.sign(down)];
  const isBlocked = (x: number, z: number): boolean => blocked[x + z * columns] === 1;
  for (let x = 0, z = 0; x < wide || z < deep;) {
    // Which side of the cell the line leaves by: below 0 the one across, above the one down, 0 exactly the corner.
    const side = (1 + 2 * x) * deep - (1 + 2 * z) * wide;
    if (side === 0 && (isBlocked(column + right, row) || isBlocked(column, row + on))) return false;
    if (side <= 0) {
      column += right;
      x += 1;
    }
    if (side >= 0) {
      row += on;
      z += 1;
    }
    if (isBlocked(column, row)) return false;
  }
  return true;
}

/** Of the cells of a way those where it turns and its last, without the first; at most so many. */
export function cornersOf(ground: Pick<NavGround, 'columns'>, blocked: Uint8Array, cells: readonly number[], most: number): number[] {
  const corners: number[] = [];
  let at = 0;
  while (at < cells.length - 1 && corners.length < most) {
    let next = at + 1;
    while (next + 1 < cells.length && sees(ground, blocked, cells[at]!, cells[next + 1]!)) next += 1;
    corners.push(cells[next]!);
    at = next;
  }
  return corners;
}
