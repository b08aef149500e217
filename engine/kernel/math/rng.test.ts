import { expect, test } from 'vitest';
import { philox, random, randomOfStream, streamKey, toInteger } from './rng.ts';

const block = (counter: readonly [number, number, number, number], key: readonly [number, number]): string => {
  const out = new Uint32Array(4);
  philox(out, ...counter, ...key);
  return [...out].map((word) => word.toString(16).padStart(8, '0')).join(' ');
};

// Known answers published with Random123, kat_vectors, "philox4x32 10".
test.each([
  [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
] as const)('Philox4x32-10 gives the published words for counter %j under key %j', (counter, key, words) => {
  expect(block(counter, key)).toBe(words);
});

test('a random number depends on every one of its arguments and on nothing else', () => {
  const base = [7, 3, 2, 11, 5] as const;
  const value = random(...base);
  expect(random(...base)).toBe(value);
  base.forEach((_, i) => {
    const other = [...base] as [number, number, number, number, number];
    other[i]! += 1;
    expect(random(...other)).not.toBe(value);
  });
  expect(random(7 + 0x1_0000_0000, 3, 2, 11, 5)).not.toBe(value);
});

test('random numbers are even: ten bins of 100,000 numbers pass a chi-square test at 1 in 1,000', () => {
  const bins = Array.from({ length: 10 }, () => 0);
  for (let n = 0; n < 100_000; n++) bins[Math.floor(random(2026, n % 600, 1, Math.floor(n / 600), 0) * 10)]!++;
  const chi = bins.reduce((sum, count) => sum + ((count - 10_000) * (count - 10_000)) / 10_000, 0);
  expect(chi).toBeLessThan(27.9);
});

test('streams with different names are different, and a stream does not repeat the stateless numbers', () => {
  const of = (name: string): number[] => Array.from({ length: 5 }, (_, n) => randomOfStream(42, streamKey(name), n));
  expect(of('dice')).not.toEqual(of('cards'));
  expect(of('dice')).toEqual(of('dice'));
  expect(new Set([...of('dice'), ...of('dicf'), ...of('')]).size).toBe(15);
});

test('whole numbers cover both ends of their range and nothing beyond', () => {
  const seen = new Set(Array.from({ length: 1000 }, (_, n) => toInteger(random(1, n, 0, 0, 0), -2, 3)));
  expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
  expect(toInteger(0.9999999999999999, 1, 6)).toBe(6);
});
