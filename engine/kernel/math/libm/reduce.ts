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

import { highWord, fromWords, lowWord } from './bits.ts';

const INV_PIO2 = 6.36619772367581382433e-1;
const PIO2_1 = 1.57079632673412561417;
const PIO2_1T = 6.07710050650619224932e-11;
const PIO2_2 = 6.0771005063039659766e-11;
const PIO2_2T = 2.02226624879595063154e-21;
const PIO2_3 = 2.0222662487111664558e-21;
const PIO2_3T = 8.47842766036889956997e-32;
/** Adding and taking away 1.5 * 2^52 rounds to an integer. */
const ROUNDER = 6_755_399_441_055_744;

/** floor(2/pi * 2^1216): enough for the largest double. */
const TWO_OVER_PI = BigInt(
  '0x' +
    'a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424d' +
    'd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639' +
    '835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f46' +
    '3f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6bab',
);
const FRACTION_BITS = 192n;
const FRACTION = (1n << FRACTION_BITS) - 1n;
const HALF = 1n << (FRACTION_BITS - 1n);
/** floor(pi/2 * 2^192). */
const PIO2 = 0x1921fb54442d18469898cc51701b839a252049c1114cf98e8n;
/** 2^-384. */
const UNSCALE = 2.5379418373156492e-116;

/** What is left of the last angle reduced: y0 + y1 in [-pi/4, pi/4]. */
export const rest = { y0: 0, y1: 0 };

/** Takes the nearest multiple n of pi/2 off a finite angle; leaves the rest in `rest` and returns n modulo 4. */
export const reduce = (x: number): number => {
  const ix = highWord(x) & 0x7fff_ffff;
  if (ix < 0x4139_21fb) return reduceMedium(x, ix);
  return reduceLarge(x, ix);
};

/** Cody and Waite in up to three steps, for |x| below 2^20 * pi/2. */
const reduceMedium = (x: number, ix: number): number => {
  const fn = x * INV_PIO2 + ROUNDER - ROUNDER;
  let r = x - fn * PIO2_1;
  let w = fn * PIO2_1T;
  let y0 = r - w;
  const exponent = ix >> 20;
  if (exponent - ((highWord(y0) >> 20) & 0x7ff) > 16) {
    let t = r;
    w = fn * PIO2_2;
    r = t - w;
    w = fn * PIO2_2T - (t - r - w);
    y0 = r - w;
    if (exponent - ((highWord(y0) >> 20) & 0x7ff) > 49) {
      t = r;
      w = fn * PIO2_3;
      r = t - w;
      w = fn * PIO2_3T - (t - r - w);
      y0 = r - w;
    }
  }
  rest.y0 = y0;
  rest.y1 = r - y0 - w;
  return fn & 3;
};

/** Payne and Hanek with whole numbers: the product with 2/pi is exact where it matters, and slow only for angles beyond 1.6 million. */
const reduceLarge = (x: number, ix: number): number => {
  const exponent = (ix >> 20) - 1075;
  const mantissa = BigInt(fromWords((ix & 0xf_ffff) | 0x4330_0000, lowWord(x)) - 4_503_599_627_370_496) | (1n << 52n);
  const turns = (mantissa * TWO_OVER_PI) >> (1216n - BigInt(exponent) - FRACTION_BITS);
  let quarter = turns >> FRACTION_BITS;
  let fraction = turns & FRACTION;
  if (fraction >= HALF) {
    fraction -= 1n << FRACTION_BITS;
    quarter += 1n;
  }
  const product = fraction * PIO2;
  const leading = Number(product);
  const sign = x < 0 ? -1 : 1;
  rest.y0 = sign * leading * UNSCALE;
  rest.y1 = sign * Number(product - BigInt(leading)) * UNSCALE;
  return (sign * Number(quarter & 3n)) & 3;
};
