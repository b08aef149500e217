import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packText, unpackText } from './packed-text.ts';

/** What a slice of a relaxed session writes, with nothing in it that comes twice. */
const slice = JSON.stringify({
  fromTick: 198,
  toTick: 216,
  hashes: Array.from({ length: 18 }, (_, n) => (0x9e3779b97f4a7c15n * BigInt(n + 1)).toString(16).slice(-16).padStart(16, '0')),
  consumed: [{ tick: 199, upTo: 13 }],
  fuel: 70_072,
  spent: {
    calls: 1,
    gbMs: 1568.875,
    loops: 0,
    loopMs: 896,
    taskMs: 0,
    messages: 3,
    bytes: 5335,
    socketMs: 896,
    puts: 0,
    readUnits: 5,
    writeUnits: 10,
  },
  at: 1_795_920_190_914,
});

describe('a text of an item', () => {
  it('comes back as it was, as bytes and as a stream tells bytes', () => {
    const packed = packText(slice) as Uint8Array;
    expect(unpackText(packed)).toBe(slice);
    expect(unpackText(Buffer.from(packed).toString('base64'))).toBe(slice);
    expect(packed.length, 'and takes less than half').toBeLessThan(slice.length / 2);
  });

  it('stands as it is where it is short, as every text of before does', () => {
    for (const text of ['', '[]', '{}', '{"tick":1}', slice]) expect(unpackText(text)).toBe(text);
    expect(packText('{"tick":1}')).toBe('{"tick":1}');
  });

  it('is none where bytes are not what was packed, or would be more than any text is', () => {
    const packed = packText(slice) as Uint8Array;
    expect(unpackText(packed.with(0, 2))).toBeUndefined();
    expect(unpackText(packed.subarray(0, 20))).toBeUndefined();
    const endless = Buffer.concat([Buffer.of(1), deflateRawSync(Buffer.alloc(64 << 20))]);
    expect(endless.length).toBeLessThan(100_000);
    expect(unpackText(endless)).toBeUndefined();
    expect(unpackText(undefined)).toBeUndefined();
  });
});
