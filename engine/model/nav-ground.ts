/** The ground of a nav region as cells, and what stands in the way on it: the same for the systems that walk there and for who draws it. */
import { rotate, type Quat, type Vec3 } from '../kernel/math/index.ts';

/** The most cells of a region that is walked in. */
export const MAX_NAV_CELLS = 65_536;

export interface NavGround {
  /** Where its first cell begins: the least x and z, and the height of the ground. */
  readonly corner: Vec3;
  /** Metres along each side of a cell. */
  readonly cell: number;
  /** Cells along x and along z; a cell's number is its column and its row times the columns. */
  readonly columns: number;
  readonly rows: number;
  /** What begins above is no obstacle, and who is farther above or below is not on this ground. */
  readonly height: number;
  /** What is no higher is walked over. */
  readonly step: number;
}

const cellsAlong = (metres: number, cell: number): number => Math.max(1, Math.ceil(metres / cell - 1e-3));

/** The ground of a NavRegion that stands at a place. Its sides are whole cells: at most a cell longer than its size. */
export function navGround(at: Vec3, { size, cell, step }: { size: Vec3; cell: number; step: number }): NavGround {
  const [columns, rows] = [cellsAlong(size[0], cell), cellsAlong(size[2], cell)];
  return { corner: [at[0] - (columns * cell) / 2, at[1], at[2] - (rows * cell) / 2], cell, columns, rows, height: size[1], step };
}

export const cellCount = ({ columns, rows }: NavGround): number => columns * rows;

/** The cell that a place is in or above; -1 where that is not on this ground. */
export function cellAt({ corner, cell, columns, rows, height }: NavGround, [x, y, z]: Vec3): number {
  const [column, row] = [Math.floor((x - corner[0]) / cell), Math.floor((z - corner[2]) / cell)];
  const isOn = column >= 0 && column < columns && row >= 0 && row < rows && Math.abs(y - corner[1]) <= height;
  return isOn ? column + row * columns : -1;
}

/** The middle of a cell, on the ground. */
export function centreOf({ corner, cell, columns }: NavGround, index: number): Vec3 {
  const row = Math.floor(index / columns);
  return [corner[0] + (index - row * columns + 0.5) * cell, corner[1], corner[2] + (row + 0.5) * cell];
}

/** What something covers of the ground: a rectangle along its own axis, or a disc, and from which height to which. */
export interface Footprint {
  readonly x: number;
  readonly z: number;
  /** Half its length along its axis and across; of a disc both are its radius. */
  readonly along: number;
  readonly across: number;
  /** Its axis on the ground, of length one. */
  readonly axisX: number;
  readonly axisZ: number;
  readonly isRound: boolean;
  readonly low: number;
  readonly high: number;
}

/** A solid as a Collider describes it: it stands on its transform, moved by its offset, and no scale makes it larger. */
export interface Solid {
  /** As of a Collider; of another name it is a box. */
  readonly shape: string;
  readonly size: Vec3;
  readonly offset: Vec3;
}

const roundShapes: ReadonlySet<string> = new Set(['capsule', 'cylinder', 'cone']);

/** The footprint of a solid at a place of the world. What is tilted covers all of the box around it. */
export function footprintOf({ shape, size, offset }: Solid, at: Vec3, rotation: Quat): Footprint {
  const [halfWidth, halfHeight, halfDepth] = [size[0] / 2, shape === 'sphere' ? size[0] / 2 : size[1] / 2, size[2] / 2];
  const [dx, dy, dz] = rotate(rotation, [offset[0], offset[1] + size[1] / 2, offset[2]]);
  const [x, y, z] = [at[0] + dx, at[1] + dy, at[2] + dz];
  const [axisX, axisY, axisZ] = rotate(rotation, [1, 0, 0]);
  const upwards = rotate(rotation, [0, 1, 0]);
  const flat = Math.sqrt(axisX * axisX + axisZ * axisZ);
  const isUpright = upwards[1] > 0.9999 && flat > 0;
  if (shape === 'sphere' || (isUpright && roundShapes.has(shape)))
    return { x, z, along: halfWidth, across: halfWidth, axisX: 1, axisZ: 0, isRound: true, low: y - halfHeight, high: y + halfHeight };
  if (isUpright)
    return {
      x,
      z,
      along: halfWidth,
      across: halfDepth,
      axisX: axisX / flat,
      axisZ: axisZ / flat,
      isRound: false,
      low: y - halfHeight,
      high: y + halfHeight,
    };
  const ahead = rotate(rotation, [0, 0, 1]);
  const reach = (width: number, up: number, depth: number): number =>
    Math.abs(width) * halfWidth + Math.abs(up) * halfHeight + Math.abs(depth) * halfDepth;
  const tall = reach(axisY, upwards[1], ahead[1]);
  return {
    x,
    z,
    along: reach(axisX, upwards[0], ahead[0]),
    across: reach(axisZ, upwards[2], ahead[2]),
    axisX: 1,
    axisZ: 0,
    isRound: false,
    low: y - tall,
    high: y + tall,
  };
}

/** Whether something stands in the way of who walks there: it reaches over the ground, and begins below the height that is walked in. */
export const isInTheWay = ({ corner, step, height }: NavGround, { low, high }: Footprint): boolean =>
  high > corner[1] + step && low < corner[1] + height;

/** Whether a place is nearer to a footprint than `radius`, or in it. */
function covers({ x, z, along, across, axisX, axisZ, isRound }: Footprint, px: number, pz: number, radius: number): boolean {
  const [dx, dz] = [px - x, pz - z];
  if (isRound) {
    const far = along + radius;
    return dx * dx + dz * dz < far * far;
  }
  const out = Math.max(0, Math.abs(dx * axisX + dz * axisZ) - along);
  const aside = Math.max(0, Math.abs(dz * axisX - dx * axisZ) - across);
  return (out === 0 && aside === 0) || out * out + aside * aside < radius * radius;
}

/** 1 for each cell whose middle is nearer to something in the way than `radius`, else 0. */
export function blockedCells(ground: NavGround, footprints: readonly Footprint[], radius: number): Uint8Array {
  const { corner, cell, columns, rows } = ground;
  const blocked = new Uint8Array(columns * rows);
  const clamped = (at: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(at)));
  for (const footprint of footprints) {
    if (!isInTheWay(ground, footprint)) continue;
    const { x, z, along, across, axisX, axisZ } = footprint;
    const wide = Math.abs(axisX) * along + Math.abs(axisZ) * across + radius;
    const deep = Math.abs(axisZ) * along + Math.abs(axisX) * across + radius;
    if (x + wide < corner[0] || x - wide > corner[0] + columns * cell || z + deep < corner[2] || z - deep > corner[2] + rows * cell)
      continue;
    const [left, right] = [clamped((x - wide - corner[0]) / cell, columns), clamped((x + wide - corner[0]) / cell, columns)];
    const [near, far] = [clamped((z - deep - corner[2]) / cell, rows), clamped((z + deep - corner[2]) / cell, rows)];
    for (let row = near; row <= far; row += 1) {
      const pz = corner[2] + (row + 0.5) * cell;
      for (let column = left; column <= right; column += 1) {
        const index = column + row * columns;
        if (blocked[index] === 0 && covers(footprint, corner[0] + (column + 0.5) * cell, pz, radius)) blocked[index] = 1;
      }
    }
  }
  return blocked;
}
