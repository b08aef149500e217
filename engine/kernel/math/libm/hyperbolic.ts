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

import { highWord, powerOfTwo } from './bits.ts';
import { exp, expm1 } from './exponential.ts';

const LN2_2043 = 1416.0996898839683;
const ROOT_SCALE = powerOfTwo(1021);

/** e^x / 2 for x so large that e^x overflows first. */
const halfExp = (x: number): number => exp(x - LN2_2043) * ROOT_SCALE * ROOT_SCALE;

/** Hyperbolic sine. */
export const sinh = (x: number): number => {
  const magnitude = Math.abs(x);
  const high = highWord(magnitude);
  const half = x < 0 ? -0.5 : 0.5;
  if (high >= 0x4086_2e42) return 2 * half * halfExp(magnitude);
  const t = expm1(magnitude);
  if (high >= 0x3ff0_0000) return half * (t + t / (t + 1));
  return high < 0x3e50_0000 ? x : half * (2 * t - (t * t) / (t + 1));
};

/** Hyperbolic cosine. */
export const cosh = (x: number): number => {
  const magnitude = Math.abs(x);
  const high = highWord(magnitude);
  if (high < 0x3fe6_2e42) {
    if (high < 0x3e50_0000) return 1;
    const t = expm1(magnitude);
    return 1 + (t * t) / (2 * (1 + t));
  }
  if (high >= 0x4086_2e42) return halfExp(magnitude);
  const t = exp(magnitude);
  return 0.5 * (t + 1 / t);
};

/** Hyperbolic tangent. */
export const tanh = (x: number): number => {
  if (x !== x) return x;
  const magnitude = Math.abs(x);
  const high = highWord(magnitude);
  if (high < 0x3c80_0000) return x;
  let t = 1;
  if (high < 0x3ff0_0000) {
    const e = expm1(-2 * magnitude);
    t = -e / (e + 2);
  } else if (high < 0x4036_0000) t = 1 - 2 / (expm1(2 * magnitude) + 2);
  return x < 0 ? -t : t;
};
