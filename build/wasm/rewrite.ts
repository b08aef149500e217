import { createHash } from 'node:crypto';
import { countCalls } from './calls.ts';
import type { Inside, Places } from './inside.ts';
import type { Schedule } from './meter.ts';
import { meterBody } from './meter.ts';
import type { Export, Global, Module } from './module.ts';
import { readModule, writeModule } from './module.ts';
import type { Fetch } from './observe.ts';
import { OBSERVED, find, findAll, observeBody } from './observe.ts';
import type { Constant } from './seal.ts';
import { renumber, type Renumber } from './renumber.ts';
import { seal } from './seal.ts';

export interface RewriteOptions {
  /** What each import becomes, by `module.name`: nothing but a constant, or a function that does something. */
  constants: Readonly<Record<string, Constant>>;
  inside?: Readonly<Record<string, Inside>>;
  /** Names under which mutable globals that the module hides are exported, in their order. */
  hidden?: readonly string[];
  /** Limits of the module's own that are changed. */
  numbers?: readonly Renumber[];
  schedule: Schedule;
  /** Given for a module that is an interpreter: it then notes where it stands. */
  fetch?: Fetch;
  /** Memory in pages of 64 KiB: what it begins with and where it ends; `instead` of what the module asks for where that is more. */
  pages: { min: number; max: number; instead?: number };
  /** Stands before the hash in the engine id that the module carries: `quickjs-ng@0.17.0+fuel3`. */
  name: string;
  /** Leaves out what counts and notes: to measure what it costs, never to run scripts of others. */
  isBare?: boolean;
}

export interface Rewritten {
  wasm: Uint8Array<ArrayBuffer>;
  /** `<name>:<first 8 hex digits of the hash of everything but this id>`; the module carries it in the custom section `lq.engine`. */
  engineId: string;
}

const TYPE = { i32: 0x7f, i64: 0x7e } as const;
const EXPORT_GLOBAL = 3;

const counter = (type: keyof typeof TYPE = 'i32'): Global => ({
  type: TYPE[type],
  mutable: true,
  init: Uint8Array.of(type === 'i32' ? 0x41 : 0x42, 0x00, 0x0b),
});

/** Whatever can change outside the memory must be seen, or an image of the memory would miss it. */
const shown = ({ globals, exports }: Module, names: readonly string[]): Export[] => {
  const visible = new Set(exports.filter(({ kind }) => kind === EXPORT_GLOBAL).map(({ index }) => index));
  const hidden = [...globals.keys()].filter((index) => globals[index]!.mutable && !visible.has(index));
  const nameless = hidden[names.length];
  if (nameless !== undefined) throw new Error(`The mutable global ${nameless} is not exported: an image of the memory would miss it.`);
  if (hidden.length < names.length) throw new Error(`The module hides ${hidden.length} mutable globals, not ${names.length}.`);
  return hidden.map((index, i) => ({ name: names[i]!, kind: EXPORT_GLOBAL, index }));
};

/** Index of the type of functions that take and return nothing, new where there is none. */
const emptyType = ({ types }: Module): number => {
  const index = types.findIndex(({ params, results }) => params.length + results.length === 0);
  return index >= 0 ? index : types.push({ params: [], results: [] }) - 1;
};

/** The one place where an interpreter fetches must be known: a module that has none, or two, is another than was meant. */
const checkFetch = ({ bodies }: Module, { code, jumps }: Fetch): void => {
  const [body, ...others] = bodies.filter((one) => find(one.code, code) >= 0);
  if (body === undefined || others.length > 0)
    throw new Error(`The module fetches its instructions in ${body === undefined ? 0 : 1 + others.length} functions, not in one.`);
  for (const place of jumps.places) {
    const found = findAll(body.code, place.code).length;
    if (found !== place.count) throw new Error(`The module jumps in ${found} places, not in ${place.count}.`);
  }
};

/**
 * Makes of a WebAssembly module one that counts: see meter.ts for what is counted, seal.ts for the imports and observe.ts for what a host
 * can look at. The same input and options give the same bytes. Throws an Error that says what in the module is not understood.
 */
export const rewrite = (
  wasm: Uint8Array,
  { constants, inside = {}, hidden = [], numbers = [], schedule, fetch, pages, name, isBare = false }: RewriteOptions,
): Rewritten => {
  const read = readModule(wasm);
  const original = numbers.length === 0 ? read : { ...read, bodies: renumber(read.bodies, numbers) };
  const shownGlobals = shown(original, hidden);
  if (original.memory.min > pages.min && original.memory.min !== pages.instead)
    throw new Error(`The module needs ${original.memory.min} pages of memory to begin with, not ${pages.min}.`);
  if (fetch) checkFetch(original, fetch);
  const module = seal(original, constants, new Set(Object.keys(inside)));
  const fuel = module.globals.length;
  const depth = fuel + 1;
  const observed = new Map(OBSERVED.map((global, i) => [global.name as string, depth + 1 + i]));
  const exports = [...module.exports, ...shownGlobals];
  const isOwn = Object.keys(inside).length > 0;
  const memoryLimit = depth + 1 + OBSERVED.length;
  const places: Places = {
    fuel,
    depth,
    stackPointer: exports.find(({ kind, name: one }) => kind === EXPORT_GLOBAL && one === '__stack_pointer')?.index ?? -1,
    tag: 0,
    memoryLimit,
    depthLimit: schedule.depthLimit,
    module: { ...module, exports },
  };
  const ownOf = (index: number): Inside | undefined => {
    const { module: from, name: named } = original.imports[index] ?? { module: '', name: '' };
    return inside[`${from}.${named}`];
  };
  const counts = countCalls(module, new Set([...original.imports.keys()].filter(ownOf)));
  const metered: Module = {
    ...module,
    ...(isOwn && { tags: [emptyType(module)] }),
    memory: { min: pages.min, max: pages.max },
    globals: [...module.globals, counter(), counter(), ...OBSERVED.map(({ type }) => counter(type)), ...(isOwn ? [counter()] : [])],
    exports: [
      ...exports,
      { name: 'lq_fuel', kind: EXPORT_GLOBAL, index: fuel },
      { name: 'lq_depth', kind: EXPORT_GLOBAL, index: depth },
      ...[...observed].map(([global, index]) => ({ name: global, kind: EXPORT_GLOBAL, index })),
      ...(isOwn ? [{ name: 'lq_memory_limit', kind: EXPORT_GLOBAL, index: memoryLimit }] : []),
    ],
    bodies: module.bodies.map((body, i) => {
      const type = module.types[module.functions[i]!]!;
      const own = ownOf(i);
      if (own !== undefined) return own(type, places);
      return isBare ? body : observeBody(meterBody(body, type, { fuel, depth }, schedule, counts[i]!), type, observed, fetch);
    }),
  };
  const hash = createHash('sha256').update(writeModule(metered)).digest('hex');
  const engineId = `${name}:${hash.slice(0, 8)}`;
  return { wasm: writeModule(metered, { 'lq.engine': engineId }), engineId };
};
