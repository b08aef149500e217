/** Where two outlines meet. */
import type { Vec3 } from '../../../kernel/math/index.ts';
import type { Body } from './bodies.ts';

export interface Overlap {
  /** Of length one, from `a` to `b`. */
  readonly normal: Vec3;
  /** Metres that they are inside each other; above 0. */
  readonly depth: number;
}

const axisOf = (axis: number, sign: number): Vec3 => [axis === 0 ? sign : 0, axis === 1 ? sign : 0, axis === 2 ? sign : 0];

/** Boxes along the axes, each rounded by its radius: their cores are compared axis by axis, and their roundings with what lies between. */
export function overlapOf(a: Body, b: Body): Overlap | undefined {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const dz = b.z - a.z;
  const round = a.radius + b.radius;
  const gx = Math.abs(dx) - a.half[0] - b.half[0];
  const gy = Math.abs(dy) - a.half[1] - b.half[1];
  const gz = Math.abs(dz) - a.half[2] - b.half[2];
  if (gx >= round || gy >= round || gz >= round) return undefined;
  if (gx <= 0 && gy <= 0 && gz <= 0) {
    // The cores are inside each other: out along the shortest way, y before x before z where two are as short.
    const axis = gy >= gx && gy >= gz ? 1 : gx >= gz ? 0 : 2;
    const depth = round - (axis === 0 ? gx : axis === 1 ? gy : gz);
    const along = axis === 0 ? dx : axis === 1 ? dy : dz;
    return depth > 0 ? { normal: axisOf(axis, along < 0 ? -1 : 1), depth } : undefined;
  }
  const x = Math.max(0, gx);
  const y = Math.max(0, gy);
  const z = Math.max(0, gz);
  const apart = Math.sqrt(x * x + y * y + z * z);
  if (apart >= round) return undefined;
  return {
    normal: [(dx < 0 ? -x : x) / apart, (dy < 0 ? -y : y) / apart, (dz < 0 ? -z : z) / apart],
    depth: round - apart,
  };
}
