import { expect, test } from 'vitest';
import type { Vec3 } from './rotation.ts';
import { NO_ROTATION, composeRotations, rotate, rotationAbout, unitRotation } from './rotation.ts';

/** To 14 digits after the point. */
const near = (v: readonly number[]): number[] => v.map((x) => Math.round(x * 1e14) / 1e14 + 0);
const quarter = Math.PI / 2;

test('a quarter turn about y takes z to x, whatever the length of the axis', () => {
  expect(near(rotate(rotationAbout([0, 1, 0], quarter), [0, 0, 1]))).toEqual([1, 0, 0]);
  expect(near(rotate(rotationAbout([0, 25, 0], quarter), [0, 0, 1]))).toEqual([1, 0, 0]);
});

test('composing applies the second rotation first', () => {
  const aboutY = rotationAbout([0, 1, 0], quarter);
  const aboutX = rotationAbout([1, 0, 0], quarter);
  const v: Vec3 = [0.3, -2, 5];
  expect(near(rotate(composeRotations(aboutY, aboutX), v))).toEqual(near(rotate(aboutY, rotate(aboutX, v))));
});

test('turning keeps lengths, and four quarters are none', () => {
  let v: Vec3 = [1, 2, 3];
  for (let i = 0; i < 4; i++) v = rotate(rotationAbout([1, 1, 1], quarter), v);
  expect(near(v)).toEqual([1, 2, 3]);
});

test('an axis or a quaternion of no length is no rotation', () => {
  expect(rotationAbout([0, 0, 0], 1)).toBe(NO_ROTATION);
  expect(unitRotation([0, 0, 0, 0])).toBe(NO_ROTATION);
  expect(near(unitRotation([0, 3, 0, 4]))).toEqual([0, 0.6, 0, 0.8]);
});
