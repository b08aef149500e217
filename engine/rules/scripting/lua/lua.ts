/** Lua behind the interface: the thinnest host over its C API. Loads a text, calls the SDK's one function, reads one text. */
import { LedgerError } from '../../../kernel/error.ts';
import type { Patch, Written } from '../block.ts';
import { Stop, Thrown, withoutMark, type BlockPlace, type Interpreter, type SdkCall, type Standing } from '../interpreter.ts';
import { DEPTH_LIMIT } from '../limits.ts';
import type { Interpreters } from '../runtime.ts';
import type { Script } from '../world.ts';
import { DEBUG, FRAME, INSTRUCTION, TABLE, VALUE, chunkOf } from './layout.ts';
import { standingOf } from './position.ts';
import { CALL, prelude } from './sdk/prelude.ts';

export interface Exports {
  memory: WebAssembly.Memory;
  __indirect_function_table: WebAssembly.Table;
  __stack_pointer: WebAssembly.Global;
  lq_global_1: WebAssembly.Global;
  lq_global_2: WebAssembly.Global;
  lq_global_3: WebAssembly.Global;
  lq_fuel: WebAssembly.Global;
  lq_depth: WebAssembly.Global;
  lq_memory_limit: WebAssembly.Global;
  lq_turn_frame: WebAssembly.Global;
  lq_turn_from: WebAssembly.Global;
  lq_turn_to: WebAssembly.Global;
  emscripten_stack_init(): void;
  __wasm_call_ctors(): void;
  malloc(bytes: number): number;
  free(at: number): void;
  luaL_newstate(): State;
  luaL_requiref(state: State, name: number, open: number, global: number): void;
  luaL_loadbufferx(state: State, text: number, length: number, name: number, mode: number): number;
  luaL_ref(state: State, table: number): number;
  lua_pcallk(state: State, values: number, results: number, handler: number, context: number, continuation: number): number;
  lua_createtable(state: State, list: number, named: number): void;
  lua_topointer(state: State, index: number): number;
  lua_rawgeti(state: State, table: number, index: bigint): number;
  lua_pushinteger(state: State, value: bigint): void;
  lua_pushlstring(state: State, at: number, length: number): number;
  lua_pushvalue(state: State, index: number): void;
  lua_tolstring(state: State, index: number, length: number): number;
  lua_type(state: State, index: number): number;
  lua_settop(state: State, index: number): void;
  lua_checkstack(state: State, count: number): number;
  lua_getstack(state: State, level: number, debug: number): number;
  lua_getinfo(state: State, what: number, debug: number): number;
  lua_getlocal(state: State, debug: number, index: number): number;
  lua_getupvalue(state: State, index: number, upvalue: number): number;
  lua_tothread(state: State, index: number): State;
}

/** A thread of the interpreter, by its address. */
export type State = number;

interface Handles {
  state: State;
  /** The SDK's function in the registry. */
  sdk: number;
  /** Room for a length, for the limit of the memory, and for what lua_getinfo tells. */
  scratch: number;
  /** Names of what lua_getinfo is asked for. */
  asked: Readonly<Record<Asked, number>>;
  /** Mutable globals of the module, as they are between calls. */
  globals: readonly number[];
}

interface Booted {
  memory: Uint8Array;
  handles: Handles;
}

/** What lua_getinfo is asked for: where and who, only the line, the function itself. */
const ASKED = ['Sln', 'l', 'f'] as const;
type Asked = (typeof ASKED)[number];

