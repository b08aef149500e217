const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a reader throws, in the words of whoever reads. */
export interface Refusals {
  /** The bytes end, after `size` of them, before what they promise. */
  cutShort(size: number): Error;
  /** They hold something that cannot be. */
  impossible(what: string): Error;
}

/** Reads what a ByteWriter wrote, never beyond the end. Throws what its refusals say. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #refusals: Refusals;
  #at = 0;

  constructor(bytes: Uint8Array, refusals: Refusals) {
    this.#bytes = bytes;
    this.#refusals = refusals;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw this.#refusals.cutShort(this.#bytes.length);
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
    throw this.#refusals.impossible('a number beyond 2^53');
  }

  /** A varint of at most `most`. */
  upTo(most: number, what: string): number {
    const value = this.varint();
    if (value > most) throw this.#refusals.impossible(`${what} ${value} where ${most} is the most`);
    return value;
  }

  /** How many things follow, each of at least one byte. */
  count(what: string): number {
    return this.upTo(this.left, what);
  }

  zigzag(): number {
    const value = this.varint();
    if (value > 0xffff_ffff) throw this.#refusals.impossible('a difference beyond 32 bits');
    return ((value >>> 1) ^ -(value & 1)) | 0;
  }

  /** The next bytes, as a view of those that are read. */
  view(count: number): Uint8Array {
    if (count > this.left) throw this.#refusals.cutShort(this.#bytes.length);
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** The next bytes, as a copy. */
  raw(count: number): Uint8Array {
    return this.view(count).slice();
  }

  text(): string {
    const bytes = this.view(this.count('a text length'));
    try {
      return decoder.decode(bytes);
    } catch {
      throw this.#refusals.impossible('a text that is not UTF-8');
    }
  }

  /** Throws unless everything was read. */
  end(): void {
    if (this.left > 0) throw this.#refusals.impossible(`${this.left} bytes more than it promises`);
  }
}
