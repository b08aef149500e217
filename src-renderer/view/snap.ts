import { type Ray, Vector3 } from './babylon.ts';

/** The nearest multiple of a step; the value itself without one. */
export const toStep = (value: number, step: number): number => (step > 0 ? Number((Math.round(value / step) * step).toFixed(9)) : value);

/** A plane through `at` in which a hand moves something: the ground's, or an upright one where one looks along the ground. */
export function planeUnder(looking: Vector3): Vector3 {
  if (Math.abs(looking.y) > 0.2) return Vector3.Up();
  return Math.abs(looking.x) > Math.abs(looking.z) ? new Vector3(1, 0, 0) : new Vector3(0, 0, 1);
}

/** Where a ray meets the plane through `at`; null where it runs along it or away from it. */
export function meet({ origin, direction }: Ray, at: Vector3, normal: Vector3): Vector3 | null {
  const slope = Vector3.Dot(direction, normal);
  if (Math.abs(slope) < 1e-6) return null;
  const distance = Vector3.Dot(at.subtract(origin), normal) / slope;
  return distance < 0 ? null : origin.add(direction.scale(distance));
}

/** A place on the grid: along the ground, or in an upright plane upwards as well. */
export const onGrid = ({ x, y, z }: Vector3, plane: Vector3, step: number): Vector3 =>
  new Vector3(plane.x === 1 ? x : toStep(x, step), plane.y === 1 ? y : toStep(y, step), plane.z === 1 ? z : toStep(z, step));

/** How far corners reach against a direction: what lies on a plane stands this much above it. */
export const footOf = (corners: readonly Vector3[], up: Vector3): number =>
  corners.reduce((lowest, corner) => Math.min(lowest, Vector3.Dot(corner, up)), corners.length === 0 ? 0 : Infinity);

/** The shortest turn from one direction to another, as an axis and an angle in radians. */
export function turnBetween(from: Vector3, to: Vector3): { axis: Vector3; angle: number } {
  const axis = Vector3.Cross(from, to);
  const angle = Math.atan2(axis.length(), Vector3.Dot(from, to));
  if (axis.lengthSquared() > 1e-12) return { axis: axis.normalize(), angle };
  const aside = Math.abs(from.x) < 0.9 ? new Vector3(1, 0, 0) : new Vector3(0, 0, 1);
  return { axis: Vector3.Cross(from, aside).normalize(), angle };
}
