import type { Vec3 } from '../../kernel/math/index.ts';
import { cellAt, centreOf, type NavGround } from '../../model/nav-ground.ts';
import { findWay } from './search.ts';
import { cornersOf, sees } from './straighten.ts';

export interface Errand {
  readonly ground: NavGround;
  readonly here: Vec3;
  readonly there: Vec3;
  /** Metres: so near is there. */
  readonly reach: number;
  readonly radius: number;
}

export interface Planned {
  /** Where it turns, in the world, the last its goal if there are no more than `most`; undefined where there is no way. */
  readonly corners: readonly Vec3[] | undefined;
  /** Cells that were looked at. */
  readonly visited: number;
}

/** How far from one another two places are on the ground. */
export function apart([ax, , az]: Vec3, [bx, , bz]: Vec3): number {
  const [dx, dz] = [bx - ax, bz - az];
  return Math.sqrt(dx * dx + dz * dz);
}

/** The next corners of the way of an errand. Who stands in something's way, pushed there, first goes to the nearest free cell. */
export function planWay({ ground, here, there, reach, radius }: Errand, blocked: Uint8Array, most: number): Planned {
  const [own, goal] = [cellAt(ground, here), cellAt(ground, there)];
  const start = nearestFree(ground, blocked, own, Math.ceil(radius / ground.cell) + 2);
  if (start < 0 || (reach === 0 && blocked[goal] === 1)) return { corners: undefined, visited: 0 };
  const { corner, cell: side, columns } = ground;
  // Asked of every cell that is looked at, so it makes nothing.
  const isGoal = (cell: number): boolean => {
    if (cell === goal || reach === 0) return cell === goal;
    const row = Math.floor(cell / columns);
    const dx = corner[0] + (cell - row * columns + 0.5) * side - there[0];
    const dz = corner[2] + (row + 0.5) * side - there[2];
    return dx * dx + dz * dz <= reach * reach;
  };
  const slack = reach === 0 ? 0 : Math.ceil(reach / ground.cell) + 1;
  const { cells, visited } = findWay(ground, blocked, { start, towards: goal, slack, isGoal });
  if (!cells) return { corners: undefined, visited };
  // Near enough to stop is near enough to walk towards the goal itself.
  if (cells.at(-1) !== goal && blocked[goal] === 0 && sees(ground, blocked, cells.at(-1)!, goal)) cells.push(goal);
  const turns = cornersOf(ground, blocked, cells, most);
  const whole = start === own && turns.length > 0 ? turns : [start, ...turns].slice(0, most);
  const corners = whole.map((cell): Vec3 => (cell === goal ? [there[0], ground.corner[1], there[2]] : centreOf(ground, cell)));
  return { corners, visited };
}

/** The free cell nearest to a cell, itself if it is; no farther than so many columns and rows. Of equally near ones the first; -1 for none. */
function nearestFree({ columns, rows }: NavGround, blocked: Uint8Array, cell: number, far: number): number {
  if (blocked[cell] === 0) return cell;
  const row = Math.floor(cell / columns);
  const column = cell - row * columns;
  let [found, least] = [-1, Infinity];
  for (let z = Math.max(0, row - far); z <= Math.min(rows - 1, row + far); z += 1)
    for (let x = Math.max(0, column - far); x <= Math.min(columns - 1, column + far); x += 1) {
      const away = (x - column) * (x - column) + (z - row) * (z - row);
      if (away >= least || blocked[x + z * columns] === 1) continue;
      [found, least] = [x + z * columns, away];
    }
  return found;
}
