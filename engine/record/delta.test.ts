import { expect, test } from 'vitest';
import { chance } from '../kernel/testing/chance.ts';
import { mutateBytes } from '../kernel/testing/mutate.ts';
import { BadBytes } from './bad-bytes.ts';
import { applyDelta, encodeDelta, type Unit } from './delta.ts';

/** 0 for a refusal. */
const lengthOf = (before: Uint8Array, delta: Uint8Array): number => {
  try {
    return applyDelta(before, delta, 4).length;
  } catch (error) {
    if (error instanceof BadBytes) return 0;
    throw error;
  }
};
const seeds = Array.from({ length: 200 }, (_, seed) => seed);

test.each<Unit>([1, 4])('whatever changes, the delta gives exactly the new bytes (units of %d)', (unit) => {
  for (const seed of seeds) {
    const { below, bytes } = chance(seed);
    const before = bytes(below(40) * unit);
    const now = seed % 3 === 0 ? bytes(below(40) * unit) : before.slice(0, below(2) === 0 ? before.length : below(10) * unit);
    for (let i = below(6); i > 0 && now.length > 0; i--) now[below(now.length)] = below(256);
    expect(applyDelta(before, encodeDelta(before, now, unit), unit), `seed ${seed}`).toEqual(now);
  }
});

test('parts that moved against each other are found again by their places', () => {
  const part = (seed: number, words: number): number[] => [...chance(seed).bytes(words * 4)];
  const before = Uint8Array.from([...part(1, 50), ...part(2, 50), ...part(3, 50)]);
  const now = Uint8Array.from([...part(1, 50), ...part(4, 2), ...part(2, 50), ...part(5, 3), ...part(3, 50)]);
  const places = {
    before: new Map([
      ['a', 0],
      ['b', 50],
      ['c', 100],
    ]),
    now: new Map([
      ['a', 0],
      ['b', 52],
      ['c', 105],
    ]),
  };
  const moved = encodeDelta(before, now, 4, {
    ...places,
    now: new Map([
      ['a', 0],
      ['new', 50],
      ['b', 52],
      ['other', 102],
      ['c', 105],
    ]),
  });
  expect(applyDelta(before, moved, 4)).toEqual(now);
  expect(moved.length).toBeLessThan(40);
});

test('equal bytes cost nothing, and fifty words changed in a thousand little', () => {
  const { bytes } = chance(7);
  const before = bytes(4000);
  expect(encodeDelta(before, before.slice(), 4).length).toBe(0);
  const now = before.slice();
  for (let i = 0; i < 50; i++) now[i * 80]! ^= 255;
  expect(encodeDelta(before, now, 4).length).toBeLessThan(50 * 8);
});

test('damage is refused or gives other bytes, never more than there can be', () => {
  for (const seed of seeds) {
    const dice = chance(seed);
    const before = dice.bytes(400);
    const now = before.slice();
    for (let i = 0; i < 9; i++) now[dice.below(400)]! ^= 1;
    const delta = mutateBytes(encodeDelta(before, now, 4), dice);
    expect(lengthOf(before, delta), `seed ${seed}`).toBeLessThanOrEqual(before.length + delta.length);
  }
});
