/** Rotations for people: degrees about x, y and z, applied yaw (y) first, then pitch (x), then roll (z), as cameras and vehicles turn. */
export type Degrees = [x: number, y: number, z: number];
export type Quaternion = [x: number, y: number, z: number, w: number];

const toRadians = Math.PI / 180;
const tidy = (value: number): number => {
  const rounded = Number(value.toFixed(4));
  return rounded === 0 ? 0 : rounded;
};

export function toQuaternion([x, y, z]: Degrees): Quaternion {
  const [hx, hy, hz] = [(x * toRadians) / 2, (y * toRadians) / 2, (z * toRadians) / 2];
  const [sx, cx, sy, cy, sz, cz] = [Math.sin(hx), Math.cos(hx), Math.sin(hy), Math.cos(hy), Math.sin(hz), Math.cos(hz)];
  return [cy * sx * cz + sy * cx * sz, sy * cx * cz - cy * sx * sz, cy * cx * sz - sy * sx * cz, cy * cx * cz + sy * sx * sz];
}

/** Degrees in (-180, 180]; straight up and down (where yaw and roll are one) the roll is 0. */
export function toDegrees([x, y, z, w]: readonly number[]): Degrees {
  const [a = 0, b = 0, c = 0, d = 1] = [x, y, z, w];
  const sinPitch = Math.max(-1, Math.min(1, 2 * (d * a - b * c)));
  if (Math.abs(sinPitch) > 0.999999) return [tidy(Math.asin(sinPitch) / toRadians), tidy((2 * Math.atan2(b, d)) / toRadians), 0];
  return [
    tidy(Math.asin(sinPitch) / toRadians),
    tidy(Math.atan2(2 * (d * b + a * c), 1 - 2 * (a * a + b * b)) / toRadians),
    tidy(Math.atan2(2 * (d * c + a * b), 1 - 2 * (a * a + c * c)) / toRadians),
  ];
}
