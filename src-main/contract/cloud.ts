import { z } from 'zod';
import { Standing } from './tenant-sign-in.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Json = z.json();
const OneValue = z.union([z.number(), z.string(), z.boolean()]);
const ParamValue = z.union([OneValue, z.array(OneValue)]);

export const CloudStatus = z.object({
  target: z.string(),
  state: z.enum(['ready', 'starting', 'stopped']),
  /** One sentence for people when the state is not `ready`. */
  reason: z.string().optional(),
  tenants: z.array(z.object({ id: z.string(), roles: z.array(z.string()), standing: Standing })),
});
export type CloudStatus = z.infer<typeof CloudStatus>;

export const Publication = z.object({
  tenant: z.string(),
  channel: z.string(),
  level: z.string(),
  name: z.string(),
  revision: z.number().int(),
  packageHash: Hash,
  engine: z.string(),
  goldenHash: Hash,
  cloudHash: Hash,
  publisher: z.string(),
  publishedAt: z.string(),
  thumbnail: z.object({
    state: z.enum(['pending', 'ready', 'unavailable']),
    reason: z.string().optional(),
    adapter: z.string().optional(),
  }),
});
export type Publication = z.infer<typeof Publication>;

/** What the Publish sheet shows before anyone presses the button. */
export const PublishCheck = z.object({
  packageHash: Hash.optional(),
  live: Publication.optional(),
  /** One sentence per difference to what is live. */
  differences: z.array(z.string()),
  parity: z.enum(['not-published', 'same', 'changed', 'differs']),
  /** Sessions of the channel that are not over: played or paused. */
  openSessions: z.number().int(),
  /** US dollars per session hour, by latency class. */
  price: z.array(z.object({ latencyClass: z.string(), dollarsPerHour: z.string() })),
  /** What keeps the level from being published. */
  blockers: z.array(z.string()),
  /** What keeps nothing from it, but is worth a look: places in scripts that do not fit the level. */
  warnings: z.array(z.string()),
});
export type PublishCheck = z.infer<typeof PublishCheck>;

export const publishStages = ['compile', 'prove', 'upload', 'verify', 'sign', 'promote', 'done'] as const;
export const PublishProgress = z.object({
  publish: z.string(),
  stage: z.enum(publishStages),
  /** 0 to 1. */
  fraction: z.number(),
  message: z.string(),
});
export type PublishProgress = z.infer<typeof PublishProgress>;

export const PublishOutcome = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    tenant: z.string(),
    channel: z.string(),
    revision: z.number().int(),
    packageHash: Hash,
    goldenHash: Hash,
    cloudHash: Hash,
    unchanged: z.boolean(),
    /** Whose keys signed: those of this machine, or of a KMS. */
    assurance: z.enum(['local', 'kms']),
  }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string(), hint: z.string().optional(), where: z.string().optional() }),
]);
export type PublishOutcome = z.infer<typeof PublishOutcome>;

export const ScriptTrouble = z.object({
  /** Of the last fault. */
  tick: z.number().int(),
  script: z.string(),
  message: z.string(),
  line: z.number().int().optional(),
  /** Faults so far. */
  times: z.number().int(),
  /** Scripts that rest for the rest of the session. */
  resting: z.array(z.string()).readonly(),
});

/** What runs a session: functions that it shares with others, or a host of its own. */
export const SessionHost = z.enum(['functions', 'hot']);
export type SessionHost = z.infer<typeof SessionHost>;

/** How a session stands, in one word. */
export const SessionState = z.enum(['waiting', 'running', 'idle', 'paused', 'finished', 'ended', 'failed']);

/** Why the cloud itself paused or ended a session. */
export const PhaseReason = z.enum(['budget', 'erased']);

export const SessionSummary = z.object({
  id: z.string(),
  tenant: z.string(),
  level: z.string(),
  channel: z.string(),
  revision: z.number().int(),
  state: SessionState,
  host: SessionHost,
  ticks: z.number().int(),
  plannedTicks: z.number().int(),
  /** Name of the scenario that it plays; absent where the level has none. */
  scenario: z.string().optional(),
  players: z.number().int(),
  startedAt: z.string(),
  hash: z.string(),
  /** Why the cloud itself paused or ended it; absent where a person did. */
  why: PhaseReason.optional(),
  /** What is wrong with its scripts; absent while nothing is. */
  trouble: ScriptTrouble.optional(),
});
export type SessionSummary = z.infer<typeof SessionSummary>;

export const AuditRecord = z.object({
  seq: z.number().int(),
  kind: z.string(),
  fromTick: z.number().int(),
  toTick: z.number().int(),
  at: z.string(),
  hash: Hash,
  summary: z.string(),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

export const Verdict = z.object({
  ticks: z.number().int(),
  diverged: z.boolean(),
  at: z.string().optional(),
  findings: z.array(z.string()),
  assurance: z.enum(['local', 'kms', 'witnessed']),
});
export type Verdict = z.infer<typeof Verdict>;

/** A production session, complete enough to be replayed, scrubbed and forked on this machine. */
export const SessionRecording = z.object({
  session: SessionSummary,
  engine: z.object({ id: z.string(), url: z.string() }),
  package: z.object({ manifest: z.base64(), files: z.record(z.string(), z.base64()) }),
  start: z.object({ scenario: z.string().optional(), parameters: z.record(z.string(), ParamValue).optional(), seed: z.number().int() }),
  commands: z.array(z.object({ tick: z.number().int(), sender: z.number().int(), seq: z.number().int(), type: z.string(), payload: Json })),
  hashes: z.array(z.string()),
});
export type SessionRecording = z.infer<typeof SessionRecording>;
