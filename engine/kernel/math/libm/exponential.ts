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

import { highWord, powerOfTwo, scale } from './bits.ts';

const OVERFLOW = 709.782712893383973096;
const UNDERFLOW = -745.13321910194110842;
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const INV_LN2 = 1.442695040888963387;
const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;
const Q1 = -3.33333333333331316428e-2;
const Q2 = 1.58730158725481460165e-3;
const Q3 = -7.93650757867487942473e-5;
const Q4 = 4.00821782732936239552e-6;
const Q5 = -2.01099218183624371326e-7;

/** e to the x. */
export const exp = (x: number): number => {
  if (x !== x) return x;
  if (x > OVERFLOW) return Infinity;
  if (x < UNDERFLOW) return 0;
  const high = highWord(x);
  const ix = high & 0x7fff_ffff;
  let k = 0;
  let hi = x;
  let lo = 0;
  if (ix > 0x3fd6_2e42) {
    const sign = high < 0 ? -1 : 1;
    k = ix >= 0x3ff0_a2b2 ? Math.trunc(INV_LN2 * x + 0.5 * sign) : sign;
    hi = x - k * LN2_HIGH;
    lo = k * LN2_LOW;
  } else if (ix <= 0x3e30_0000) return 1 + x;
  const r = hi - lo;
  const rr = r * r;
  const c = r - rr * (P1 + rr * (P2 + rr * (P3 + rr * (P4 + rr * P5))));
  const y = 1 + ((r * c) / (2 - c) - lo + hi);
  return k === 0 ? y : scale(y, k);
};

/** e to the x, minus 1, exact to the last place for small x too. */
export const expm1 = (argument: number): number => {
  let x = argument;
  if (x !== x) return x;
  const high = highWord(x);
  const ix = high & 0x7fff_ffff;
  if (ix >= 0x4043_687a) {
    if (high < 0) return -1;
    if (x > OVERFLOW) return Infinity;
  }
  let k = 0;
  let c = 0;
  if (ix > 0x3fd6_2e42) {
    const sign = high < 0 ? -1 : 1;
    k = ix < 0x3ff0_a2b2 ? sign : Math.trunc(INV_LN2 * x + 0.5 * sign);
    const hi = x - k * LN2_HIGH;
    const lo = k * LN2_LOW;
    x = hi - lo;
    c = hi - x - lo;
  } else if (ix < 0x3c90_0000) return x;
  const half = 0.5 * x;
  const hxs = x * half;
  const r1 = 1 + hxs * (Q1 + hxs * (Q2 + hxs * (Q3 + hxs * (Q4 + hxs * Q5))));
  const t = 3 - r1 * half;
  let e = hxs * ((r1 - t) / (6 - x * t));
  if (k === 0) return x - (x * e - hxs);
  e = x * (e - c) - c - hxs;
  if (k === -1) return 0.5 * (x - e) - 0.5;
  if (k === 1) return x < -0.25 ? -2 * (e - (x + 0.5)) : 1 + 2 * (x - e);
  if (k < 0 || k > 56) return scale(x - e + 1, k) - 1;
  const inverse = powerOfTwo(-k);
  return (k < 20 ? x - e + (1 - inverse) : x - (e + inverse) + 1) * powerOfTwo(k);
};
