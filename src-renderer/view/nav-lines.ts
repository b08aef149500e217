/** Nav regions as lines: how far they reach, what is in the way there, and the ways that agents go. */
import {
  blockedCells,
  cellCount,
  footprintOf,
  type Footprint,
  MAX_NAV_CELLS,
  type NavGround,
  navGround,
} from '../../engine/model/nav-ground.ts';
import type { TransformNode } from './babylon.ts';
import { flagOf, type LevelState, numberOf, textOf, type Values, type Vec3, vec3Of } from './level.ts';
import type { Lines } from './outlines.ts';
import { arrow } from './strokes.ts';

/** So many lines shade what is in the way; of a region with more of it the rest is left out. */
const mostLines = 2000;
/** Above the ground, so that it is seen on it. */
const lifted = 0.02;

type NodeOf = (key: string) => TransformNode | undefined;

/** The ground of a NavRegion at its place in the world, as the engine has it. */
export const groundOf = (region: Values, at: Vec3): NavGround =>
  navGround(at, {
    size: vec3Of(region['size'], [10, 2, 10]),
    cell: Math.max(0.1, numberOf(region['cell'], 0.5)),
    step: numberOf(region['step'], 0.1),
  });

/** What agents go around: obstacles and fixed bodies, wherever they are seen now. */
export function footprintsIn(level: LevelState, nodeOf: NodeOf): Footprint[] {
  const isFixed = (key: string): boolean =>
    textOf(level.component(key, 'RigidBody')?.['kind'], '') === 'fixed' && !flagOf(level.component(key, 'Collider')?.['sensor'], false);
  const keys = [
    ...level.having('NavObstacle'),
    ...[...level.having('Collider')].filter((key) => !level.component(key, 'NavObstacle') && isFixed(key)),
  ];
  return keys.flatMap((key) => {
    const node = nodeOf(key);
    if (!node || level.component(key, 'NavAgent')) return [];
    const obstacle = level.component(key, 'NavObstacle');
    const values = obstacle ?? level.component(key, 'Collider') ?? {};
    const solid = {
      shape: obstacle ? 'box' : textOf(values['shape'], 'box'),
      size: vec3Of(values['size'], [1, 1, 1]),
      offset: obstacle ? ([0, 0, 0] as const) : vec3Of(values['offset'], [0, 0, 0]),
    };
    const { x, y, z } = node.getAbsolutePosition();
    const turned = node.absoluteRotationQuaternion;
    return [footprintOf(solid, [x, y, z], [turned.x, turned.y, turned.z, turned.w])];
  });
}

/** The edge of a ground, and a post at each corner as high as what walks there. */
export function groundLines({ corner: [x, y, z], cell, columns, rows, height }: NavGround): Lines {
  const [right, far] = [x + columns * cell, z + rows * cell];
  const corners: Vec3[] = [
    [x, y, z],
    [right, y, z],
    [right, y, far],
    [x, y, far],
  ];
  return [[...corners, [x, y, z]], ...corners.map((at): Vec3[] => [at, [at[0], y + height, at[2]]])];
}

/** A line through each row of cells side by side whose middles are covered; none on a ground of more cells than are walked on. */
export function blockedLines(ground: NavGround, footprints: readonly Footprint[]): Lines {
  if (cellCount(ground) > MAX_NAV_CELLS) return [];
  const {
    corner: [x, y, z],
    cell,
    columns,
    rows,
  } = ground;
  const blocked = blockedCells(ground, footprints, 0);
  const lines: Vec3[][] = [];
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      if (blocked[column + row * columns] === 0) continue;
      const first = column;
      while (column < columns && blocked[column + row * columns] === 1) column += 1;
      const at = (edge: number): Vec3 => [x + edge * cell, y + lifted, z + (row + 0.5) * cell];
      lines.push([at(first), at(column)]);
      if (lines.length === mostLines) return lines;
    }
  return lines;
}

/** The way that an agent goes from where it is: over the corners that it keeps, with a head at the last of them. */
export function wayLines(way: Values, at: Vec3): Lines {
  const corners = Array.isArray(way['corners']) ? way['corners'] : [];
  const places = corners.slice(0, numberOf(way['left'], 0)).map((corner) => vec3Of(corner, at));
  const [last] = places.slice(-1);
  if (!last) return [];
  const level = places.map((place): Vec3 => [place[0], at[1] + lifted, place[2]]);
  const through: Vec3[] = [[at[0], at[1] + lifted, at[2]], ...level];
  return [...through.slice(1, -1).map((to, index): Vec3[] => [through[index]!, to]), ...arrow(through.at(-2)!, through.at(-1)!)];
}
