/**
 * What a world remembers beside its entities: parameters as they stand, the last value of every KPI, and events that scripts have yet to
 * hear. Small, canonical JSON; part of the state hash and of every checkpoint.
 */
import { LedgerError } from '../kernel/error.ts';
import type { Json } from '../kernel/json.ts';
import { utf8 } from '../kernel/utf8.ts';
import { canonicalJson } from '../model/canonical.ts';
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

const parameterTexts = new WeakMap<object, string>();

/** Parameters are replaced and never written to: their text is made once. */
function parameterText(parameters: SessionState['parameters']): string {
  let text = parameterTexts.get(parameters);
  if (text === undefined) parameterTexts.set(parameters, (text = canonicalJson(parameters as Json)));
  return text;
}

/** Canonical JSON `{inbox, kpis, micros, parameters}`. Written out, because every tick is hashed. */
export const sessionBytes = ({ micros, parameters, kpis, inbox }: SessionState): Uint8Array =>
  utf8(
    `{"inbox":${canonicalJson(inbox as unknown as Json)},"kpis":${canonicalJson(kpis)},"micros":${micros},"parameters":${parameterText(parameters)}}`,
  );

/** Reads what `sessionBytes` wrote. Throws LedgerError `checkpoint-session` for anything else. */
export function readSession(bytes: Uint8Array): SessionState {
  const parsed = parseJson(new TextDecoder().decode(bytes));
  const session = Session.safeParse(parsed.ok ? parsed.value : null);
  if (session.success) return session.data;
  throw new LedgerError({
    code: 'checkpoint-session',
    message: 'What the checkpoint remembers beside its entities cannot be read.',
    hint: 'Fetch it again, or replay from an earlier one.',
    where: session.error.issues[0]?.path.join('.'),
  });
}
