import { cos, sin } from './libm.ts';

export type Vec3 = readonly [x: number, y: number, z: number];
/** A rotation as a quaternion [x, y, z, w]. */
export type Quat = readonly [x: number, y: number, z: number, w: number];

export const NO_ROTATION: Quat = [0, 0, 0, 1];

/** The rotation by an angle (radians) about an axis of any length; no rotation for an axis of none. */
export const rotationAbout = ([x, y, z]: Vec3, angle: number): Quat => {
  const length = Math.sqrt(x * x + y * y + z * z);
  if (length === 0) return NO_ROTATION;
  const s = sin(angle * 0.5) / length;
  return [x * s, y * s, z * s, cos(angle * 0.5)];
};

/** First b, then a. */
export const composeRotations = ([ax, ay, az, aw]: Quat, [bx, by, bz, bw]: Quat): Quat => [
  aw * bx + ax * bw + ay * bz - az * by,
  aw * by - ax * bz + ay * bw + az * bx,
  aw * bz + ax * by - ay * bx + az * bw,
  aw * bw - ax * bx - ay * by - az * bz,
];

/** The quaternion at length one; no rotation where it has none. */
export const unitRotation = ([x, y, z, w]: Quat): Quat => {
  const length = Math.sqrt(x * x + y * y + z * z + w * w);
  return length === 0 ? NO_ROTATION : [x / length, y / length, z / length, w / length];
};

/** A vector turned by a unit quaternion. */
export const rotate = ([x, y, z, w]: Quat, [vx, vy, vz]: Vec3): Vec3 => {
  const tx = 2 * (y * vz - z * vy);
  const ty = 2 * (z * vx - x * vz);
  const tz = 2 * (x * vy - y * vx);
  return [vx + w * tx + y * tz - z * ty, vy + w * ty + z * tx - x * tz, vz + w * tz + x * ty - y * tx];
};
