/**
 * What windows and the cloud's rooms say to each other: requests over HTTP, which are answered, and events on the room's channel, which may be
 * lost, doubled or out of order. Bytes are base64 of gzip in both. Records carry their numbers, so that whoever misses one knows.
 */
import { z } from '../../model/zod.ts';
import { Person } from '../presence.ts';

export const cloudProtocol = 1;

const Packed = z.string().max(6 << 20);
const Seq = z.number().int().min(0);
const base = { room: z.string().max(300), token: z.string().max(2000) };
const inside = { ...base, session: z.number().int().min(1), role: z.enum(['viewer', 'editor', 'owner']) };

export const CloudRequest = z.discriminatedUnion('op', [
  /** Makes the room from a first state, where there is none. */
  z.object({ op: z.literal('create'), ...base, seed: Packed }),
  /** Asks for a number to write under. */
  z.object({ op: z.literal('join'), ...base, protocol: z.number().int() }),
  /** Asks for what a document with this state vector (base64) lacks. */
  z.object({ op: z.literal('sync'), ...inside, vector: z.string().max(1 << 20) }),
  /** Updates in order: each is judged and, where it is new, becomes a record. */
  z.object({ op: z.literal('submit'), ...inside, updates: z.array(Packed).min(1).max(64) }),
  /** Asks for records after one; also to hear that there are none. */
  z.object({ op: z.literal('after'), ...inside, seq: Seq }),
  /** A part of a snapshot's file. */
  z.object({ op: z.literal('snapshot'), ...inside, seq: Seq, from: Seq }),
  /** A state as JSON text, or null on leaving. */
  z.object({ op: z.literal('presence'), ...inside, state: z.string().nullable() }),
  /** A person's role has changed: their windows come again. */
  z.object({ op: z.literal('dismiss'), ...base, person: z.string().max(128) }),
]);
export type CloudRequest = z.infer<typeof CloudRequest>;

export const Rejected = z.object({ rejected: z.object({ reason: z.string(), message: z.string() }), acked: Seq.optional() });
export const Joined = z.object({
  epoch: z.string(),
  session: z.number().int().min(1),
  role: z.enum(['viewer', 'editor', 'owner']),
  person: Person,
  seq: Seq,
  /** Where events come from: the realtime endpoint, the host to name there, the channel. */
  events: z.object({ realtime: z.string(), host: z.string(), channel: z.string() }),
});
/** `update`: what is lacking up to `seq`. `snapshot`: it is too much for one answer; that file, then the records after it. */
export const Synced = z.union([
  z.object({ seq: Seq, update: Packed }),
  z.object({ snapshot: z.object({ seq: Seq, size: z.number().int().min(1) }) }),
]);
export const Submitted = z.object({ acked: Seq, seqs: z.array(Seq) });
const StoredRecord = z.object({ seq: Seq, session: z.number().int().min(0), update: Packed.optional() });
export const After = z.object({ records: z.array(StoredRecord), last: Seq, role: z.enum(['viewer', 'editor', 'owner']) });
export const SnapshotPart = z.object({ bytes: Packed });

/**
 * An event. `record`: record `seq` by `session`; part `part` of `of` of its update, or nothing where it is none (somebody joined). `presence`:
 * the text of a presence frame. `dismissed`: a person's role has changed.
 */
export const CloudEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('record'),
    epoch: z.string(),
    seq: Seq,
    session: z.number().int().min(0),
    part: z.number().int().min(0).optional(),
    of: z.number().int().min(1).max(64).optional(),
    update: Packed.optional(),
  }),
  z.object({ kind: z.literal('presence'), text: z.string() }),
  z.object({ kind: z.literal('dismissed'), person: z.string() }),
]);
export type CloudEvent = z.infer<typeof CloudEvent>;

/** Base64 characters of one event: an event of AppSync has at most 240 KB. */
const mostPerEvent = 230_000;

/** A record as events, each small enough for the channel. `update`: base64 of gzip; undefined for a record that is none. */
export function eventsOf(
  record: { epoch: string; seq: number; session: number },
  update: string | undefined,
  most: number = mostPerEvent,
): CloudEvent[] {
  if (update === undefined) return [{ kind: 'record', ...record }];
  const of = Math.max(1, Math.ceil(update.length / most));
  return Array.from({ length: of }, (_, part) => ({
    kind: 'record',
    ...record,
    part,
    of,
    update: update.slice(part * most, (part + 1) * most),
  }));
}
