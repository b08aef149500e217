import { Ray, Vector3 } from '@babylonjs/core/pure.js';
import { describe, expect, test } from 'vitest';
import { footOf, meet, onGrid, planeUnder, toStep, turnBetween } from './snap.ts';

const lanes = ({ x, y, z }: Vector3): number[] => [x, y, z].map((lane) => Number(lane.toFixed(6)) + 0);

describe('steps', () => {
  test('are the nearest multiple, without dust behind the point, and no step changes nothing', () => {
    expect(toStep(0.74, 0.5)).toBe(0.5);
    expect(toStep(-0.76, 0.5)).toBe(-1);
    expect(toStep(0.29, 0.1)).toBe(0.3);
    expect(toStep(0.1234567, 0)).toBe(0.1234567);
  });

  test('on the ground keep the height; in an upright plane they keep the depth', () => {
    const place = new Vector3(0.6, 1.3, -0.7);
    expect(lanes(onGrid(place, Vector3.Up(), 0.5))).toEqual([0.5, 1.3, -0.5]);
    expect(lanes(onGrid(place, new Vector3(0, 0, 1), 0.5))).toEqual([0.5, 1.5, -0.7]);
  });
});

describe('the plane in which a hand moves', () => {
  test('is the ground, and an upright one where one looks along the ground', () => {
    expect(lanes(planeUnder(new Vector3(0.3, -0.8, -0.5)))).toEqual([0, 1, 0]);
    expect(lanes(planeUnder(new Vector3(0.1, -0.05, -1)))).toEqual([0, 0, 1]);
    expect(lanes(planeUnder(new Vector3(-1, 0.1, 0.2)))).toEqual([1, 0, 0]);
  });

  test('is met by a ray in front of it only', () => {
    const down = new Ray(new Vector3(2, 5, 0), new Vector3(0, -1, 0));
    const met = meet(down, new Vector3(0, 1, 0), Vector3.Up());
    expect(met && lanes(met)).toEqual([2, 1, 0]);
    expect(meet(new Ray(new Vector3(2, 5, 0), new Vector3(0, 1, 0)), Vector3.Zero(), Vector3.Up())).toBeNull();
    expect(meet(new Ray(new Vector3(2, 5, 0), new Vector3(1, 0, 0)), Vector3.Zero(), Vector3.Up())).toBeNull();
  });
});

test('a thing stands on its lowest corner, seen along any direction', () => {
  const corners = [new Vector3(-1, -0.5, 0), new Vector3(1, 2, 0)];
  expect(footOf(corners, Vector3.Up())).toBe(-0.5);
  expect(footOf(corners, new Vector3(1, 0, 0))).toBe(-1);
  expect(footOf([], Vector3.Up())).toBe(0);
});

test('the turn from one direction to another is the shortest, and has an axis even where they are opposite', () => {
  const quarter = turnBetween(Vector3.Up(), new Vector3(1, 0, 0));
  expect(quarter.angle).toBeCloseTo(Math.PI / 2);
  expect(lanes(quarter.axis)).toEqual([0, 0, -1]);
  const half = turnBetween(Vector3.Up(), Vector3.Down());
  expect(half.angle).toBeCloseTo(Math.PI);
  expect(Vector3.Dot(half.axis, Vector3.Up())).toBeCloseTo(0);
});
