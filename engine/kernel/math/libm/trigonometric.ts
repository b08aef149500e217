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

import { highWord, truncated } from './bits.ts';
import { reduce, rest } from './reduce.ts';

const S1 = -1.66666666666666324348e-1;
const S2 = 8.33333333332248946124e-3;
const S3 = -1.98412698298579493134e-4;
const S4 = 2.75573137070700676789e-6;
const S5 = -2.50507602534068634195e-8;
const S6 = 1.58969099521155010221e-10;
const C1 = 4.16666666666666019037e-2;
const C2 = -1.38888888888741095749e-3;
const C3 = 2.48015872894767294178e-5;
const C4 = -2.75573143513906633035e-7;
const C5 = 2.0875723212981748279e-9;
const C6 = -1.13596475577881948265e-11;
const T0 = 3.33333333333334091986e-1;
const T1 = 1.33333333333201242699e-1;
const T2 = 5.39682539762260521377e-2;
const T3 = 2.18694882948595424599e-2;
const T4 = 8.86323982359930005737e-3;
const T5 = 3.59207910759131235356e-3;
const T6 = 1.45620945432529025516e-3;
const T7 = 5.88041240820264096874e-4;
const T8 = 2.46463134818469906812e-4;
const T9 = 7.817944429395570923e-5;
const T10 = 7.14072491382608190305e-5;
const T11 = -1.85586374855275456654e-5;
const T12 = 2.59073051863633712884e-5;
const PIO4 = 7.85398163397448278999e-1;
const PIO4_LOW = 3.06161699786838301793e-17;

/** sin(x + y) for |x| <= pi/4, y the tail of x. */
const sinKernel = (x: number, y: number): number => {
  const z = x * x;
  const v = z * x;
  const r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
  return x - (z * (0.5 * y - v * r) - y - v * S1);
};

/** cos(x + y) for |x| <= pi/4, y the tail of x. */
const cosKernel = (x: number, y: number): number => {
  const z = x * x;
  const w = z * z;
  const r = z * (C1 + z * (C2 + z * C3)) + w * w * (C4 + z * (C5 + z * C6));
  const hz = 0.5 * z;
  const leading = 1 - hz;
  return leading + (1 - leading - hz + (z * r - x * y));
};

/** tan(x + y), or -1 / tan(x + y) where `reciprocal`, for |x| <= pi/4. */
const tanKernel = (angle: number, tail: number, reciprocal: boolean): number => {
  let x = angle;
  let y = tail;
  const high = highWord(x);
  const big = (high & 0x7fff_ffff) >= 0x3fe5_9428;
  if (big) {
    if (high < 0) {
      x = -x;
      y = -y;
    }
    x = PIO4 - x + (PIO4_LOW - y);
    y = 0;
  }
  const z = x * x;
  const w = z * z;
  const odd = T1 + w * (T3 + w * (T5 + w * (T7 + w * (T9 + w * T11))));
  const even = z * (T2 + w * (T4 + w * (T6 + w * (T8 + w * (T10 + w * T12)))));
  const s = z * x;
  const r = y + z * (s * (odd + even) + y) + s * T0;
  const sum = x + r;
  if (big) {
    const one = reciprocal ? -1 : 1;
    const v = one - 2 * (x + (r - (sum * sum) / (sum + one)));
    return high < 0 ? -v : v;
  }
  if (!reciprocal) return sum;
  const leading = truncated(sum);
  const remainder = r - (leading - x);
  const inverse = -1 / sum;
  const inverseLeading = truncated(inverse);
  return inverseLeading + inverse * (1 + inverseLeading * leading + inverseLeading * remainder);
};

/** Sine of an angle in radians. */
export const sin = (x: number): number => {
  const ix = highWord(x) & 0x7fff_ffff;
  if (ix <= 0x3fe9_21fb) return ix < 0x3e50_0000 ? x : sinKernel(x, 0);
  if (ix >= 0x7ff0_0000) return NaN;
  switch (reduce(x)) {
    case 0:
      return sinKernel(rest.y0, rest.y1);
    case 1:
      return cosKernel(rest.y0, rest.y1);
    case 2:
      return -sinKernel(rest.y0, rest.y1);
    default:
      return -cosKernel(rest.y0, rest.y1);
  }
};

/** Cosine of an angle in radians. */
export const cos = (x: number): number => {
  const ix = highWord(x) & 0x7fff_ffff;
  if (ix <= 0x3fe9_21fb) return ix < 0x3e46_a09e ? 1 : cosKernel(x, 0);
  if (ix >= 0x7ff0_0000) return NaN;
  switch (reduce(x)) {
    case 0:
      return cosKernel(rest.y0, rest.y1);
    case 1:
      return -sinKernel(rest.y0, rest.y1);
    case 2:
      return -cosKernel(rest.y0, rest.y1);
    default:
      return sinKernel(rest.y0, rest.y1);
  }
};

/** Tangent of an angle in radians. */
export const tan = (x: number): number => {
  const ix = highWord(x) & 0x7fff_ffff;
  if (ix <= 0x3fe9_21fb) return ix < 0x3e40_0000 ? x : tanKernel(x, 0, false);
  if (ix >= 0x7ff0_0000) return NaN;
  const odd = (reduce(x) & 1) === 1;
  return tanKernel(rest.y0, rest.y1, odd);
};
