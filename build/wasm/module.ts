import { ByteReader, ByteWriter } from './bytes.ts';
import { instructions } from './instructions.ts';

export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  tag: 13,
  global: 6,
  export: 7,
  element: 9,
  code: 10,
  dataCount: 12,
} as const;

export interface FunctionType {
  params: number[];
  results: number[];
}

export interface Import {
  module: string;
  name: string;
  /** Index of its type: functions only. */
  type: number;
}

export interface Global {
  type: number;
  mutable: boolean;
  /** The initialiser with its `end`. */
  init: Uint8Array;
}

export interface Export {
  name: string;
  kind: number;
  index: number;
}

export interface Body {
  /** Groups of (count, type). */
  locals: [count: number, type: number][];
  /** Instructions with the last `end`. */
  code: Uint8Array;
}

/** What the rewriter reads of a module; every other section stays as its bytes. */
export interface Module {
  types: FunctionType[];
  imports: Import[];
  /** Types of the functions defined in the module. */
  functions: number[];
  /** The one memory, in pages of 64 KiB. */
  memory: { min: number; max: number | undefined };
  /** Exceptions: their types, and all of them the rewriter's own. */
  tags?: number[];
  globals: Global[];
  exports: Export[];
  /** Functions that stand in the table, where indirect calls find them. */
  table: number[];
  bodies: Body[];
  /** In the binary's order; those that are read above are written anew. */
  sections: { id: number; bytes: Uint8Array }[];
}

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const FUNCTION = 0;

const readFunctionType = (reader: ByteReader): FunctionType => {
  if (reader.u8() !== 0x60) throw new Error(`Only function types are understood (offset ${reader.at - 1}).`);
  return { params: reader.vector(() => reader.u8()), results: reader.vector(() => reader.u8()) };
};

const readImport = (reader: ByteReader): Import => {
  const module = reader.name();
  const name = reader.name();
  if (reader.u8() !== FUNCTION) throw new Error(`The import ${module}.${name} is not a function; only functions are understood.`);
  return { module, name, type: reader.u32() };
};

const readGlobal = (reader: ByteReader): Global => {
  const type = reader.u8();
  const mutable = reader.u8() === 1;
  const from = reader.at;
  for (const { opcode } of instructions(reader)) if (opcode === 0x0b) break;
  return { type, mutable, init: reader.bytes.subarray(from, reader.at) };
};

/** One segment: where it goes in the table, and its functions. */
const readSegment = (reader: ByteReader): number[] => {
  if (reader.u32() !== 0) throw new Error('Only plain element segments are understood.');
  for (const { opcode } of instructions(reader)) if (opcode === 0x0b) break;
  return reader.vector(() => reader.u32());
};

const readMemory = (reader: ByteReader): Module['memory'] => {
  const flags = reader.u8();
  if (flags > 1) throw new Error('Shared and 64-bit memories are not understood.');
  return { min: reader.u32(), max: flags === 1 ? reader.u32() : undefined };
};

const readBody = (reader: ByteReader): Body => {
  const size = reader.u32();
  const end = reader.at + size;
  const locals = reader.vector((): [number, number] => [reader.u32(), reader.u8()]);
  return { locals, code: reader.take(end - reader.at) };
};

