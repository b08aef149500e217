import { z } from 'zod';
import { PhaseReason, ScriptTrouble, SessionHost, SessionState } from './cloud.ts';

/** How a session did in the last seconds, by its host's clock. */
export const SessionPulse = z.object({
  at: z.number(),
  /** Milliseconds that the figures are of. */
  span: z.number(),
  /** Ticks per second, reached and wanted; 0 wanted: it runs in turns. */
  hz: z.number(),
  due: z.number(),
  /** Milliseconds of a tick: the median, and what one in a hundred exceeds. */
  p50: z.number(),
  p99: z.number(),
  slices: z.number().int(),
  late: z.number().int(),
  commands: z.number().int(),
  listeners: z.number().int(),
  pushed: z.number(),
  /** US dollars. */
  perHour: z.string().optional(),
});
export type SessionPulse = z.infer<typeof SessionPulse>;

export const SessionHealth = z.object({
  id: z.string(),
  tenant: z.string(),
  level: z.string(),
  channel: z.string(),
  revision: z.number().int(),
  engine: z.string(),
  state: SessionState,
  phase: z.enum(['open', 'paused', 'ended']),
  loop: z.enum(['idle', 'running', 'parked']),
  done: z.boolean(),
  host: SessionHost,
  ticks: z.number().int(),
  players: z.number().int(),
  /** Absent while its loop stands still. */
  pulse: SessionPulse.optional(),
  /** What wants somebody's eye, worst first. */
  worries: z.array(z.enum(['parked', 'overruns', 'scripts-rest', 'scripts-fail'])).readonly(),
  /** Why the cloud itself paused or ended it; absent where a person did. */
  why: PhaseReason.optional(),
  fault: z.string().optional(),
  trouble: ScriptTrouble.optional(),
  tracedUntil: z.number().optional(),
});
export type SessionHealth = z.infer<typeof SessionHealth>;

/** What an operator looks at of one tenant. */
export const Operations = z.object({
  tenant: z.string(),
  /** Each with its level's name; absent where that is live no more. */
  sessions: z.array(SessionHealth.extend({ name: z.string().optional() })).readonly(),
  /** US dollars by the price table of that date. */
  spend: z.object({ lastHour: z.string(), today: z.string(), month: z.string(), prices: z.string(), budget: z.string().optional() }),
  letters: z
    .array(
      z.object({
        system: z.string(),
        id: z.string(),
        about: z.string(),
        at: z.number(),
        error: z.string(),
        tries: z.number().int(),
        asked: z.number().optional(),
      }),
    )
    .readonly(),
  publishers: z.array(z.object({ name: z.string(), roles: z.array(z.string()).readonly() })).readonly(),
  engines: z
    .array(
      z.object({
        id: z.string(),
        deployed: z.boolean(),
        live: z.array(z.string()).readonly(),
        running: z.number().int(),
        over: z.number().int(),
      }),
    )
    .readonly(),
  retention: z
    .array(z.object({ what: z.enum(['audit', 'records', 'logs', 'traces', 'letters', 'unsorted']), days: z.number().int().optional() }))
    .readonly(),
});
export type Operations = z.infer<typeof Operations>;

/** An alarm of the whole cloud that rings. */
export const RingingAlarm = z.object({
  id: z.string(),
  /** When it began to ring, ms. */
  at: z.number(),
  /** What it rings for, in words. */
  means: z.string(),
  /** The figures that it rang at. */
  reason: z.string(),
});
export type RingingAlarm = z.infer<typeof RingingAlarm>;

export const TenantVerdict = z.object({
  assurance: z.enum(['local', 'kms', 'witnessed']),
  sessions: z.number().int(),
  findings: z.array(z.string()),
});
export type TenantVerdict = z.infer<typeof TenantVerdict>;

export const RedriveOutcome = z.object({ outcome: z.enum(['done', 'failed', 'unanswered']), error: z.string().optional() });
export type RedriveOutcome = z.infer<typeof RedriveOutcome>;
