import { z } from 'zod';
import type { Json } from '../../../engine/kernel/json.ts';
import type { LoggedCommand, SessionHead, SessionStart, StoredRecord } from '../../ports/index.ts';
import { canonical, digest } from '../evidence.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Common = z.strictObject({
  format: z.literal(1),
  tenant: z.string(),
  session: z.string(),
  seq: z.int().min(0),
  at: z.int(),
  /** Hash of the record before; empty for the first. */
  prev: z.union([z.literal(''), Sha256]),
  engine: z.string(),
  package: Sha256,
});

const ParamValue = z.union([z.number(), z.string(), z.boolean()]);

export const StartRecord = Common.extend({
  kind: z.literal('start'),
  project: z.string(),
  level: z.string(),
  channel: z.string(),
  revision: z.int(),
  latency: z.enum(['turn', 'interactive', 'relaxed']),
  pace: z.enum(['realtime', 'fast']),
  start: z.strictObject({
    scenario: z.string().optional(),
    parameters: z.record(z.string(), z.union([ParamValue, z.array(ParamValue)])).optional(),
    seed: z.int(),
  }),
  startedBy: z.string(),
  /** Absent in sessions from before it was said. */
  region: z.string().optional(),
});
export type StartRecord = z.infer<typeof StartRecord>;

export const AuditedCommand = z.strictObject({
  seq: z.int().min(1),
  /** The tick that consumed it. */
  tick: z.int().min(0),
  sender: z.int().min(0),
  clientSeq: z.int().min(0),
  type: z.string(),
  payload: z.json(),
});
export type AuditedCommand = z.infer<typeof AuditedCommand>;

export const SliceRecord = Common.extend({
  kind: z.literal('slice'),
  /** The world's tick before and after. */
  fromTick: z.int().min(0),
  toTick: z.int().min(0),
  commands: z.array(AuditedCommand),
  cursor: z.int().min(0),
  /** State hash of each tick. */
  hashes: z.array(z.string().regex(/^[0-9a-f]{16}$/)),
  /** The engine's own sha256 chain after the last tick. */
  chain: Sha256,
  /** `<loopEpoch>:<slice>`: the call that did it. */
  slice: z.string(),
  fuel: z.number(),
});
export type SliceRecord = z.infer<typeof SliceRecord>;

/** What the audit keeps of a session: record 0 says what it was started with, record n what its n-th commit did. */
export const AuditRecord = z.discriminatedUnion('kind', [StartRecord, SliceRecord]);
export type AuditRecord = z.infer<typeof AuditRecord>;

/** The record as it is stored and hashed. */
export const storeRecord = (record: AuditRecord): StoredRecord => {
  const text = canonical(record);
  return { seq: record.seq, record: text, hash: digest(text) };
};

export const startRecord = (start: SessionStart): StartRecord => ({
  format: 1,
  kind: 'start',
  tenant: start.tenant,
  session: start.session,
  seq: 0,
  at: start.at,
  prev: '',
  engine: start.engine,
  package: start.packageHash,
  project: start.project,
  level: start.level,
  channel: start.channel,
  revision: start.revision,
  latency: start.latency,
  pace: start.pace,
  start: start.start as StartRecord['start'],
  startedBy: start.startedBy,
  ...(start.region !== undefined && { region: start.region }),
});

/** `commands` are those the commit consumed, in order. */
export function sliceRecord(before: AuditRecord & { hash: string }, head: SessionHead, commands: readonly LoggedCommand[]): SliceRecord {
  const slice = head.slice;
  if (slice === undefined) throw new Error('A commit without its slice');
  const tickOf = (seq: number): number => slice.consumed.find(({ upTo }) => seq <= upTo)?.tick ?? slice.toTick;
  return {
    format: 1,
    kind: 'slice',
    tenant: before.tenant,
    session: before.session,
    seq: head.version,
    at: slice.at,
    prev: before.hash,
    engine: before.engine,
    package: before.package,
    fromTick: slice.fromTick,
    toTick: slice.toTick,
    commands: commands.map(({ seq, sender, clientSeq, type, payload }) => ({
      seq,
      tick: tickOf(seq),
      sender,
      clientSeq,
      type,
      payload: payload as z.infer<ReturnType<typeof z.json>>,
    })),
    cursor: head.cursor,
    hashes: [...slice.hashes],
    chain: head.chain,
    slice: head.lastSlice,
    fuel: slice.fuel,
  };
}

/** One line of a sealed segment: the record with its hash beside it. */
export const segmentLine = ({ record, hash }: StoredRecord): string => canonical({ ...(JSON.parse(record) as Record<string, Json>), hash });

/** The stored record that a line holds, its hash as the line says. Undefined when the line is not one. */
export function readLine(line: string): StoredRecord | undefined {
  try {
    const { hash, ...record } = JSON.parse(line) as Record<string, Json>;
    return typeof hash === 'string' && typeof record['seq'] === 'number'
      ? { seq: record['seq'], record: canonical(record), hash }
      : undefined;
  } catch {
    return undefined;
  }
}
