export * from './decimal.ts';
export { philox, random, randomOfStream, streamKey, toInteger } from './rng.ts';
export * from './libm.ts';
export * from './rotation.ts';
