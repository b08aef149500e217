import { describe, expect, it } from 'vitest';
import { type Degrees, toDegrees, toQuaternion } from './euler.ts';

describe('rotations in degrees', () => {
  it.each<Degrees>([
    [0, 0, 0],
    [30, 0, 0],
    [0, 90, 0],
    [0, 0, -45],
    [10, 20, 30],
    [-60, 170, 12.5],
  ])('come back as they were typed: %d %d %d', (...degrees) => expect(toDegrees(toQuaternion(degrees))).toEqual(degrees));

  it('are a unit quaternion', () => expect(Math.hypot(...toQuaternion([12, 34, 56]))).toBeCloseTo(1, 12));

  it('straight up keep their direction', () => {
    const up = toQuaternion([90, 40, 0]);
    expect(toDegrees(up)[0]).toBeCloseTo(90, 3);
    const again = toQuaternion(toDegrees(up));
    expect(Math.abs(up.reduce((sum, lane, index) => sum + lane * (again[index] ?? 0), 0))).toBeCloseTo(1, 6);
  });
});
