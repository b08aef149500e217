export { sha256, sha256Hex, toHex } from './sha256.ts';
export { hashHex, initHash, xxh64 } from './xxh64.ts';
