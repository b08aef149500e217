import { createHash } from 'node:crypto';
import type { Schedule } from './meter.ts';
import { meterBody } from './meter.ts';
import type { Global, Module } from './module.ts';
import { readModule, writeModule } from './module.ts';
import type { Constant } from './seal.ts';
import { seal } from './seal.ts';

export interface RewriteOptions {
  /** What each import becomes, by `module.name`. */
  constants: Readonly<Record<string, Constant>>;
  schedule: Schedule;
  /** Memory in pages of 64 KiB: what it begins with and where it ends. */
  pages: { min: number; max: number };
  /** Stands before the hash in the engine id that the module carries: `quickjs-ng@0.17.0+fuel1`. */
  name: string;
}

export interface Rewritten {
  wasm: Uint8Array<ArrayBuffer>;
  /** `<name>:<first 8 hex digits of the hash of everything but this id>`; the module carries it in the custom section `lq.engine`. */
  engineId: string;
}

const I32 = 0x7f;
const EXPORT_GLOBAL = 3;

const counter = (): Global => ({ type: I32, mutable: true, init: Uint8Array.of(0x41, 0x00, 0x0b) });

const checkState = ({ globals, exports }: Module): void => {
  const visible = new Set(exports.filter(({ kind }) => kind === EXPORT_GLOBAL).map(({ index }) => index));
  globals.forEach(({ mutable }, index) => {
    if (mutable && !visible.has(index))
      throw new Error(`The mutable global ${index} is not exported: an image of the memory would miss it.`);
  });
};

/**
 * Makes of a WebAssembly module one that counts: see meter.ts for what is counted and seal.ts for the imports. The same input and options
 * give the same bytes. Throws an Error that says what in the module is not understood.
 */
export const rewrite = (wasm: Uint8Array, { constants, schedule, pages, name }: RewriteOptions): Rewritten => {
  const original = readModule(wasm);
  checkState(original);
  if (original.memory.min > pages.min)
    throw new Error(`The module needs ${original.memory.min} pages of memory to begin with, not ${pages.min}.`);
  const module = seal(original, constants);
  const fuel = module.globals.length;
  const depth = fuel + 1;
  const metered: Module = {
    ...module,
    memory: { min: pages.min, max: pages.max },
    globals: [...module.globals, counter(), counter()],
    exports: [
      ...module.exports,
      { name: 'lq_fuel', kind: EXPORT_GLOBAL, index: fuel },
      { name: 'lq_depth', kind: EXPORT_GLOBAL, index: depth },
    ],
    bodies: module.bodies.map((body, i) => meterBody(body, module.types[module.functions[i]!]!, { fuel, depth }, schedule)),
  };
  const hash = createHash('sha256').update(writeModule(metered)).digest('hex');
  const engineId = `${name}:${hash.slice(0, 8)}`;
  return { wasm: writeModule(metered, { 'lq.engine': engineId }), engineId };
};
