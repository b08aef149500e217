/**
 * The frame of a physics snapshot. Its hash lets a backend trust what it reads: only bytes that some backend wrote get past it. It finds
 * damage and authenticates nothing, as that of the checkpoint around it.
 *
 * | offset | size | what |
 * |---|---|---|
 * | 0 | 4 | magic `LQPB` |
 * | 4 | 4 | format, u32 little-endian: 1 |
 * | 8 | 8 | xxh64 of what follows, xor that of the backend's id |
 * | 16 | | the backend's own bytes |
 */
import { xxh64 } from '../../kernel/hash/index.ts';
import { LedgerError } from '../../kernel/error.ts';

export const frameBytes = 16;
const magic = 0x4250_514c; // "LQPB"
const format = 1;

const hashOf = (id: string, payload: Uint8Array): bigint => xxh64(payload) ^ xxh64(new TextEncoder().encode(id));

/** Fills in the frame around a payload that begins at `frameBytes`. */
export function seal(id: string, bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(0, magic, true);
  view.setUint32(4, format, true);
  view.setBigUint64(8, hashOf(id, bytes.subarray(frameBytes)), true);
  return bytes;
}

/** The payload. Throws LedgerError `checkpoint-physics`. */
export function unseal(id: string, bytes: Uint8Array): Uint8Array {
  if (bytes.length < frameBytes) throw unreadable(id);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== magic || view.getUint32(4, true) !== format) throw unreadable(id);
  const payload = bytes.slice(frameBytes);
  if (view.getBigUint64(8, true) !== hashOf(id, payload)) throw unreadable(id);
  return payload;
}

export const unreadable = (id: string): LedgerError =>
  new LedgerError({
    code: 'checkpoint-physics',
    message: `The bodies of the checkpoint cannot be read: they are damaged, or ${id} did not write them.`,
    hint: 'Fetch the checkpoint again, or open it with the engine build that it names.',
  });
