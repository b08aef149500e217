/** What a room's log holds. A record is one byte of kind and its body; the log frames and checks it. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export type RoomRecord =
  /** A Yjs update (v1) that was admitted. */
  | { kind: 'update'; update: Uint8Array }
  /** Client number `lease` belongs to `person` from now on. */
  | { kind: 'lease'; lease: number; person: string };

export function encodeRecord(record: RoomRecord): Uint8Array {
  const out = encoding.createEncoder();
  if (record.kind === 'update') {
    encoding.writeUint8(out, 1);
    encoding.writeUint8Array(out, record.update);
  } else {
    encoding.writeUint8(out, 2);
    encoding.writeVarUint(out, record.lease);
    encoding.writeVarString(out, record.person);
  }
  return encoding.toUint8Array(out);
}

/** @throws when the bytes are not a record: a log that passed its checksum holds nothing else. */
export function decodeRecord(bytes: Uint8Array): RoomRecord {
  const input = decoding.createDecoder(bytes);
  const kind = decoding.readUint8(input);
  if (kind === 1) return { kind: 'update', update: decoding.readTailAsUint8Array(input) };
  if (kind === 2) return { kind: 'lease', lease: decoding.readVarUint(input), person: decoding.readVarString(input) };
  throw new Error(`A room's log has a record of unknown kind ${kind}.`);
}
