/** A room's state as one file: `LQROOM1\n`, crc32 of the rest, then gzip of `[u32 header length][header JSON][Yjs update v1]`. */
import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { RoomState } from '../../../engine/document/index.ts';

const magic = Buffer.from('LQROOM1\n');
const Header = z.object({ epoch: z.string().min(1), leases: z.array(z.tuple([z.number().int(), z.string()])) });

export function encodeSnapshot({ epoch, update, leases }: RoomState): Uint8Array {
  const head = Buffer.from(JSON.stringify({ epoch, leases: [...leases] }));
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(head.length);
  const body = gzipSync(Buffer.concat([length, head, update]), { level: 3 });
  const sum = Buffer.allocUnsafe(4);
  sum.writeUInt32LE(crc32(body));
  return Buffer.concat([magic, sum, body]);
}

/** Undefined for bytes that are not a whole snapshot. */
export function decodeSnapshot(file: Uint8Array): RoomState | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const body = bytes.subarray(12);
  if (bytes.length < 13 || !bytes.subarray(0, 8).equals(magic) || bytes.readUInt32LE(8) !== crc32(body)) return undefined;
  const plain = gunzipSync(body);
  const length = plain.readUInt32LE(0);
  const { epoch, leases } = Header.parse(JSON.parse(plain.toString('utf8', 4, 4 + length)));
  return { epoch, leases: new Map(leases), update: new Uint8Array(plain.subarray(4 + length)) };
}
