/*
 * Derived from fdlibm, which carries this notice:
 * ====================================================
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 * Developed at SunSoft, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice
 * is preserved.
 * ====================================================
 */

import { fromWords, highWord, lowWord, truncated } from './bits.ts';

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const INV_LN2_HIGH = 1.44269504072144627571;
const INV_LN2_LOW = 1.67517131648865118353e-10;
const INV_LN10_HIGH = 4.34294481878168880939e-1;
const INV_LN10_LOW = 2.50829467116452752298e-11;
const LOG10_2_HIGH = 3.01029995663611771306e-1;
const LOG10_2_LOW = 3.69423907715893078616e-13;
const L1 = 6.66666666666673513e-1;
const L2 = 3.999999999940941908e-1;
const L3 = 2.857142874366239149e-1;
const L4 = 2.222219843214978396e-1;
const L5 = 1.818357216161805012e-1;
const L6 = 1.531383769920937332e-1;
const L7 = 1.479819860511658591e-1;
const TWO54 = 18_014_398_509_481_984;

/** Results that need no arithmetic: log of NaN, of nothing, of less, of infinity; undefined for the rest. */
const special = (x: number): number | undefined => {
  if (x !== x || x < 0) return NaN;
  if (x === 0) return -Infinity;
  return x === Infinity ? x : undefined;
};

/** log(1 + f) = f - half + series, in the parts of the last argument split. */
const parts = { exponent: 0, f: 0, half: 0, series: 0 };

/** Writes 2^exponent * (1 + f) = x with 1 + f in [sqrt(1/2), sqrt(2)) and the polynomial of f into `parts`. */
const split = (argument: number): void => {
  const tiny = argument < 2.2250738585072014e-308;
  const x = tiny ? argument * TWO54 : argument;
  const high = highWord(x) + (0x3ff0_0000 - 0x3fe6_a09e);
  parts.exponent = (high >> 20) - 0x3ff - (tiny ? 54 : 0);
  polynomial(fromWords((high & 0xf_ffff) + 0x3fe6_a09e, lowWord(x)) - 1);
};

const polynomial = (f: number): void => {
  parts.f = f;
  parts.half = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (L2 + w * (L4 + w * L6));
  const odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  parts.series = s * (parts.half + (odd + even));
};

/** Natural logarithm. */
export const log = (x: number): number => {
  const result = special(x);
  if (result !== undefined) return result;
  split(x);
  const { exponent: k, f, half, series } = parts;
  return series + k * LN2_LOW - half + f + k * LN2_HIGH;
};

/** Natural logarithm of 1 + x, exact to the last place for small x too. */
export const log1p = (x: number): number => {
  if (x !== x || x < -1) return NaN;
  if (x === -1) return -Infinity;
  if (x === Infinity) return x;
  const high = highWord(x);
  if ((high & 0x7fff_ffff) < 0x3ca0_0000) return x;
  let k = 0;
  let c = 0;
  if (high < 0x3fda_827a && high >>> 0 <= 0xbfd2_bec4) polynomial(x);
  else {
    const u = 1 + x;
    const shifted = highWord(u) + (0x3ff0_0000 - 0x3fe6_a09e);
    k = (shifted >> 20) - 0x3ff;
    c = k < 54 ? (k >= 2 ? 1 - (u - x) : x - (u - 1)) / u : 0;
    polynomial(fromWords((shifted & 0xf_ffff) + 0x3fe6_a09e, lowWord(u)) - 1);
  }
  return parts.series + (k * LN2_LOW + c) - parts.half + parts.f + k * LN2_HIGH;
};

/** Logarithm to base 2; exact for powers of two. */
export const log2 = (x: number): number => {
  const result = special(x);
  if (result !== undefined) return result;
  split(x);
  const { exponent: k, f, half, series } = parts;
  const hi = truncated(f - half);
  const lo = f - hi - half + series;
  const valueHigh = hi * INV_LN2_HIGH;
  const w = k + valueHigh;
  return (lo + hi) * INV_LN2_LOW + lo * INV_LN2_HIGH + (k - w + valueHigh) + w;
};

/** Logarithm to base 10. */
export const log10 = (x: number): number => {
  const result = special(x);
  if (result !== undefined) return result;
  split(x);
  const { exponent: k, f, half, series } = parts;
  const hi = truncated(f - half);
  const lo = f - hi - half + series;
  const valueHigh = hi * INV_LN10_HIGH;
  const y = k * LOG10_2_HIGH;
  const w = y + valueHigh;
  return k * LOG10_2_LOW + (lo + hi) * INV_LN10_LOW + lo * INV_LN10_HIGH + (y - w + valueHigh) + w;
};
