/** A room's state as one file: `LQROOM2\n`, crc32 of the rest, then gzip of `[u32 header length][header JSON][Yjs update v2]`. */
import { promisify } from 'node:util';
import { crc32, gunzipSync, gzip } from 'node:zlib';
import * as Y from 'yjs';
import { z } from 'zod';

const magic = Buffer.from('LQROOM2\n');
/** The same with an update v1, as it was written before. */
const magic1 = Buffer.from('LQROOM1\n');
const Header = z.object({ epoch: z.string().min(1), leases: z.array(z.tuple([z.number().int(), z.string()])) });

export interface SnapshotState {
  epoch: string;
  doc: Y.Doc;
  leases: ReadonlyMap<number, string>;
}

/** The state of this moment, whatever happens to the document before the answer comes. */
export async function encodeSnapshot({ epoch, doc, leases }: SnapshotState): Promise<Uint8Array> {
  const head = Buffer.from(JSON.stringify({ epoch, leases: [...leases] }));
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(head.length);
  const plain = Buffer.concat([length, head, Y.encodeStateAsUpdateV2(doc)]);
  const body = await promisify(gzip)(plain, { level: 3 });
  const sum = Buffer.allocUnsafe(4);
  sum.writeUInt32LE(crc32(body));
  return Buffer.concat([magic, sum, body]);
}

/** `bytes`: of the document, encoded. Undefined for bytes that are not a whole snapshot. */
export function decodeSnapshot(file: Uint8Array): (SnapshotState & { bytes: number }) | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const mark = bytes.subarray(0, 8);
  const body = bytes.subarray(12);
  if (bytes.length < 13 || !(mark.equals(magic) || mark.equals(magic1)) || bytes.readUInt32LE(8) !== crc32(body)) return undefined;
  const plain = gunzipSync(body);
  const length = plain.readUInt32LE(0);
  const { epoch, leases } = Header.parse(JSON.parse(plain.toString('utf8', 4, 4 + length)));
  const update = new Uint8Array(plain.subarray(4 + length));
  const doc = new Y.Doc();
  (mark.equals(magic) ? Y.applyUpdateV2 : Y.applyUpdate)(doc, update);
  return { epoch, doc, leases: new Map(leases), bytes: update.length };
}
