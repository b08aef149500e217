/** What differs between a state that was computed and the one that was recorded, in the terms of the level. */
import { LedgerError } from '../kernel/error.ts';
import { compareText, type Json } from '../kernel/json.ts';
import { firstDifference, restoreArena, type Arena, type Entity } from '../kernel/world/index.ts';
import { parseJson } from '../model/json.ts';
import type { Registry } from '../model/registry.ts';
import type { StatePart } from '../record/index.ts';

/** `state`: the hashes differ and no more is known. `recording`: the recorded states are equal to ours, the recorded hash is not theirs. */
export type DivergedPart = 'field' | 'entity' | 'world' | 'body' | 'script' | 'kpi' | 'session' | 'fuel' | 'chain' | 'state' | 'recording';

export interface Divergence {
  /** The first tick whose outcome differs. */
  readonly tick: number;
  readonly what: DivergedPart;
  /** By key. */
  readonly entity?: string;
  readonly component?: string;
  readonly field?: string;
  /** Path of the script whose memory differs. */
  readonly script?: string;
  /** Name of the KPI, of the part of a body or the session, or the path in a script's `state`. */
  readonly name?: string;
  /** What this replay came to. */
  readonly ours: Json;
  /** What was recorded. */
  readonly theirs: Json;
}

type Found = Omit<Divergence, 'tick'>;

const jsonOf = (bytes: Uint8Array): Json => {
  const parsed = parseJson(new TextDecoder().decode(bytes));
  return parsed.ok ? parsed.value : null;
};

const isRecord = (value: Json | undefined): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first path at which two JSON values differ, keys in their order. */
function firstPath(ours: Json, theirs: Json, path = ''): { name: string; ours: Json; theirs: Json } | undefined {
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return undefined;
  if (isRecord(ours) && isRecord(theirs)) {
    for (const key of [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].toSorted(compareText)) {
      const found = firstPath(ours[key] ?? null, theirs[key] ?? null, path === '' ? key : `${path}.${key}`);
      if (found) return found;
    }
  }
  return { name: path, ours, theirs };
}

function arenaDifference(ours: Arena, registry: Registry, theirs: Uint8Array): Found | undefined {
  try {
    const difference = firstDifference(ours, restoreArena(registry, theirs));
    if (!difference) return undefined;
    const { where, entity, component, field, ours: a, theirs: b } = difference;
    if (component !== undefined && field !== undefined && entity !== undefined)
      return { what: 'field', entity, component, field, ours: a, theirs: b };
    return { what: entity === undefined ? 'world' : 'entity', ...(entity !== undefined && { entity }), name: where, ours: a, theirs: b };
  } catch (error) {
    return { what: 'recording', name: 'arena', ours: null, theirs: error instanceof LedgerError ? error.message : 'cannot be read' };
  }
}

const figureNames = [
  ...['position', 'rotation', 'velocity', 'spin'].flatMap((name) =>
    ['x', 'y', 'z', ...(name === 'rotation' ? ['w'] : [])].map((lane) => `${name}.${lane}`),
  ),
  'asleep',
];

interface Bodies {
  readonly entities: readonly number[];
  readonly figures: readonly number[];
}

/** See PhysicsWorld.bodies; bytes of a recording may be anything. */
function bodiesOf(bytes: Uint8Array): Bodies {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const told = bytes.length < 8 ? 0 : view.getUint32(0, true);
  const count = Math.min(told, Math.max(0, Math.floor((bytes.length - 8) / 60)));
  return {
    entities: Array.from({ length: count }, (_, i) => view.getUint32(8 + i * 4, true)),
    figures: Array.from({ length: count * 14 }, (_, i) => view.getFloat32(8 + count * 4 + i * 4, true)),
  };
}

function bodyDifference(arena: Arena, oursBytes: Uint8Array, theirsBytes: Uint8Array): Found | undefined {
  const [ours, theirs] = [bodiesOf(oursBytes), bodiesOf(theirsBytes)];
  const nameOf = (id: number | undefined): string | null => (id === undefined ? null : arena.nameOf(id as Entity));
  for (let body = 0; body < Math.max(ours.entities.length, theirs.entities.length); body += 1) {
    if (ours.entities[body] !== theirs.entities[body])
      return { what: 'body', name: 'order of bodies', ours: nameOf(ours.entities[body]), theirs: nameOf(theirs.entities[body]) };
    const lane = figureNames.findIndex((_, i) => !Object.is(ours.figures[body * 14 + i], theirs.figures[body * 14 + i]));
    if (lane >= 0)
      return {
        what: 'body',
        entity: arena.nameOf(ours.entities[body]! as Entity),
        name: figureNames[lane]!,
        ours: ours.figures[body * 14 + lane]!,
        theirs: theirs.figures[body * 14 + lane]!,
      };
  }
  const at = oursBytes.findIndex((byte, i) => byte !== theirsBytes[i]);
  if (at < 0 && oursBytes.length === theirsBytes.length) return undefined;
  return { what: 'body', name: 'contacts', ours: oursBytes[at] ?? oursBytes.length, theirs: theirsBytes[at] ?? theirsBytes.length };
}

/** KPIs before the rest of the session: they are what people look at. */
function sessionDifference(ours: Json, theirs: Json): Found | undefined {
  const kpis = (session: Json): Json => (isRecord(session) ? (session['kpis'] ?? null) : null);
  const kpi = firstPath(kpis(ours), kpis(theirs));
  if (kpi) return { what: 'kpi', ...kpi };
  const other = firstPath(ours, theirs);
  return other && { what: 'session', ...other };
}

/** A script's durable state holds its `state` as a text of its own. */
function scriptDifference(script: string, ours: Json, theirs: Json): Found | undefined {
  const opened = (durable: Json): Json => {
    if (!isRecord(durable) || typeof durable['state'] !== 'string') return durable;
    const state = parseJson(durable['state']);
    return { ...durable, state: state.ok ? state.value : durable['state'] };
  };
  const found = firstPath(opened(ours), opened(theirs));
  return found && { what: 'script', script, ...found };
}

/** The first difference of each part that differs: fields first, then bodies, scripts, KPIs. Empty where the states are equal. */
export function differencesOf(arena: Arena, registry: Registry, ours: readonly StatePart[], theirs: readonly StatePart[]): Found[] {
  const recorded = new Map(theirs.map(({ name, bytes }) => [name, bytes]));
  const rank = (name: string): number => (name === 'arena' ? 0 : name === 'bodies' ? 1 : name === 'session' ? 3 : 2);
  const found = ours
    .toSorted((a, b) => rank(a.name) - rank(b.name))
    .map(({ name, bytes }): Found | undefined => {
      const other = recorded.get(name);
      if (!other) return { what: 'recording', name, ours: null, theirs: 'is not recorded' };
      if (name === 'arena') return arenaDifference(arena, registry, other);
      if (name === 'bodies') return bodyDifference(arena, bytes, other);
      if (name === 'session') return sessionDifference(jsonOf(bytes), jsonOf(other));
      return scriptDifference(name.slice('script:'.length), jsonOf(bytes), jsonOf(other));
    });
  return found.filter((one) => one !== undefined);
}
