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

const PIO2_HIGH = 1.570796326794896558;
const PIO2_LOW = 6.12323399573676603587e-17;
const PI_LOW = 1.2246467991473532e-16;
const PI = 3.141592653589793116;
const P0 = 1.66666666666666657415e-1;
const P1 = -3.25565818622400915405e-1;
const P2 = 2.01212532134862925881e-1;
const P3 = -4.00555345006794114027e-2;
const P4 = 7.91534994289814532176e-4;
const P5 = 3.4793310759602116757e-5;
const Q1 = -2.40339491173441421878;
const Q2 = 2.02094576023350569471;
const Q3 = -6.8828397160545329303e-1;
const Q4 = 7.70381505559019352791e-2;
const ATAN_HIGH = [4.63647609000806093515e-1, 7.85398163397448278999e-1, 9.82793723247329054082e-1, PIO2_HIGH] as const;
const ATAN_LOW = [2.26987774529616870924e-17, 3.06161699786838301793e-17, 1.39033110312309984516e-17, PIO2_LOW] as const;
const A0 = 3.33333333333329318027e-1;
const A1 = -1.99999999998764832476e-1;
const A2 = 1.42857142725034663711e-1;
const A3 = -1.1111110405462355788e-1;
const A4 = 9.09088713343650656196e-2;
const A5 = -7.69187620504482999495e-2;
const A6 = 6.66107313738753120669e-2;
const A7 = -5.83357013379057348645e-2;
const A8 = 4.97687799461593236017e-2;
const A9 = -3.6531572744216915527e-2;
const A10 = 1.62858201153657823623e-2;

const ratio = (z: number): number =>
  (z * (P0 + z * (P1 + z * (P2 + z * (P3 + z * (P4 + z * P5)))))) / (1 + z * (Q1 + z * (Q2 + z * (Q3 + z * Q4))));

/** Arc sine in radians; NaN outside [-1, 1]. */
export const asin = (x: number): number => {
  const magnitude = Math.abs(x);
  if (magnitude === 1) return x * PIO2_HIGH;
  if (!(magnitude < 1)) return NaN;
  if (magnitude < 0.5) return (highWord(x) & 0x7fff_ffff) < 0x3e50_0000 ? x : x + x * ratio(x * x);
  const z = (1 - magnitude) * 0.5;
  const s = Math.sqrt(z);
  const r = ratio(z);
  let angle: number;
  if ((highWord(x) & 0x7fff_ffff) >= 0x3fef_3333) angle = PIO2_HIGH - (2 * (s + s * r) - PIO2_LOW);
  else {
    const f = truncated(s);
    const c = (z - f * f) / (s + f);
    angle = 0.5 * PIO2_HIGH - (2 * s * r - (PIO2_LOW - 2 * c) - (0.5 * PIO2_HIGH - 2 * f));
  }
  return x < 0 ? -angle : angle;
};

/** Arc cosine in radians; NaN outside [-1, 1]. */
export const acos = (x: number): number => {
  const magnitude = Math.abs(x);
  if (magnitude === 1) return x > 0 ? 0 : 2 * PIO2_HIGH;
  if (!(magnitude < 1)) return NaN;
  if (magnitude < 0.5) return (highWord(x) & 0x7fff_ffff) <= 0x3c60_0000 ? PIO2_HIGH : PIO2_HIGH - (x - (PIO2_LOW - x * ratio(x * x)));
  const z = (1 - magnitude) * 0.5;
  const s = Math.sqrt(z);
  if (x < 0) return 2 * (PIO2_HIGH - (s + (ratio(z) * s - PIO2_LOW)));
  const f = truncated(s);
  const c = (z - f * f) / (s + f);
  return 2 * (f + (ratio(z) * s + c));
};

/** Arc tangent in radians. */
export const atan = (t: number): number => {
  const high = highWord(t);
  const ix = high & 0x7fff_ffff;
  if (t !== t) return t;
  if (ix >= 0x4410_0000) return high < 0 ? -PIO2_HIGH : PIO2_HIGH;
  let x = Math.abs(t);
  let part = -1;
  if (ix < 0x3fdc_0000) {
    if (ix < 0x3e40_0000) return t;
    x = t;
  } else if (ix < 0x3fe6_0000) {
    part = 0;
    x = (2 * x - 1) / (2 + x);
  } else if (ix < 0x3ff3_0000) {
    part = 1;
    x = (x - 1) / (x + 1);
  } else if (ix < 0x4003_8000) {
    part = 2;
    x = (x - 1.5) / (1 + 1.5 * x);
  } else {
    part = 3;
    x = -1 / x;
  }
  const z = x * x;
  const w = z * z;
  const s1 = z * (A0 + w * (A2 + w * (A4 + w * (A6 + w * (A8 + w * A10)))));
  const s2 = w * (A1 + w * (A3 + w * (A5 + w * (A7 + w * A9))));
  if (part < 0) return x - x * (s1 + s2);
  const angle = ATAN_HIGH[part]! - (x * (s1 + s2) - ATAN_LOW[part]! - x);
  return high < 0 ? -angle : angle;
};

/** The angle of the point (x, y) from the x axis, in radians, -pi to pi. */
export const atan2 = (y: number, x: number): number => {
  if (x !== x || y !== y) return NaN;
  if (x === 1) return atan(y);
  const below = highWord(y) < 0;
  const left = highWord(x) < 0;
  const signed = (angle: number): number => (below ? -angle : angle);
  if (y === 0) return left ? signed(PI) : y;
  if (x === 0) return signed(PIO2_HIGH);
  const infinite = (v: number): boolean => v === Infinity || v === -Infinity;
  if (infinite(x)) return infinite(y) ? signed(left ? 3 * (PI / 4) : PI / 4) : signed(left ? PI : 0);
  if (infinite(y)) return signed(PIO2_HIGH);
  const apart = ((highWord(y) & 0x7fff_ffff) >> 20) - ((highWord(x) & 0x7fff_ffff) >> 20);
  if (apart > 64) return signed(PIO2_HIGH);
  const z = left && apart < -64 ? 0 : atan(Math.abs(y / x));
  return signed(left ? PI - (z - PI_LOW) : z);
};
