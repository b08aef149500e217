import { type TransformNode, Vector3 } from './babylon.ts';
import type { Vec3 } from './level.ts';
import { boundsOf } from './marks.ts';
import { arrow, dashed, plus, type Stroke } from './strokes.ts';

/** Something that stood somewhere: on `position`, as large as `size` in metres. */
export interface Stood {
  position: Vec3;
  size: Vec3;
}

/** How an entity differs from another version of the level. */
export interface Difference {
  entity: string;
  how: 'added' | 'removed' | 'changed' | 'moved';
  /** Where it stood there: of what was removed or moved. */
  stood?: Stood | undefined;
}

/** Each kind has a colour and a sign: plus, cross, diamond, arrow. */
export const differenceColours: Readonly<Record<Difference['how'], string>> = {
  added: '#4cc38a',
  removed: '#ff6f6f',
  changed: '#e6b450',
  moved: '#6ea8fe',
};

const reach = 0.18;

/** The sign above something, upright, to be told apart without its colour. */
function signAt(at: Vec3, how: Difference['how']): Vec3[][] {
  const to = (x: number, y: number): Vec3 => plus(at, [x * reach, (y + 1.6) * reach, 0]);
  switch (how) {
    case 'added':
      return [
        [to(-1, 0), to(1, 0)],
        [to(0, -1), to(0, 1)],
      ];
    case 'removed':
      return [
        [to(-1, -1), to(1, 1)],
        [to(-1, 1), to(1, -1)],
      ];
    case 'changed':
      return [[to(-1, 0), to(0, 1), to(1, 0), to(0, -1), to(-1, 0)]];
    case 'moved':
      return [
        [to(-1, 0), to(1, 0)],
        [to(0.3, 0.7), to(1, 0), to(0.3, -0.7)],
      ];
  }
}

interface Box {
  min: Vec3;
  max: Vec3;
}

function edges({ min, max }: Box, isGhost: boolean): Vec3[][] {
  const at = (x: number, y: number, z: number): Vec3 => [x ? max[0] : min[0], y ? max[1] : min[1], z ? max[2] : min[2]];
  const pairs: [Vec3, Vec3][] = [0, 1].flatMap((a) =>
    [0, 1].flatMap((b): [Vec3, Vec3][] => [
      [at(0, a, b), at(1, a, b)],
      [at(a, 0, b), at(a, 1, b)],
      [at(a, b, 0), at(a, b, 1)],
    ]),
  );
  return pairs.flatMap(([from, to]) => (isGhost ? dashed(from, to) : [[from, to]]));
}

const topOf = ({ min, max }: Box): Vec3 => [(min[0] + max[0]) / 2, max[1], (min[2] + max[2]) / 2];
const boxOf = ({ position: [x, y, z], size: [width, height, depth] }: Stood): Box => ({
  min: [x - width / 2, y, z - depth / 2],
  max: [x + width / 2, y + height, z + depth / 2],
});

function boxOfNode(node: TransformNode): Box {
  const pad = new Vector3(0.08, 0.08, 0.08);
  const at = node.getAbsolutePosition();
  const { min, max } = boundsOf(node) ?? { min: at.subtract(pad.scale(3)), max: at.add(pad.scale(3)) };
  const lane = ({ x, y, z }: Vector3): Vec3 => [x, y, z];
  return { min: lane(min.subtract(pad)), max: lane(max.add(pad)) };
}

/** What says how entities differ: boxes around those that are there, dashed ones where something stood, a line from there to here. */
export function differenceStrokes(differences: readonly Difference[], nodeOf: (key: string) => TransformNode | undefined): Stroke[] {
  const lines: Record<Difference['how'], Vec3[][]> = { added: [], removed: [], changed: [], moved: [] };
  for (const { entity, how, stood } of differences) {
    const node = how === 'removed' ? undefined : nodeOf(entity);
    const ghost = stood && boxOf(stood);
    const box = node && boxOfNode(node);
    if (box) lines[how].push(...edges(box, false), ...signAt(topOf(box), how));
    if (ghost) lines[how].push(...edges(ghost, true), ...(how === 'removed' ? signAt(topOf(ghost), how) : []));
    if (stood && node) {
      const { x, y, z } = node.getAbsolutePosition();
      lines[how].push(...arrow(stood.position, [x, y, z]));
    }
  }
  return (Object.keys(lines) as Difference['how'][]).map((how) => ({ color: differenceColours[how], lines: lines[how] }));
}
