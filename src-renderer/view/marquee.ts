/** A rectangle of the picture in clip coordinates: -1 to 1, y upwards. */
export interface Region {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** A point as the camera's matrices leave it, before it is divided by `w`. */
export interface Clip {
  x: number;
  y: number;
  w: number;
}

/** How far inside a region a point is, on each of its sides; the last keeps what is behind the beholder out. */
const sides: readonly ((region: Region, point: Clip) => number)[] = [
  ({ left }, { x, w }) => x - left * w,
  ({ right }, { x, w }) => right * w - x,
  ({ bottom }, { y, w }) => y - bottom * w,
  ({ top }, { y, w }) => top * w - y,
  (_region, { w }) => w - 1e-6,
];

export const isWithin = (region: Region, point: Clip): boolean => sides.every((side) => side(region, point) >= 0);

/** True when all points are beyond one side: nothing between them can be in the region. */
export const isBeyond = (region: Region, points: readonly Clip[]): boolean =>
  sides.some((side) => points.every((point) => side(region, point) < 0));

/** Whether any part of a triangle is drawn in a region, wherever its corners are: what is left of it after each side has cut it. */
export function touches(region: Region, triangle: readonly [Clip, Clip, Clip]): boolean {
  let left: readonly Clip[] = triangle;
  for (const side of sides) {
    const next: Clip[] = [];
    left.forEach((to, index) => {
      const from = left.at(index - 1)!;
      const [before, after] = [side(region, from), side(region, to)];
      if (before >= 0 !== after >= 0) {
        const part = before / (before - after);
        next.push({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part, w: from.w + (to.w - from.w) * part });
      }
      if (after >= 0) next.push(to);
    });
    if (next.length === 0) return false;
    left = next;
  }
  return true;
}
