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

import { fromWords, highWord, lowWord, powerOfTwo } from './bits.ts';

const B1 = 715_094_163;
const B2 = 696_219_795;
const P0 = 1.87595182427177009643;
const P1 = -1.88497979543377169875;
const P2 = 1.62142972010535446614;
const P3 = -7.58397934778766047437e-1;
const P4 = 1.45996192886612446982e-1;
const TWO54 = 18_014_398_509_481_984;

/** Cube root. */
export const cbrt = (x: number): number => {
  if (x === 0 || x !== x || x === Infinity || x === -Infinity) return x;
  const high = highWord(x);
  const sign = high & 0x8000_0000;
  const ix = high & 0x7fff_ffff;
  const third = ix < 0x0010_0000 ? Math.trunc((highWord(x * TWO54) & 0x7fff_ffff) / 3) + B2 : Math.trunc(ix / 3) + B1;
  let t = fromWords(sign | third, 0);
  let r = t * t * (t / x);
  t *= P0 + r * (P1 + r * P2) + r * r * r * (P3 + r * P4);
  // To 23 bits, so that t * t is exact.
  const low = lowWord(t);
  t = fromWords(highWord(t) + (low >= 0x8000_0000 ? 1 : 0), (low + 0x8000_0000) & 0xc000_0000);
  r = x / (t * t);
  return t + t * ((r - t) / (t + t + r));
};

const SPLITTER = 134_217_729;
const UP = powerOfTwo(700);
const DOWN = powerOfTwo(-700);
/** What is this much smaller does not count beside the rest. */
const NOTHING = powerOfTwo(-64);

/** What the square of x lost in rounding. */
const squareTail = (x: number): number => {
  const c = x * SPLITTER;
  const high = x - c + c;
  const low = x - high;
  return high * high - x * x + 2 * high * low + low * low;
};

/** The length of (x, y, z), without overflow or underflow on the way. */
export const hypot = (x: number, y: number, z = 0): number => {
  let a = Math.abs(x);
  let b = Math.abs(y);
  let c = Math.abs(z);
  if (a === Infinity || b === Infinity || c === Infinity) return Infinity;
  if (a < b) [a, b] = [b, a];
  if (b < c) [b, c] = [c, b];
  if (a < b) [a, b] = [b, a];
  if (b === 0) return a + c;
  if (b < a * NOTHING) return a;
  const unit = a > 1e150 ? UP : b < 1e-140 ? DOWN : 1;
  a /= unit;
  b /= unit;
  c /= unit;
  return unit * Math.sqrt(squareTail(c) + squareTail(b) + squareTail(a) + c * c + b * b + a * a);
};
