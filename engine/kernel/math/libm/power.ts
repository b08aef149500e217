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

import { fromWords, highWord, lowWord, scale, truncated, withHigh } from './bits.ts';

const TWO53 = 9_007_199_254_740_992;
const BASE = [1, 1.5] as const;
const LOG_BASE_HIGH = [0, 5.84962487220764160156e-1] as const;
const LOG_BASE_LOW = [0, 1.35003920212974897128e-8] as const;
const L1 = 5.99999999999994648725e-1;
const L2 = 4.28571428578550184252e-1;
const L3 = 3.33333329818377432918e-1;
const L4 = 2.72728123808534006489e-1;
const L5 = 2.30660745775561754067e-1;
const L6 = 2.06975017800338417784e-1;
const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;
const LG2 = 6.93147180559945286227e-1;
const LG2_HIGH = 6.93147182464599609375e-1;
const LG2_LOW = -1.90465429995776804525e-9;
/** -(1024 - log2(the largest double plus half a unit in its last place)). */
const OVERFLOW_TAIL = 8.008566259537294e-17;
const CP = 9.61796693925975554329e-1;
const CP_HIGH = 9.61796700954437255859e-1;
const CP_LOW = -7.02846165095275826516e-9;
const INV_LN2 = 1.442695040888963387;
const INV_LN2_HIGH = 1.44269502162933349609;
const INV_LN2_LOW = 1.92596299112661746887e-8;

/** log2 of the last base, in two parts. */
const logarithm = { high: 0, low: 0 };

/** x to the y; the special cases are those of ECMAScript's Math.pow. */
export const pow = (x: number, y: number): number => {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  const ax = Math.abs(x);
  if (y === Infinity || y === -Infinity) {
    if (ax === 1) return NaN;
    return ax > 1 === y > 0 ? Infinity : 0;
  }
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  const negative = highWord(x) < 0;
  const odd = negative && Math.abs(y) < TWO53 && Number.isInteger(y) && Number.isInteger(y / 2) === false;
  if (ax === 0 || ax === 1 || ax === Infinity) {
    if (ax === 1 && negative && !Number.isInteger(y)) return NaN;
    const z = y < 0 ? 1 / ax : ax;
    return odd ? -z : z;
  }
  if (negative && !Number.isInteger(y)) return NaN;
  if (y === 0.5 && !negative) return Math.sqrt(x);
  const sign = odd ? -1 : 1;
  const iy = highWord(y) & 0x7fff_ffff;
  const ix = highWord(ax);
  if (iy > 0x41e0_0000) {
    if (iy > 0x43f0_0000 || ix < 0x3fef_ffff || ix > 0x3ff0_0000) {
      if (ix < 0x3ff0_0000 || iy > 0x43f0_0000 || ix > 0x3ff0_0000) return sign * (ax > 1 === y > 0 ? Infinity : 0);
    }
    logarithmNearOne(ax);
  } else logarithmOf(ax);
  const yHigh = truncated(y);
  return raise(yHigh * logarithm.high, (y - yHigh) * logarithm.high + y * logarithm.low, sign);
};

/** log2(ax) for ax within 2^-20 of 1. */
const logarithmNearOne = (ax: number): void => {
  const t = ax - 1;
  const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25));
  const u = INV_LN2_HIGH * t;
  const v = t * INV_LN2_LOW - w * INV_LN2;
  logarithm.high = truncated(u + v);
  logarithm.low = v - (logarithm.high - u);
};

const logarithmOf = (base: number): void => {
  let ax = base;
  let n = 0;
  if (highWord(ax) < 0x0010_0000) {
    ax *= TWO53;
    n -= 53;
  }
  let ix = highWord(ax);
  n += (ix >> 20) - 0x3ff;
  const fraction = ix & 0xf_ffff;
  ix = fraction | 0x3ff0_0000;
  let k: 0 | 1 = 0;
  if (fraction > 0x3_988e) {
    if (fraction < 0xb_b67a) k = 1;
    else {
      n += 1;
      ix -= 0x0010_0000;
    }
  }
  ax = withHigh(ax, ix);
  const u = ax - BASE[k];
  const v = 1 / (ax + BASE[k]);
  const ss = u * v;
  const sHigh = truncated(ss);
  let tHigh = fromWords(((ix >> 1) | 0x2000_0000) + 0x0008_0000 + (k << 18), 0);
  let tLow = ax - (tHigh - BASE[k]);
  const sLow = v * (u - sHigh * tHigh - sHigh * tLow);
  let s2 = ss * ss;
  const r = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6))))) + sLow * (sHigh + ss);
  s2 = sHigh * sHigh;
  tHigh = truncated(3 + s2 + r);
  tLow = r - (tHigh - 3 - s2);
  const productHigh = sHigh * tHigh;
  const productLow = sLow * tHigh + tLow * ss;
  const pHigh = truncated(productHigh + productLow);
  const pLow = productLow - (pHigh - productHigh);
  const zHigh = CP_HIGH * pHigh;
  const zLow = CP_LOW * pHigh + pLow * CP + LOG_BASE_LOW[k];
  logarithm.high = truncated(zHigh + zLow + LOG_BASE_HIGH[k] + n);
  logarithm.low = zLow - (logarithm.high - n - LOG_BASE_HIGH[k] - zHigh);
};

/** sign * 2^(high + low). */
const raise = (high: number, low: number, sign: number): number => {
  const sum = low + high;
  const j = highWord(sum);
  const i = lowWord(sum) | 0;
  if (j >= 0x4090_0000) {
    if (((j - 0x4090_0000) | i) !== 0 || low + OVERFLOW_TAIL > sum - high) return sign * Infinity;
  } else if ((j & 0x7fff_ffff) >= 0x4090_cc00) {
    if (((j - 0xc090_cc00) | i) !== 0 || low <= sum - high) return sign < 0 ? -0 : 0;
  }
  let whole = 0;
  let pHigh = high;
  const magnitude = j & 0x7fff_ffff;
  if (magnitude > 0x3fe0_0000) {
    const n = j + (0x0010_0000 >> ((magnitude >> 20) - 0x3ff + 1));
    const k = ((n & 0x7fff_ffff) >> 20) - 0x3ff;
    pHigh -= fromWords(n & ~(0xf_ffff >> k), 0);
    whole = ((n & 0xf_ffff) | 0x0010_0000) >> (20 - k);
    if (j < 0) whole = -whole;
  }
  const t = truncated(low + pHigh);
  const u = t * LG2_HIGH;
  const v = (low - (t - pHigh)) * LG2 + t * LG2_LOW;
  const z = u + v;
  const w = v - (z - u);
  const zz = z * z;
  const c = z - zz * (P1 + zz * (P2 + zz * (P3 + zz * (P4 + zz * P5))));
  const r = (z * c) / (c - 2) - (w + z * w);
  return sign * scale(1 - (r - z), whole);
};
