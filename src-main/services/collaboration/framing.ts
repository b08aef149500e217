/**
 * Framed records in a file: `[u32 length][u32 crc32][bytes]`, little endian. A process may die in the middle of one, so a file is read up to
 * the first record that is not whole; what stands before it was written completely.
 */
import { crc32 } from 'node:zlib';

const header = 8;

export function frameRecord(bytes: Uint8Array): Uint8Array {
  const framed = Buffer.allocUnsafe(header + bytes.length);
  framed.writeUInt32LE(bytes.length, 0);
  framed.writeUInt32LE(crc32(bytes), 4);
  framed.set(bytes, header);
  return framed;
}

/** The whole records of a file and the length up to which they reach. */
export function readRecords(file: Uint8Array): { records: Uint8Array[]; length: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  let at = 0;
  while (at + header <= file.length) {
    const length = view.getUint32(at, true);
    const bytes = file.subarray(at + header, at + header + length);
    if (length === 0 || bytes.length < length || crc32(bytes) !== view.getUint32(at + 4, true)) break;
    records.push(bytes);
    at += header + length;
  }
  return { records, length: at };
}

/** How far behind damage whole records are looked for, and how long one may be. */
const sight = 256 << 10;

/** How many whole records stand behind the first bytes of what could not be read, wherever they begin: none behind half a record. */
export function countBehind(rest: Uint8Array): number {
  const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
  for (let at = 1; at < sight && at + header < rest.length; at += 1) {
    const length = view.getUint32(at, true);
    if (length === 0 || length > sight || at + header + length > rest.length) continue;
    const bytes = rest.subarray(at + header, at + header + length);
    if (crc32(bytes) === view.getUint32(at + 4, true)) return readRecords(rest.subarray(at)).records.length;
  }
  return 0;
}