const REGISTRY = -1_001_000;
const UNLIMITED = 0x7fff_ffff;
/** Some 200 ms. */
const SEARCH_FUEL = 30_000_000;
const PAGE = 65_536;
/** Data and stack: what of the memory is no heap. */
const FIXED = 17 * PAGE;
const AUTOPSY_FUEL = 1_000_000;
const SCRATCH = { length: 0, limit: 4, debug: 8 } as const;
const GLOBALS = ['__stack_pointer', 'lq_global_1', 'lq_global_2', 'lq_global_3'] as const;
const LIBRARIES = ['base', 'coroutine', 'table', 'string', 'math', 'utf8', 'debug'] as const;
/** What lua_pcall and luaL_loadbuffer return. */
const STATUS = { ok: 0, error: 2, syntax: 3, memory: 4 } as const;
const STRING = 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const broken = (what: string): LedgerError =>
  new LedgerError({
    code: 'script-engine',
    message: `The interpreter of Lua does not start: ${what}.`,
    hint: 'Build it again: node build/wasm/main.ts.',
  });

export class Lua implements Interpreter {
  readonly exports: Exports;
  #handles: Handles;
  #armed = 0;
  #watched = 0;

  private constructor(exports: Exports, handles: Handles) {
    this.exports = exports;
    this.#handles = handles;
  }

