/** The two 32-bit words of a double, and back. */

const f64 = new Float64Array(1);
const words = new Uint32Array(f64.buffer);

/** Sign, exponent and upper 20 bits of the fraction, as i32. */
export const highWord = (x: number): number => {
  f64[0] = x;
  return words[1]! | 0;
};

/** Lower 32 bits of the fraction, as u32. */
export const lowWord = (x: number): number => {
  f64[0] = x;
  return words[0]!;
};

export const fromWords = (high: number, low: number): number => {
  words[1] = high;
  words[0] = low;
  return f64[0]!;
};

export const withHigh = (x: number, high: number): number => {
  f64[0] = x;
  words[1] = high;
  return f64[0]!;
};

/** x with the lower 32 bits of its fraction cleared. */
export const truncated = (x: number): number => {
  f64[0] = x;
  words[0] = 0;
  return f64[0]!;
};

/** 2^k for -1022 <= k <= 1023. */
export const powerOfTwo = (k: number): number => fromWords((1023 + k) << 20, 0);

const HUGE = powerOfTwo(1023);
const TINY = powerOfTwo(-969);

/** x * 2^k, rounded once even where the result is subnormal. */
export const scale = (x: number, k: number): number => {
  let y = x;
  let n = k;
  for (let i = 0; n > 1023 && i < 2; i++) {
    y *= HUGE;
    n -= 1023;
  }
  for (let i = 0; n < -1022 && i < 2; i++) {
    y *= TINY;
    n += 969;
  }
  return y * powerOfTwo(n > 1023 ? 1023 : n < -1022 ? -1022 : n);
};
