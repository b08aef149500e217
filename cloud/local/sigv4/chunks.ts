import type { KeyObject } from 'node:crypto';
import { sameSignature, sha256Hex, sign } from './signature.ts';

/** How the signature of each chunk is checked; absent for unsigned chunks. */
export interface ChunkSigning {
  readonly key: KeyObject;
  readonly timestamp: string;
  readonly scope: string;
  /** The signature of the request's headers, from which the chain starts. */
  readonly seed: string;
}

export type Unchunked =
  | { readonly ok: true; readonly body: Uint8Array; readonly trailers: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly refusal: 'payload-framing' | 'signature'; readonly message: string };

const EMPTY = sha256Hex('');

/**
 * Removes aws-chunked framing (`<hex size>[;chunk-signature=<hex>]\r\n<bytes>\r\n` … `0…` and trailers), checking the
 * chain of chunk signatures and the trailer's where `signing` is given.
 */
export function unchunk(framed: Uint8Array, signing: ChunkSigning | undefined): Unchunked {
  const buffer = Buffer.from(framed.buffer, framed.byteOffset, framed.byteLength);
  const parts: Uint8Array[] = [];
  let previous = signing?.seed ?? '';
  let at = 0;
  for (let index = 1; ; index++) {
    const end = buffer.indexOf('\r\n', at);
    const [, hex, , signature] =
      /^([0-9a-fA-F]{1,8})(;chunk-signature=([0-9a-f]{64}))?$/.exec(end < 0 ? '' : buffer.toString('latin1', at, end)) ?? [];
    if (hex === undefined) return framing(`chunk ${index} does not begin with its size`);
    const size = Number.parseInt(hex, 16);
    const chunk = buffer.subarray(end + 2, end + 2 + size);
    if (chunk.length < size) return framing(`chunk ${index} ends after ${chunk.length} of ${size} bytes`);
    if (signing) {
      const expected = sign(signing.key, 'AWS4-HMAC-SHA256-PAYLOAD', signing.timestamp, signing.scope, previous, EMPTY, sha256Hex(chunk));
      if (!sameSignature(signature ?? '', expected))
        return { ok: false, refusal: 'signature', message: `The signature of chunk ${index} does not match its content.` };
      previous = expected;
    }
    at = end + 2 + size;
    if (size === 0) return finish(buffer, at, parts, signing, previous);
    if (buffer.toString('latin1', at, at + 2) !== '\r\n') return framing(`chunk ${index} is longer than its size says`);
    at += 2;
    parts.push(chunk);
  }
}

function finish(buffer: Buffer, at: number, parts: Uint8Array[], signing: ChunkSigning | undefined, previous: string): Unchunked {
  const trailers: Record<string, string> = {};
  let signed = '';
  for (const line of buffer.toString('latin1', at).split('\r\n')) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon < 1) return framing('a trailer is not `name:value`');
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    trailers[name] = value;
    if (name !== 'x-amz-trailer-signature') signed += `${name}:${value}\n`;
  }
  const given = trailers['x-amz-trailer-signature'];
  delete trailers['x-amz-trailer-signature'];
  if (signing && signed !== '') {
    const expected = sign(signing.key, 'AWS4-HMAC-SHA256-TRAILER', signing.timestamp, signing.scope, previous, sha256Hex(signed));
    if (!sameSignature(given ?? '', expected))
      return { ok: false, refusal: 'signature', message: 'The signature of the trailer does not match it.' };
  }
  return { ok: true, body: Buffer.concat(parts), trailers };
}

function framing(message: string): Unchunked {
  return { ok: false, refusal: 'payload-framing', message: `The aws-chunked body is malformed: ${message}.` };
}