  /** Starts an interpreter from nothing and runs the SDK. */
  static boot(module: WebAssembly.Module): { interpreter: Lua; booted: Booted } {
    const e = new WebAssembly.Instance(module).exports as unknown as Exports;
    const lua = new Lua(e, { state: 0, sdk: 0, scratch: 0, asked: { Sln: 0, l: 0, f: 0 }, globals: [] });
    e.lq_fuel.value = UNLIMITED;
    e.lq_memory_limit.value = UNLIMITED;
    e.emscripten_stack_init();
    e.__wasm_call_ctors();
    const state = e.luaL_newstate();
    for (const name of LIBRARIES) {
      e.luaL_requiref(state, lua.#put(name === 'base' ? '_G' : name)[0], lua.#functionIndex(`luaopen_${name}`), 1);
      e.lua_settop(state, 0);
    }
    if (lua.#load(state, prelude, '=<sdk>') !== STATUS.ok || e.lua_pcallk(state, 0, 1, 0, 0, 0) !== STATUS.ok)
      throw broken(lua.text(e.lua_tolstring(state, -1, 0)));
    const sdk = e.luaL_ref(state, REGISTRY);
    lua.#handles = {
      state,
      sdk,
      scratch: e.malloc(SCRATCH.debug + DEBUG.bytes),
      asked: Object.fromEntries(ASKED.map((what) => [what, lua.#put(what)[0]])) as Record<Asked, number>,
      globals: GLOBALS.map((name) => e[name].value as number),
    };
    lua.#view.setUint32(lua.#handles.scratch + SCRATCH.limit, UNLIMITED, true);
    lua.#checkLayout();
    return { interpreter: lua, booted: { memory: lua.memory.slice(), handles: lua.#handles } };
  }

  /** Another interpreter of the same module, its memory as it was after boot. */
  static from(module: WebAssembly.Module, { memory, handles }: Booted): Lua {
    const lua = new Lua(new WebAssembly.Instance(module).exports as unknown as Exports, handles);
    lua.growTo(memory.length);
    lua.memory.set(memory);
    lua.rest();
    return lua;
  }

  get memory(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.memory.buffer);
  }

  growTo(bytes: number): void {
    const missing = bytes - this.exports.memory.buffer.byteLength;
    if (missing > 0) this.exports.memory.grow(missing / PAGE);
  }

  rest(): void {
    GLOBALS.forEach((name, i) => {
      this.exports[name].value = this.#handles.globals[i]!;
    });
  }

  arm(fuel: number): void {
    this.#armed = fuel;
    this.exports.lq_turn_frame.value = 0;
    this.exports.lq_fuel.value = fuel;
    this.exports.lq_depth.value = 0;
    // The limit is part of the memory, as everything is that an image must carry into another instance.
    this.exports.lq_memory_limit.value = this.word(this.#handles.scratch + SCRATCH.limit);
  }

  get used(): number {
    return Math.min(this.#armed, this.#armed - (this.exports.lq_fuel.value as number));
  }

  limitHeap(bytes: number): void {
    const limit = FIXED + bytes;
    this.#view.setUint32(this.#handles.scratch + SCRATCH.limit, limit, true);
    this.exports.lq_memory_limit.value = limit;
  }

  load({ code, path }: Script, maxBytes: number): string | undefined {
    this.#call(CALL.named, path, 0);
    return this.#guarded(() => {
      const e = this.exports;
      const { state } = this.#handles;
      this.#begin(CALL.attach);
      const status = this.#load(state, withoutMark(code), `=${chunkOf(path)}`);
      if (status === STATUS.error) this.#refuseNested(withoutMark(code), path);
      if (status !== STATUS.ok) this.#refuse(status, path);
      this.#check(e.lua_pcallk(state, 2, 1, 0, 0, 0));
      return this.#result(maxBytes);
    });
  }

  call(call: SdkCall, argument: string | undefined, maxBytes: number): string | undefined {
    return this.#call(CALL[call], argument, maxBytes);
  }

  /** Nothing is left to be done: Lua has no promises. */
  drain(): void {}

  room(size: number): number {
    return this.#guarded(() => {
      const e = this.exports;
      const { state } = this.#handles;
      this.#begin(CALL.room);
      handed(() => e.lua_createtable(state, size, 0));
      const table = e.lua_topointer(state, -1);
      e.lua_pushinteger(state, BigInt(size));
      this.#check(e.lua_pcallk(state, 3, 0, 0, 0, 0));
      return this.#view.getUint32(table + TABLE.array, true);
    });
  }

  /** The block is the array of a table: a float stands at the beginning of every entry, and its kind behind it stays what it is. */
  put(place: BlockPlace, { places, values }: Patch): void {
    const block = this.#block(place);
    const step = VALUE.bytes / 8;
    if (places === undefined) for (let i = 0; i < values.length; i++) block[i * step] = values[i]!;
    else for (let i = 0; i < places.length; i++) block[places[i]! * step] = values[i]!;
  }

  numbers(place: BlockPlace): Float64Array {
    const block = this.#block(place);
    const step = VALUE.bytes / 8;
    const numbers = new Float64Array(place.size);
    for (let i = 0; i < numbers.length; i++) numbers[i] = block[i * step]!;
    return numbers;
  }

  watch({ size }: BlockPlace): void {
    this.#watched = size;
  }

  /** All of the block: what is stored in a table goes through no instruction of its own. */
  get written(): Written {
    return { parts: 1n, size: this.#watched };
  }

  standing(script: Script, maxBytes: number): Standing {
    this.exports.lq_fuel.value = AUTOPSY_FUEL;
    this.exports.lq_depth.value = 0;
    this.exports.lq_memory_limit.value = UNLIMITED;
    const stands = standingOf(this, this.#handles.state, script);
    return { ...stands, text: this.#autopsy(CALL.where, maxBytes) };
  }

  unfinished(maxBytes: number): string | undefined {
    return this.#autopsy(CALL.finish, maxBytes);
  }

  /** Fills in what lua_getinfo tells of a level of a thread; where it was told, or 0 if there is no such level. */
  levelOf(state: State, level: number, what: Asked = 'Sln'): number {
    const debug = this.#handles.scratch + SCRATCH.debug;
    if (this.exports.lua_getstack(state, level, debug) === 0) return 0;
    this.exports.lua_getinfo(state, this.#handles.asked[what], debug);
    return debug;
  }

  /** Text that ends with a zero. */
  text(at: number): string {
    const { memory } = this;
    return decoder.decode(memory.subarray(at, memory.indexOf(0, at)));
  }

  word(at: number): number {
    return this.#view.getUint32(at, true);
  }

  /** Does something with a frame as if it stood at another instruction. */
  placed<T>(frame: number, instruction: number, work: () => T): T {
    const stood = this.word(frame + FRAME.pointer);
    this.#view.setUint32(frame + FRAME.pointer, instruction + INSTRUCTION, true);
    const result = work();
    this.#view.setUint32(frame + FRAME.pointer, stood, true);
    return result;
  }

  get #view(): DataView {
    return new DataView(this.exports.memory.buffer);
  }

  #block({ at, size }: BlockPlace): Float64Array {
    return new Float64Array(this.exports.memory.buffer, at, (size * VALUE.bytes) / 8);
  }

  /** Room for a text that ends with a zero. */
  #put(text: string): [at: number, length: number] {
    const bytes = encoder.encode(text);
    const at = this.exports.malloc(bytes.length + 1);
    if (at === 0) throw noRoom();
    const { memory } = this;
    memory.set(bytes, at);
    memory[at + bytes.length] = 0;
    return [at, bytes.length];
  }

  #load(state: State, text: string, name: string): number {
    const e = this.exports;
    const [at, length] = this.#put(text);
    const [called] = this.#put(name);
    const [mode] = this.#put('t');
    const status = e.luaL_loadbufferx(state, at, length, called, mode);
    for (const one of [at, called, mode]) e.free(one);
    return status;
  }

  #functionIndex(name: string): number {
    const { __indirect_function_table: table } = this.exports;
    const wanted = (this.exports as unknown as Record<string, unknown>)[name];
    for (let i = 0; i < table.length; i++) if (table.get(i) === wanted) return i;
    throw broken(`there is no ${name}`);
  }

  /** The structures that the host reads must lie where layout.ts says. */
  #checkLayout(): void {
    const probe = Float64Array.of(1.5, -2.25, 3e300, 4);
    const place = { at: this.room(probe.length), size: probe.length };
    if (this.numbers(place).some((value) => value !== 0) || (this.word(place.at + VALUE.kind) & 0xff) !== VALUE.float)
      throw broken('its values lie elsewhere');
    this.put(place, { places: undefined, values: probe });
    if (this.numbers(place).some((value, i) => value !== probe[i])) throw broken('its values have another size');
  }

  /** Stands for the SDK's function with its first argument; the others come on top. */
  #begin(call: number): void {
    const e = this.exports;
    const { state, sdk } = this.#handles;
    handed(() => e.lua_checkstack(state, 16));
    e.lua_rawgeti(state, REGISTRY, BigInt(sdk));
    e.lua_pushinteger(state, BigInt(call));
  }

