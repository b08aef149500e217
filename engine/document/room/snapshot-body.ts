/** The inside of a snapshot in the cloud: `u32 length of the head, little-endian; head as JSON {epoch, seq, leases}; the document as one Yjs update v2`. */
import { z } from '../../model/zod.ts';

export interface SnapshotBody {
  epoch: string;
  /** The number of the last record that is in it. */
  seq: number;
  leases: readonly (readonly [number, string])[];
  update: Uint8Array;
}

const Head = z.object({ epoch: z.string().min(1), seq: z.number().int().min(0), leases: z.array(z.tuple([z.number().int(), z.string()])) });

export function encodeSnapshotBody({ update, ...head }: SnapshotBody): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const body = new Uint8Array(4 + text.length + update.length);
  new DataView(body.buffer).setUint32(0, text.length, true);
  body.set(text, 4);
  body.set(update, 4 + text.length);
  return body;
}

/** @throws for what is no snapshot. */
export function decodeSnapshotBody(body: Uint8Array): SnapshotBody {
  const length = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(0, true);
  const head = Head.parse(JSON.parse(new TextDecoder().decode(body.subarray(4, 4 + length))));
  return { ...head, update: body.slice(4 + length) };
}
