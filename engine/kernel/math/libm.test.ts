import { describe, expect, test } from 'vitest';
import { toHex, sha256 } from '../hash/sha256.ts';
import * as libm from './libm.ts';
import { philox } from './rng.ts';

const SEED = 2026;

const one = {
  sin: libm.sin,
  cos: libm.cos,
  tan: libm.tan,
  asin: libm.asin,
  acos: libm.acos,
  atan: libm.atan,
  exp: libm.exp,
  expm1: libm.expm1,
  log: libm.log,
  log1p: libm.log1p,
  log2: libm.log2,
  log10: libm.log10,
  sqrt: libm.sqrt,
  cbrt: libm.cbrt,
  sinh: libm.sinh,
  cosh: libm.cosh,
  tanh: libm.tanh,
} as const;
const two = { atan2: libm.atan2, pow: libm.pow, hypot: libm.hypot } as const;

/** Where the host's own function is further from the truth than one unit in the last place (measured against 60-digit arithmetic). */
const hostIsOff: Readonly<Record<string, bigint>> = { hypot: 2n, log10: 2n, cosh: 3n };

const f64 = new Float64Array(1);
const i64 = new BigInt64Array(f64.buffer);
const place = (x: number): bigint => {
  f64[0] = x;
  const bits = i64[0]!;
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits;
};

/** Distance in units in the last place; -1 where only one is NaN or the signs of zero differ. */
const apart = (a: number, b: number): bigint => {
  if (Object.is(a, b)) return 0n;
  if (Number.isNaN(a) || Number.isNaN(b) || (a === 0 && b === 0)) return -1n;
  const distance = place(a) - place(b);
  return distance < 0n ? -distance : distance;
};

const words = new Uint32Array(4);
/** Seeded arguments: every scale that matters, signs mixed, and any bit pattern at all. */
const argument = (i: number, which: number): number => {
  philox(words, i, which, 0, 0, SEED, 0);
  const unit = (words[0]! * 0x20_0000 + (words[1]! >>> 11)) / 0x20_0000_0000_0000;
  const sign = words[2]! & 1 ? -1 : 1;
  switch (i % 8) {
    case 0:
      return sign * unit;
    case 1:
      return sign * unit * 10;
    case 2:
      return sign * unit * 1000;
    case 3:
      return sign * unit * 1e7;
    case 4:
      return sign * unit * 1e-7;
    case 5:
      return sign * 1e300 * unit;
    case 6:
      return sign * 1e-310 * unit;
    default:
      i64[0] = (BigInt(words[2]!) << 32n) | BigInt(words[3]!);
      if (words[2]! >= 0x8000_0000) i64[0] = -i64[0];
      return Number.isNaN(f64[0]) ? unit : f64[0]!;
  }
};

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  -3,
  10,
  Infinity,
  -Infinity,
  NaN,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  709.78,
  710.5,
  -745.1,
  -746,
  1e22,
  Math.PI,
  Math.PI / 2,
  Math.PI / 4,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  2 ** 53 - 1,
  1023,
  1024,
  -1074,
  -1075,
  1 / 3,
  -1 / 3,
  1 - 2 ** -53,
  1 + 2 ** -52,
  6381956970095103 * 2 ** 797,
];

type Disagreement = { call: string; ours: number; host: number };

describe(`within one unit in the last place of the host's own (seed ${SEED}):`, () => {
  const compare = (found: Disagreement[], limit: bigint, call: string, ours: number, host: number): void => {
    const distance = apart(ours, host);
    if (distance < 0n || distance > limit) found.push({ call, ours, host });
  };

  test.each(Object.keys(one) as (keyof typeof one)[])('%s', (name) => {
    const found: Disagreement[] = [];
    for (const x of [...special, ...Array.from({ length: 40_000 }, (_, i) => argument(i, 1))]) {
      compare(found, hostIsOff[name] ?? 1n, `${name}(${x})`, one[name](x), Math[name](x));
    }
    expect(found).toEqual([]);
  });

  test.each(Object.keys(two) as (keyof typeof two)[])('%s', (name) => {
    const found: Disagreement[] = [];
    const check = (x: number, y: number): void =>
      compare(found, hostIsOff[name] ?? 1n, `${name}(${x}, ${y})`, two[name](x, y), Math[name](x, y));
    for (const x of special) for (const y of special) check(x, y);
    for (let i = 0; i < 40_000; i++) {
      check(argument(i, 1), argument(i * 5, 2));
      if (name === 'pow') check(Math.abs(argument(i, 1)), argument(8 * i + (i % 3), 2));
    }
    expect(found).toEqual([]);
  });
});

test('golden: 60,000 results have the same bits on every processor and in every engine', () => {
  const results: number[] = [];
  for (const name of Object.keys(one).sort() as (keyof typeof one)[])
    for (let i = 0; i < 3000; i++) results.push(one[name](argument(i, 1)));
  for (const name of Object.keys(two).sort() as (keyof typeof two)[])
    for (let i = 0; i < 3000; i++) results.push(two[name](argument(i, 1), argument(i * 5, 2)));
  results.forEach((x, i) => {
    if (Number.isNaN(x)) results[i] = Number.MAX_VALUE; // the bits of NaN are not specified
  });
  expect(toHex(sha256(new Uint8Array(Float64Array.from(results).buffer)))).toBe(
    'a2cfe3eac619ee9d523e5b81540b5b5fd8602720388b03faf0c069087418d41c',
  );
});

test('sine, cosine and tangent keep their digits right beside the multiples of a quarter turn, where the reduction cancels most', () => {
  const found: string[] = [];
  for (let k = 1; k < 1_000_000; k += 97) {
    const x = k * (Math.PI / 2) * (1 + 2 ** -(14 + (k % 44)));
    for (const name of ['sin', 'cos', 'tan'] as const) {
      const distance = apart(one[name](x), Math[name](x));
      if (distance < 0n || distance > 1n) found.push(`${name}(${x})`);
    }
  }
  expect(found).toEqual([]);
});

describe('values that are exact', () => {
  test('logarithms of powers', () => {
    for (let k = -300; k <= 300; k++) expect(libm.log10(Number(`1e${k}`))).toBe(k);
    for (let k = -1074; k <= 1023; k++) expect(libm.log2(2 ** k)).toBe(k);
  });
  test('cubes and their roots', () => {
    for (let k = -500; k <= 500; k++) expect(libm.cbrt(k * k * k)).toBe(k);
  });
  test('whole powers that a double holds', () => {
    for (let base = 2; base <= 12; base++)
      for (let k = 0, exact = 1n; exact < 2n ** 53n; k++, exact *= BigInt(base)) expect(libm.pow(base, k)).toBe(Number(exact));
  });
  test('Pythagorean triples, in two and three dimensions and at the ends of the range', () => {
    expect([libm.hypot(3, 4), libm.hypot(2, 3, 6), libm.hypot(3 * 2 ** 700, 4 * 2 ** 700), libm.hypot(0, 0, 0)]).toEqual([
      5,
      7,
      5 * 2 ** 700,
      0,
    ]);
    expect(libm.hypot(3 * 2 ** -1060, 4 * 2 ** -1060)).toBe(5 * 2 ** -1060);
    expect(libm.hypot(1, 1e-200, 1e-300)).toBe(1);
  });
  test('the sine of the angle that is hardest to reduce', () => {
    // 6381956970095103 * 2^797 lies closest to a multiple of pi/2 of all doubles (Kahan; Muller, Elementary Functions, 11.3).
    expect(libm.cos(6381956970095103 * 2 ** 797)).toBe(-4.687165924254628e-19);
  });
});