/** Reads a binary module. Throws an Error naming the offset for what it does not understand. */
export const readModule = (binary: Uint8Array): Module => {
  if (!header.every((byte, i) => binary[i] === byte)) throw new Error('This is not a WebAssembly binary of version 1.');
  const module: Module = {
    types: [],
    imports: [],
    functions: [],
    memory: { min: 0, max: undefined },
    globals: [],
    exports: [],
    table: [],
    bodies: [],
    sections: [],
  };
  const reader = new ByteReader(binary, header.length);
  while (!reader.done) {
    const id = reader.u8();
    const bytes = reader.take(reader.u32());
    const section = new ByteReader(bytes);
    if (id === SECTION.type) module.types = section.vector(() => readFunctionType(section));
    else if (id === SECTION.import) module.imports = section.vector(() => readImport(section));
    else if (id === SECTION.function) module.functions = section.vector(() => section.u32());
    else if (id === SECTION.memory) {
      const memories = section.vector(() => readMemory(section));
      if (memories.length !== 1) throw new Error('Exactly one memory is understood.');
      module.memory = memories[0]!;
    } else if (id === SECTION.tag) throw new Error('Exceptions are not understood.');
    else if (id === SECTION.global) module.globals = section.vector(() => readGlobal(section));
    else if (id === SECTION.export)
      module.exports = section.vector(() => ({ name: section.name(), kind: section.u8(), index: section.u32() }));
    else if (id === SECTION.element) module.table = section.vector(() => readSegment(section)).flat();
    else if (id === SECTION.code) module.bodies = section.vector(() => readBody(section));
    module.sections.push({ id, bytes });
  }
  return module;
};

const vector = <T>(items: readonly T[], write: (out: ByteWriter, item: T) => void): Uint8Array => {
  const out = new ByteWriter(items.length * 8 + 8).u32(items.length);
  for (const item of items) write(out, item);
  return out.finish();
};

const writeBody = (out: ByteWriter, { locals, code }: Body): void => {
  const body = new ByteWriter(code.length + 32).u32(locals.length);
  for (const [count, type] of locals) body.u32(count).push(type);
  body.append(code);
  out.u32(body.length).append(body.finish());
};

const writers: Readonly<Record<number, (module: Module) => Uint8Array>> = {
  [SECTION.type]: ({ types }) =>
    vector(types, (out, { params, results }) => out.push(0x60).u32(params.length).append(params).u32(results.length).append(results)),
  [SECTION.import]: ({ imports }) => vector(imports, (out, { module, name, type }) => out.name(module).name(name).push(FUNCTION).u32(type)),
  [SECTION.function]: ({ functions }) => vector(functions, (out, type) => out.u32(type)),
  [SECTION.memory]: ({ memory: { min, max } }) =>
    vector([min], (out) => (max === undefined ? out.push(0).u32(min) : out.push(1).u32(min).u32(max))),
  [SECTION.tag]: ({ tags = [] }) => vector(tags, (out, type) => out.push(0).u32(type)),
  [SECTION.global]: ({ globals }) => vector(globals, (out, { type, mutable, init }) => out.push(type, mutable ? 1 : 0).append(init)),
  [SECTION.export]: ({ exports }) => vector(exports, (out, { name, kind, index }) => out.name(name).push(kind).u32(index)),
  [SECTION.code]: ({ bodies }) => vector(bodies, writeBody),
};

/** The place of each section in a binary: dataCount stands before code, tags before globals. */
const places: Readonly<Record<number, number>> = { [SECTION.dataCount]: 9.5, [SECTION.tag]: 5.5 };
const place = (id: number): number => places[id] ?? id;

/** Writes a module: the sections that were read anew, the others as they came, names and other custom sections left out. */
export const writeModule = (module: Module, custom: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> => {
  const kept = module.sections.filter(({ id }) => id !== SECTION.custom && writers[id] === undefined);
  const own = Object.entries(writers).map(([id, write]) => ({ id: Number(id), bytes: write(module) }));
  const sections = [...kept, ...own.filter(({ bytes }) => bytes[0] !== 0)].toSorted((a, b) => place(a.id) - place(b.id));
  const out = new ByteWriter(1 << 20).append(header);
  for (const [name, text] of Object.entries(custom)) {
    const bytes = new ByteWriter().name(name).append(new TextEncoder().encode(text)).finish();
    out.push(SECTION.custom).u32(bytes.length).append(bytes);
  }
  for (const { id, bytes } of sections) out.push(id).u32(bytes.length).append(bytes);
  return out.finish();
};
