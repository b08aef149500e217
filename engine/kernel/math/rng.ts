/**
 * Randomness as a pure function: Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 * Four counter words and two key words give four random words; there is no state to save, to share or to roll back.
 */

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** The upper 32 bits of a product of two u32. */
const high = (a: number, b: number): number => {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (cross >>> 16)) >>> 0;
};

/** Fills `out` with the block of random words at counter (c0..c3) under key (k0, k1). */
export const philox = (out: Uint32Array, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void => {
  let a = c0 >>> 0;
  let b = c1 >>> 0;
  let c = c2 >>> 0;
  let d = c3 >>> 0;
  let keyLow = k0 >>> 0;
  let keyHigh = k1 >>> 0;
  for (let round = 0; round < 10; round++) {
    const nextA = (high(M1, c) ^ b ^ keyLow) >>> 0;
    const nextC = (high(M0, a) ^ d ^ keyHigh) >>> 0;
    b = Math.imul(M1, c) >>> 0;
    d = Math.imul(M0, a) >>> 0;
    a = nextA;
    c = nextC;
    keyLow = (keyLow + W0) >>> 0;
    keyHigh = (keyHigh + W1) >>> 0;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
};

const block = new Uint32Array(4);

/** 53 random bits of two words as a double in [0, 1). */
const unit = (highWord: number, lowWord: number): number => ((highWord >>> 5) * 0x400_0000 + (lowWord >>> 6)) / 0x20_0000_0000_0000;

const seedLow = (seed: number): number => seed >>> 0;
const seedHigh = (seed: number): number => Math.floor(seed / 0x1_0000_0000) >>> 0;

/**
 * The n-th random number in [0, 1) for an entity in a tick: a function of its arguments alone, so systems cannot disturb one another.
 * All arguments are u32 except the seed, an integer up to 2^53 - 1. `stream` tells apart the users: a number of your own.
 */
export const random = (seed: number, tick: number, stream: number, entity: number, n: number): number => {
  philox(block, n, entity, tick, stream, seedLow(seed), seedHigh(seed));
  return unit(block[0]!, block[1]!);
};

const STREAM_KEY = 0x5f3c_91a7;

/** The n-th random number in [0, 1) of a named stream (n up to 2^53 - 1); `name` is what `streamKey` made of the name. */
export const randomOfStream = (seed: number, name: StreamKey, n: number): number => {
  philox(block, seedLow(n), seedHigh(n), name.low, name.high, seedLow(seed), (seedHigh(seed) ^ STREAM_KEY) >>> 0);
  return unit(block[0]!, block[1]!);
};

export interface StreamKey {
  readonly low: number;
  readonly high: number;
}

/** Two FNV-1a hashes over the UTF-16 code units of a stream's name. */
export const streamKey = (name: string): StreamKey => {
  let low = 0x811c_9dc5;
  let high32 = 0x050c_5d1f;
  for (let i = 0; i < name.length; i++) {
    const unit16 = name.charCodeAt(i);
    low = Math.imul(low ^ unit16, 0x0100_0193);
    high32 = Math.imul(high32 ^ (unit16 + 0x9e37), 0x0100_0193);
  }
  return { low: low >>> 0, high: high32 >>> 0 };
};

/** A whole number in [from, to], both included, from a random number in [0, 1). Exact for spans below 2^53. */
export const toInteger = (unitRandom: number, from: number, to: number): number =>
  from + Math.min(Math.floor(unitRandom * (to - from + 1)), to - from);
