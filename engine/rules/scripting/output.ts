/** Reads what a script gave back: one text, capped, and nothing in it trusted. */
import type { Json } from '../../kernel/json.ts';
import { canonicalJson } from '../../model/canonical.ts';
import { Refusal } from './block.ts';
import { readDescription, type Description } from './description.ts';
import type { Grant, Limits, ScriptEffect } from './world.ts';

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** A copy without prototypes, so that no key of the guest's means anything to the host. Throws Refusal beyond `depth`. */
export const plainJson = (value: unknown, depth: number, where: string): Json => {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return value + 0;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new Refusal('RESULT', `${where}: a text holds half of a surrogate pair.`);
    return value;
  }
  if (depth === 0) throw new Refusal('RESULT', `${where}: values are nested too deeply.`);
  if (Array.isArray(value)) return value.map((item) => plainJson(item, depth - 1, where));
  const out = Object.create(null) as Record<string, Json>;
  for (const [key, item] of Object.entries(value as object)) {
    if (FORBIDDEN.has(key)) throw new Refusal('RESULT', `${where}: ${JSON.stringify(key)} cannot be the name of a field.`);
    if (!key.isWellFormed()) throw new Refusal('RESULT', `${where}: a name holds half of a surrogate pair.`);
    out[key] = plainJson(item, depth - 1, where);
  }
  return out;
};

export interface Output {
  readonly effects: ScriptEffect[];
  readonly texts: readonly string[];
  readonly streams: Readonly<Record<string, number>>;
  readonly state: Json | undefined;
  readonly result: Json | undefined;
  readonly failure: unknown;
  readonly logs: readonly string[];
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isName = (value: unknown): value is string => isText(value) && value.length > 0 && value.length <= 100;

const malformed = (): Refusal => new Refusal('RESULT', 'The script gave back something that it cannot have asked for.');

const listOf = (value: unknown): unknown[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw malformed();
  return value;
};

const textsOf = (value: unknown): string[] =>
  listOf(value).map((item) => {
    if (!isText(item)) throw malformed();
    return item;
  });

const linesOf = (logs: unknown): string[] => textsOf(logs).map((line) => line.toWellFormed());

const emit = (type: string, payload: Json, entity: unknown, grant: Grant | undefined): ScriptEffect => {
  if (grant?.emits !== undefined && !grant.emits.includes(type)) throw new Refusal('PERMISSION', `This script may not emit ${type}.`);
  return { kind: 'emit', type, payload, ...(isText(entity) && { entity }) };
};

const spawn = (prefab: string | null, components: Json, key: unknown, grant: Grant | undefined): ScriptEffect => {
  if (grant?.spawn === false) throw new Refusal('PERMISSION', 'This script may not spawn entities.');
  if (typeof components !== 'object' || components === null || Array.isArray(components)) throw malformed();
  return { kind: 'spawn', prefab, components: components as Record<string, Json>, ...(isText(key) && { key }) };
};

const readEffect = (value: unknown, depth: number, grant: Grant | undefined): ScriptEffect => {
  if (!Array.isArray(value)) throw malformed();
  const [kind, first, second, third] = value as unknown[];
  if (kind !== 'log' && value.some((item) => isText(item) && !item.isWellFormed()))
    throw new Refusal('RESULT', `${String(kind)}: a text holds half of a surrogate pair.`);
  const plain = (item: unknown): Json => plainJson(item, depth, String(kind));
  if (kind === 'log' && isText(first)) return { kind, text: first.toWellFormed() };
  // Objects of the host's are read by names of KPIs.
  if (kind === 'kpi' && isText(first) && first in Object.prototype)
    throw new Refusal('RESULT', `kpi: ${JSON.stringify(first)} cannot be the name of a KPI.`);
  if (kind === 'kpi' && isName(first) && (isText(second) || Number.isFinite(second)))
    return { kind, name: first, value: plain(second) as string | number };
  if (kind === 'emit' && isName(first)) return emit(first, plain(second), third, grant);
  if (kind === 'after' && Number.isSafeInteger(first) && (first as number) >= 1 && isName(second)) {
    return { kind, ticks: first as number, type: second, payload: plain(third) };
  }
  if (kind === 'spawn' && (first === null || isText(first))) return spawn(first, plain(second), third, grant);
  if (kind === 'despawn' && isText(first)) {
    if (grant?.spawn === false) throw new Refusal('PERMISSION', 'This script may not despawn entities.');
    return { kind, entity: first };
  }
  throw malformed();
};

const readStreams = (value: unknown): Record<string, number> => {
  const streams = Object.create(null) as Record<string, number>;
  for (const [name, count] of Object.entries(value ?? {})) {
    if (!Number.isSafeInteger(count) || (count as number) < 0) throw malformed();
    if (!name.isWellFormed()) throw new Refusal('RESULT', 'random: a name holds half of a surrogate pair.');
    if (FORBIDDEN.has(name)) throw new Refusal('RESULT', `random: ${JSON.stringify(name)} cannot be the name of a stream.`);
    streams[name] = count as number;
  }
  return streams;
};

const nothing: Output = { effects: [], texts: [], streams: {}, state: undefined, result: undefined, failure: undefined, logs: [] };

const objectOf = (text: string): Record<string, unknown> => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (typeof parsed !== 'object' || parsed === null) throw malformed();
  return parsed as Record<string, unknown>;
};

/** `state` as it is kept. Throws Refusal. */
export const stateText = (state: Json, { stateBytes }: Limits): string => {
  const text = canonicalJson(state);
  if (new TextEncoder().encode(text).length > stateBytes)
    throw new Refusal('RESULT', `state has more than ${stateBytes} bytes: keep less in it.`);
  return text;
};

/** What the SDK says when a script has loaded. */
export interface Attached {
  readonly hooks: readonly string[];
  readonly events: readonly string[];
  readonly logs: readonly string[];
  /** Canonical. */
  readonly state: string;
  readonly failure: Description | undefined;
}

/** Throws Refusal. */
export const readAttached = (text: string | undefined, limits: Limits): Attached => {
  const { hooks, events, state, logs, failure } = objectOf(text ?? '');
  return {
    hooks: textsOf(hooks),
    events: textsOf(events),
    logs: linesOf(logs),
    failure: failure === undefined ? undefined : readDescription(failure),
    state: failure === undefined && isText(state) ? stateText(plainJson(objectOf(state), limits.resultDepth, 'state'), limits) : '{}',
  };
};

/** Throws Refusal. `text` is what `finish` gave; undefined when the script had nothing to say. */
export const readOutput = (text: string | undefined, limits: Limits, grant: Grant | undefined): Output => {
  if (text === undefined) return nothing;
  const { effects, texts, streams, state, result, failure, logs } = objectOf(text);
  const asked = listOf(effects);
  if (asked.length > limits.effects + limits.logLines) throw malformed();
  const depth = limits.resultDepth;
  return {
    effects: asked.map((item) => readEffect(item, depth, grant)),
    texts: textsOf(texts),
    streams: readStreams(streams),
    state: state === undefined ? undefined : plainJson(state, depth, 'state'),
    result: result === undefined ? undefined : plainJson(result, depth, 'the result of the hook'),
    failure,
    logs: linesOf(logs),
  };
};
