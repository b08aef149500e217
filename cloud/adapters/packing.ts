import { gunzipSync, gzipSync } from 'node:zlib';
import type { Packing } from '../ports/index.ts';

const level = 3;

export const packing: Packing = {
  pack: (bytes) => gzipSync(bytes, { level }).toString('base64'),
  unpack(text, most) {
    try {
      return new Uint8Array(gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: most }));
    } catch {
      return undefined;
    }
  },
  zip: (bytes) => new Uint8Array(gzipSync(bytes, { level })),
  unzip: (bytes) => new Uint8Array(gunzipSync(bytes)),
};
