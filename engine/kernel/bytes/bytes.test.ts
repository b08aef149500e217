import { describe, expect, test } from 'vitest';
import { chance } from '../testing/chance.ts';
import { ByteReader, ByteWriter } from './index.ts';

class Cut extends Error {}
class Bad extends Error {}
const refusals = { cutShort: (size: number) => new Cut(`${size}`), impossible: (what: string) => new Bad(what) };
const reading = (...bytes: number[]): ByteReader => new ByteReader(Uint8Array.from(bytes), refusals);
const written = (write: (out: ByteWriter) => void): number[] => {
  const out = new ByteWriter();
  write(out);
  return [...out.copy()];
};

describe('a number of seven bits in a byte', () => {
  test.each([
    [0, [0]],
    [127, [127]],
    [128, [128, 1]],
    [300, [172, 2]],
    [2 ** 31, [128, 128, 128, 128, 8]],
    [2 ** 35 + 1, [129, 128, 128, 128, 128, 1]],
    [Number.MAX_SAFE_INTEGER, [255, 255, 255, 255, 255, 255, 255, 15]],
  ])('%d is these bytes', (value, bytes) => {
    expect(written((out) => out.varint(value))).toEqual(bytes);
    expect(reading(...bytes).varint()).toBe(value);
  });

  test('is refused beyond 2^53, without an end, and where the bytes end', () => {
    expect(() => reading(255, 255, 255, 255, 255, 255, 255, 31).varint()).toThrow(Bad);
    expect(() => reading(...Array.from({ length: 20 }, () => 128)).varint()).toThrow(Bad);
    expect(() => reading(128, 128).varint()).toThrow(new Cut('2'));
  });

  test.each([
    [0, [0]],
    [-1, [1]],
    [1, [2]],
    [-(2 ** 31), [255, 255, 255, 255, 15]],
  ])('the difference %d is small where it is small, of either sign', (value, bytes) => {
    expect(written((out) => out.zigzag(value))).toEqual(bytes);
    expect(reading(...bytes).zigzag()).toBe(value);
  });
});

test('what was written is read again, whatever it is and however long', () => {
  for (let seed = 0; seed < 200; seed++) {
    const dice = chance(seed);
    const out = new ByteWriter();
    const things = Array.from({ length: dice.below(60) }, () => {
      const number = Math.floor(dice.next() * 2 ** dice.below(54));
      const bytes = dice.bytes(dice.below(90));
      const text = 'zäh🙂'.repeat(dice.below(30));
      out.varint(number);
      out.varint(bytes.length);
      out.raw(bytes);
      out.text(text);
      return { number, bytes, text };
    });
    const reader = new ByteReader(out.copy(), refusals);
    for (const { number, bytes, text } of things) {
      expect(reader.varint(), `seed ${seed}`).toBe(number);
      expect(reader.raw(reader.count('bytes'))).toEqual(bytes);
      expect(reader.text()).toBe(text);
    }
    reader.end();
  }
});

test('nothing is read beyond the end', () => {
  expect(() => reading(1, 2).view(3)).toThrow(new Cut('2'));
  expect(() => reading(1, 2).raw(3)).toThrow(Cut);
  expect(() => reading(3, 1).count('things')).toThrow(new Bad('things 3 where 2 is the most'));
  expect(() => reading(2, 0xc3, 0x28).text()).toThrow(Bad);
  expect(() => reading(1, 2).end()).toThrow(new Bad('2 bytes more than it promises'));
});

test('raw is a copy, view is not', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const reader = new ByteReader(bytes, refusals);
  const [copy, view] = [reader.raw(1), reader.view(1)];
  bytes.fill(9);
  expect([copy[0], view[0]]).toEqual([1, 9]);
});
