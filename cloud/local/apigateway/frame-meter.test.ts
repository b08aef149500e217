import { describe, expect, it } from 'vitest';
import { createFrameMeter } from './frame-meter.ts';

function frame(length: number): Buffer {
  const mask = Buffer.alloc(4, 7);
  if (length < 126) return Buffer.concat([Buffer.from([0x81, 0x80 | length]), mask, Buffer.alloc(length)]);
  if (length < 65_536) {
    const head = Buffer.from([0x81, 0x80 | 126, 0, 0]);
    head.writeUInt16BE(length, 2);
    return Buffer.concat([head, mask, Buffer.alloc(length)]);
  }
  const head = Buffer.alloc(10);
  head[0] = 0x81;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, mask, Buffer.alloc(length)]);
}

describe('a frame meter', () => {
  it.each([1, 3, 7, 1000, 100_000])('finds the frame beyond the limit among others, in chunks of %i bytes', (size) => {
    const stream = Buffer.concat([frame(0), frame(125), frame(126), frame(1000), frame(1001), frame(5)]);
    const limit = 125 + 6 + 126 + 8 + 1000 + 8 + 6;
    const meter = createFrameMeter(1000);
    let refusedAfter: number | undefined;
    for (let at = 0; at < stream.length && refusedAfter === undefined; at += size)
      if (meter(stream.subarray(at, at + size))) refusedAfter = at;
    expect(refusedAfter).toBeDefined();
    expect(refusedAfter! + size).toBeGreaterThanOrEqual(limit);
    const fine = createFrameMeter(1001);
    expect(fine(stream)).toBe(false);
  });
  it('reads lengths of 64 bits', () => {
    expect(createFrameMeter(70_000)(frame(70_000))).toBe(false);
    expect(createFrameMeter(69_999)(frame(70_000))).toBe(true);
  });
});
