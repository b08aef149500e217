import { ByteReader, ByteWriter } from '../../kernel/bytes/index.ts';
import { impossible, otherFormat, refusals } from '../refusal.ts';

/**
 * What one peer sends another after every tick.
 *
 * | part | how |
 * |---|---|
 * | "R", format 2 | 2 bytes |
 * | window and delay that the sender plays with | varint · varint |
 * | last tick of the receiver's inputs that the sender has | varint |
 * | tick of the first input · how many follow | varint · varint |
 * | each input: 0 for "as before", else 1 + its length, then its bytes | varint, bytes |
 * | players who are gone: how many; each with the last tick of its inputs | varint · varint, varint |
 * | state hashes: how many; each with its tick | varint · varint, 8 bytes |
 */
export interface Packet {
  readonly window: number;
  readonly delay: number;
  readonly ack: number;
  readonly first: number;
  readonly inputs: readonly Uint8Array[];
  readonly gone: readonly { readonly player: number; readonly last: number }[];
  readonly hashes: readonly { readonly tick: number; readonly hash: bigint }[];
}

const MAGIC = 0x52; // "R"
const FORMAT = 2;
export const MOST_INPUT_BYTES = 1024;

export const sameInput = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at]);

export const writePacket = ({ window, delay, ack, first, inputs, gone, hashes }: Packet): Uint8Array => {
  const out = new ByteWriter();
  out.u8(MAGIC);
  out.u8(FORMAT);
  out.varint(window);
  out.varint(delay);
  out.varint(ack);
  out.varint(first);
  out.varint(inputs.length);
  let before: Uint8Array | undefined;
  for (const input of inputs) {
    if (before && sameInput(before, input)) out.varint(0);
    else {
      out.varint(input.length + 1);
      out.raw(input);
    }
    before = input;
  }
  out.varint(gone.length);
  for (const { player, last } of gone) {
    out.varint(player);
    out.varint(last);
  }
  out.varint(hashes.length);
  for (const { tick, hash } of hashes) {
    out.varint(tick);
    for (let shift = 0n; shift < 64n; shift += 8n) out.u8(Number((hash >> shift) & 255n));
  }
  return out.copy();
};

/** Throws `net-format`, `net-cut` or `net-value`. */
export const readPacket = (bytes: Uint8Array): Packet => {
  const reader = new ByteReader(bytes, refusals);
  if (reader.u8() !== MAGIC) throw otherFormat('it does not begin with R');
  const format = reader.u8();
  if (format !== FORMAT) throw otherFormat(`${format}, where ${FORMAT} is read`);
  const window = reader.varint();
  const delay = reader.varint();
  const ack = reader.varint();
  const first = reader.varint();
  const inputs: Uint8Array[] = [];
  for (let left = reader.count('a number of inputs'); left > 0; left--) {
    const size = reader.upTo(MOST_INPUT_BYTES + 1, 'an input length');
    const before = inputs.at(-1);
    if (size === 0 && !before) throw impossible('an input like the one before, where none is before');
    inputs.push(size === 0 ? before! : reader.raw(size - 1));
  }
  const gone = Array.from({ length: reader.count('a number of players') }, () => ({ player: reader.varint(), last: reader.varint() }));
  const hashes = Array.from({ length: reader.count('a number of hashes') }, () => ({ tick: reader.varint(), hash: readHash(reader) }));
  reader.end();
  return { window, delay, ack, first, inputs, gone, hashes };
};

const readHash = (reader: ByteReader): bigint => {
  let hash = 0n;
  for (let shift = 0n; shift < 64n; shift += 8n) hash |= BigInt(reader.u8()) << shift;
  return hash;
};
