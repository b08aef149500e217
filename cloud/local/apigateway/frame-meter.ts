/**
 * Watches the bytes of a WebSocket client for frames larger than allowed: a library that reassembles messages no longer
 * shows them. Returns a function to be fed every chunk in order; it answers whether the limit was passed.
 */
export function createFrameMeter(limit: number): (chunk: Uint8Array) => boolean {
  /** Bytes of the current frame that are still to come and need no look. */
  let skip = 0;
  let header = Buffer.alloc(0);
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (skip > 0) {
        const step = Math.min(skip, chunk.length - at);
        skip -= step;
        at += step;
        continue;
      }
      header = Buffer.concat([header, chunk.subarray(at, at + 1)]);
      at += 1;
      const length = payloadLength(header);
      if (length === undefined) continue;
      if (length > limit) return true;
      skip = length;
      header = Buffer.alloc(0);
    }
    return false;
  };
}

const MASK_BYTES = 4;

/** The payload's length once the whole frame header (RFC 6455, 5.2) is there. */
function payloadLength(header: Buffer): number | undefined {
  if (header.length < 2) return undefined;
  const short = header[1]! & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const mask = header[1]! & 0x80 ? MASK_BYTES : 0;
  if (header.length < 2 + extended + mask) return undefined;
  if (extended === 0) return short;
  return extended === 2 ? header.readUInt16BE(2) : Number(header.readBigUInt64BE(2));
}
