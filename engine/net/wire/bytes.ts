import { cutShort, impossible } from '../refusal.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes that grow at their end, in a buffer that is used again. */
export class ByteWriter {
  bytes = new Uint8Array(1024);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** A copy of what was written. */
  copy(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    let size = this.bytes.length;
    while (size < needed) size *= 2;
    const grown = new Uint8Array(size);
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** A whole number from 0 to 2^53 - 1: seven bits in a byte, lowest first. */
  varint(value: number): void {
    if (this.length + 8 > this.bytes.length) this.reserve(8);
    const { bytes } = this;
    let rest = value;
    while (rest > 0x7fff_ffff) {
      bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[this.length++] = rest;
  }

  /** A 32-bit integer; small ones of either sign take one byte. */
  zigzag(value: number): void {
    if (this.length + 5 > this.bytes.length) this.reserve(5);
    const { bytes } = this;
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest > 127) {
      bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[this.length++] = rest;
  }

  raw(from: Uint8Array, start = 0, end = from.length): void {
    this.reserve(end - start);
    if (end - start < 24) for (let at = start; at < end; at++) this.bytes[this.length++] = from[at]!;
    else {
      this.bytes.set(from.subarray(start, end), this.length);
      this.length += end - start;
    }
  }

  /** UTF-8 behind its length. */
  text(text: string): void {
    const bytes = encoder.encode(text);
    this.varint(bytes.length);
    this.raw(bytes);
  }
}

/** Reads what a ByteWriter wrote. Throws `net-cut` and `net-value`; never reads beyond the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw cutShort(this.#bytes.length);
    return byte;
  }

  varint(): number {
    let value = 0;
    let unit = 1;
    for (let count = 0; count < 8; count++) {
      const byte = this.u8();
      value += (byte & 127) * unit;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      unit *= 128;
    }
    throw impossible('a number beyond 2^53');
  }

  /** A varint of at most `most`. */
  upTo(most: number, what: string): number {
    const value = this.varint();
    if (value > most) throw impossible(`${what} ${value} where ${most} is the most`);
    return value;
  }

  /** How many things follow, each of at least one byte. */
  count(what: string): number {
    return this.upTo(this.left, what);
  }

  zigzag(): number {
    const value = this.varint();
    if (value > 0xffff_ffff) throw impossible('a difference beyond 32 bits');
    return ((value >>> 1) ^ -(value & 1)) | 0;
  }

  raw(count: number): Uint8Array {
    if (count > this.left) throw cutShort(this.#bytes.length);
    this.#at += count;
    return this.#bytes.slice(this.#at - count, this.#at);
  }

  text(): string {
    const bytes = this.raw(this.count('a text length'));
    try {
      return decoder.decode(bytes);
    } catch {
      throw impossible('a text that is not UTF-8');
    }
  }

  /** Throws unless everything was read. */
  end(): void {
    if (this.left > 0) throw impossible(`${this.left} bytes more than it promises`);
  }
}
