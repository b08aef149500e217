import xxhash from 'xxhash-wasm';
import type { XXHashAPI } from 'xxhash-wasm';
import { LedgerError } from '../error.ts';

let api: XXHashAPI | undefined;

/** Compiles the hash once per realm; await it before the first world. Later calls return at once. */
export const initHash = async (): Promise<void> => {
  api ??= await xxhash();
};

/** xxHash64 with seed 0. Finds divergence; it authenticates nothing (that is sha256's). Synchronous after `initHash()`. */
export const xxh64 = (bytes: Uint8Array): bigint => {
  if (!api)
    throw new LedgerError({
      code: 'hash-not-ready',
      message: 'The hash is not initialised.',
      hint: 'Await initHash() (or openEngine) before the first world.',
    });
  return api.h64Raw(bytes);
};

/** A state hash as people and documents write it: 16 hex digits. */
export const hashHex = (hash: bigint): string => hash.toString(16).padStart(16, '0');
