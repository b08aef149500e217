import { describe, expect, test } from 'vitest';
import { type Clip, isBeyond, isWithin, type Region, touches } from './marquee.ts';

const middle: Region = { left: -0.5, right: 0.5, bottom: -0.5, top: 0.5 };
const at = (x: number, y: number, w = 1): Clip => ({ x: x * w, y: y * w, w });

describe('a rectangle of the picture', () => {
  test('holds the points that are drawn in it, at any depth, and none behind the beholder', () => {
    expect(isWithin(middle, at(0.4, -0.4))).toBe(true);
    expect(isWithin(middle, at(0.4, -0.4, 30))).toBe(true);
    expect(isWithin(middle, at(0.6, 0))).toBe(false);
    expect(isWithin(middle, { x: 0, y: 0, w: -2 })).toBe(false);
  });

  test('is touched by a triangle that covers it, though no corner lies in it', () => {
    expect(touches(middle, [at(-5, -5), at(5, -5), at(0, 8)])).toBe(true);
  });

  test('is touched by one that only cuts a side, and not by one that passes a corner', () => {
    expect(touches(middle, [at(0.4, 0), at(3, 1), at(3, -1)])).toBe(true);
    expect(touches(middle, [at(0.4, 0.7), at(0.7, 0.4), at(2, 2)])).toBe(false);
  });

  test('is touched by one that reaches from before the beholder to behind', () => {
    expect(touches(middle, [at(0, 0, 2), { x: 0, y: -9, w: -3 }, { x: 1, y: -9, w: -3 }])).toBe(true);
    expect(touches(middle, [at(2, 0, 2), { x: 9, y: -9, w: -3 }, { x: 9, y: 9, w: -3 }])).toBe(false);
  });

  test('knows at once what is all beyond one of its sides', () => {
    expect(isBeyond(middle, [at(0.6, 0), at(2, 5)])).toBe(true);
    expect(isBeyond(middle, [at(0.6, 0), at(-2, 5)])).toBe(false);
  });
});