  #call(call: number, argument: string | undefined, maxBytes: number): string | undefined {
    return this.#guarded(() => {
      const e = this.exports;
      const { state } = this.#handles;
      this.#begin(call);
      if (argument !== undefined) {
        const [at, length] = this.#put(argument);
        handed(() => e.lua_pushlstring(state, at, length));
        e.free(at);
      }
      this.#check(e.lua_pcallk(state, argument === undefined ? 1 : 2, 1, 0, 0, 0));
      return this.#result(maxBytes);
    });
  }

  /** Takes the text on top; undefined for anything else. */
  #result(maxBytes: number): string | undefined {
    const { state, scratch } = this.#handles;
    const text = this.exports.lua_type(state, -1) === STRING ? this.#read(state, scratch, maxBytes) : undefined;
    this.exports.lua_settop(state, -2);
    return text;
  }

  #read(state: State, scratch: number, maxBytes = 2000): string {
    const at = this.exports.lua_tolstring(state, -1, scratch);
    const length = this.word(scratch);
    if (length > maxBytes) throw new Stop('RESULT', `The result of the script has ${length} bytes; ${maxBytes} are accepted.`);
    return decoder.decode(this.memory.subarray(at, at + length));
  }

  /** The SDK itself failed: it catches what scripts throw, so that only memory or our own mistake is left. */
  #check(status: number): void {
    if (status === STATUS.ok) return;
    const { state, scratch } = this.#handles;
    const message =
      status !== STATUS.memory && this.exports.lua_type(state, -1) === STRING ? this.#read(state, scratch, 1 << 20) : undefined;
    this.exports.lua_settop(state, -2);
    throw new Thrown(message === undefined ? undefined : JSON.stringify({ message: message.slice(0, 2000) }));
  }

  /** What kept a script from loading: on top of the stack, above the SDK's function and its argument. */
  #refuse(status: number, path: string): never {
    const { state, scratch } = this.#handles;
    const message = status === STATUS.syntax ? this.#read(state, scratch, 1 << 20) : undefined;
    this.exports.lua_settop(state, -4);
    if (message === undefined) throw new Thrown(undefined);
    const prefix = `${chunkOf(path)}:`;
    const [, line, said] = message.startsWith(prefix) ? (/^(\d+): ([^]*)$/.exec(message.slice(prefix.length)) ?? []) : [];
    throw new Thrown(
      JSON.stringify({ name: 'SyntaxError', message: (said ?? message).slice(0, 2000), stack: `    at  (${path}:${line ?? 1}:1)` }),
    );
  }

  /** The parser fails without a place only where a text is nested too deeply. */
  #refuseNested(code: string, path: string): never {
    const line = this.#nestedLine(code);
    this.exports.lua_settop(this.#handles.state, -4);
    const message = 'this is nested too deeply, or too many texts are joined with .. at once';
    throw new Thrown(JSON.stringify({ name: 'SyntaxError', message, stack: `    at  (${path}:${line}:1)` }));
  }

  /** The last line of the shortest beginning that is nested too deeply; 1 where looking for it would take too long. Costs no fuel. */
  #nestedLine(code: string): number {
    const e = this.exports;
    const fuel = e.lq_fuel.value as number;
    const lines = code.split('\n');
    let line = 1;
    let most = this.used * (32 - Math.clz32(lines.length)) < SEARCH_FUEL ? lines.length : 1;
    while (line < most) {
      const middle = (line + most) >> 1;
      e.lq_fuel.value = UNLIMITED;
      if (this.#load(this.#handles.state, lines.slice(0, middle).join('\n'), '=') === STATUS.error) most = middle;
      else line = middle + 1;
      e.lua_settop(this.#handles.state, -2);
    }
    e.lq_fuel.value = fuel;
    return line;
  }

  #autopsy(call: number, maxBytes: number): string | undefined {
    this.arm(AUTOPSY_FUEL);
    this.exports.lq_memory_limit.value = UNLIMITED;
    try {
      return this.#call(call, undefined, maxBytes);
    } catch {
      return undefined;
    }
  }

  /** Turns a trap into a Stop that says which count ended the instance. */
  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const { lq_fuel: fuel, lq_depth: depth } = this.exports;
      if (error instanceof Thrown || (error instanceof Stop && error.reason !== 'MEMORY')) throw error;
      if (fuel.value < 0) throw new Stop('FUEL', 'The script used up its fuel.');
      if (depth.value > DEPTH_LIMIT) throw new Stop('DEPTH', 'Calls are nested too deeply.');
      if (error instanceof Stop) throw error;
      throw new Stop('ENGINE', `The interpreter failed: ${String((error as Error).message)}`);
    }
  }
}

const noRoom = (): Stop => new Stop('MEMORY', 'The input of the script does not fit its memory.');

/** Hands a value over outside any protected call, where a lack of memory ends the interpreter. */
const handed = (hand: () => unknown): void => {
  try {
    hand();
  } catch {
    throw noRoom();
  }
};

/** Interpreters of a compiled module, each as the first was right after its start. */
export const openLua = (module: WebAssembly.Module): Interpreters => {
  const { interpreter, booted } = Lua.boot(module);
  let first: Lua | undefined = interpreter;
  return {
    booted: booted.memory,
    start: () => {
      const started = first ?? Lua.from(module, booted);
      first = undefined;
      return started;
    },
  };
};
