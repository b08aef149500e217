/**
 * What a world remembers beside its entities: parameters as they stand, the last value of every KPI, and events that scripts have yet to
 * hear. Small, canonical JSON; part of the state hash and of every checkpoint.
 */
import type { Json } from '../kernel/json.ts';
import { canonicalBytes } from '../model/canonical.ts';
import { parseJson } from '../model/json.ts';
import { JsonValue, ParamValue } from '../model/project.ts';
import { z } from '../model/zod.ts';

const Heard = z.strictObject({ type: z.string(), payload: JsonValue, entity: z.string().optional(), source: z.string() });
/** An event on its way to the scripts' next tick. */
export type HeardEvent = z.infer<typeof Heard>;

const Session = z.strictObject({
  /** Microseconds of the world's time. */
  micros: z.int().min(0),
  parameters: z.record(z.string(), ParamValue),
  kpis: z.record(z.string(), z.union([z.string(), z.number()])),
  inbox: z.array(Heard),
});

export interface SessionState {
  micros: number;
  parameters: Readonly<Record<string, ParamValue>>;
  kpis: Record<string, string | number>;
  inbox: HeardEvent[];
}

/** What a world remembers before its first tick. */
export const createSession = (parameters: Readonly<Record<string, ParamValue>>): SessionState => ({
  micros: 0,
  parameters,
  kpis: {},
  inbox: [],
});

/** Canonical JSON: equal sessions are equal bytes. */
export const sessionBytes = ({ micros, parameters, kpis, inbox }: SessionState): Uint8Array =>
  canonicalBytes({ micros, parameters: parameters as Json, kpis, inbox: inbox as unknown as Json });

/** Reads what `sessionBytes` wrote; bytes come from a checkpoint whose hash was checked. */
export function readSession(bytes: Uint8Array): SessionState {
  const parsed = parseJson(new TextDecoder().decode(bytes));
  return Session.parse(parsed.ok ? parsed.value : null);
}
