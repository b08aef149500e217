import { sha256 as digest } from '@noble/hashes/sha2.js';
import { utf8 } from '../utf8.ts';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes as lower-case hex. */
export const toHex = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
};

/** SHA-256: what content is addressed and chained by. Synchronous, pure, usable inside a tick. */
export const sha256 = (bytes: Uint8Array): Uint8Array => digest(bytes);

/** SHA-256 as 64 hex digits; text is hashed as UTF-8. */
export const sha256Hex = (content: Uint8Array | string): string => toHex(digest(typeof content === 'string' ? utf8(content) : content));
