/** MicroPython behind the interface: the thinnest host over its raw exports. Calls the SDK's one function with a number and a text, reads one text. */
import { LedgerError } from '../../../kernel/error.ts';
import { applyPatch, type Patch, type Written } from '../block.ts';
import { Stop, Thrown, withoutMark, type BlockPlace, type Interpreter, type SdkCall, type Standing } from '../interpreter.ts';
import { DEPTH_LIMIT, defaultLimits } from '../limits.ts';
import type { Interpreters } from '../runtime.ts';
import type { Frame, Script } from '../world.ts';
import { framesIn, type RawFrame } from './frames.ts';
import { CALL, prelude, type Call } from './sdk/prelude.ts';

type GlobalName = '__stack_pointer' | 'lq_global_1' | 'lq_global_2' | 'lq_global_3';

interface Exports extends Record<GlobalName, { value: number }> {
  memory: WebAssembly.Memory;
  lq_fuel: { value: number };
  lq_depth: { value: number };
  lq_memory_limit: { value: number };
  lq_block_at: { value: number };
  lq_block_bytes: { value: number };
  lq_block_shift: { value: number };
  lq_block_written: { value: bigint };
  emscripten_stack_init(): void;
  __wasm_call_ctors(): void;
  mp_js_init(stackWords: number, heapBytes: number): void;
  proxy_c_init(): void;
  mp_js_do_exec(source: number, length: number, result: number): void;
  mp_js_do_import(name: number, result: number): void;
  proxy_c_to_js_lookup_attr(object: Handle, name: number, result: number): void;
  proxy_c_to_js_call(object: Handle, count: number, values: number, result: number): void;
  proxy_convert_mp_to_js_obj_cside(object: number, result: number): void;
  malloc(bytes: number): number;
  free(at: number): void;
}

/** Number of an object in the interpreter's own list of those that are known outside. */
type Handle = number;

/** What a value of three words is, by its first: what comes out, and what goes in. */
const OUT = { exception: -1, none: 1, text: 5, object: 6 } as const;
const IN = { none: 1, integer: 3, text: 5 } as const;

const GLOBALS: readonly GlobalName[] = ['__stack_pointer', 'lq_global_1', 'lq_global_2', 'lq_global_3'];
const UNLIMITED = 0x7fff_ffff;
const AUTOPSY_FUEL = 1_000_000;
const PAGE = 65_536;
/** Words of the stack of Python's frames. */
const STACK_WORDS = 8192;
/** The first heap; most scripts stay within it. */
const HEAP_BYTES = 512 << 10;
/** What a call no longer uses is cleared only after it: it may take this many times what a script may keep. */
const GARBAGE = 2;
/** A number has 8 bytes; a block is watched in 64 parts. */
const NUMBER_SHIFT = 3;
const PART_BITS = 6;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Where things lie, right after boot: the same in every interpreter of a module. */
interface Places {
  sdk: Handle;
  /** Room for two arguments and a result, three words each, and for the limit of the memory. */
  scratch: number;
  /** Three words: where the stack of Python's frames begins, where it ends, where it stands. */
  stack: number;
  /** Address of the type that functions have. */
  functionType: number;
  globals: readonly number[];
}

interface Booted {
  memory: Uint8Array;
  places: Places;
}

const RESULT = 24;
const LIMIT = 36;

const cannotStart = (): LedgerError =>
  new LedgerError({
    code: 'script-engine',
    message: 'The interpreter of Python does not start.',
    hint: 'Build it again: node build/wasm/main.ts.',
  });

/** How engines name an access beyond the memory: a text or list times so much that its size does not fit 32 bits ends with one. */
const outside = /out[- ]of[- ]bounds/i;

/** Halves of surrogate pairs, which texts of Python may hold, as JSON writes them: whoever reads it can refuse them. */
const decodeJson = (bytes: Uint8Array): string => {
  const parts: string[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 1)) {
    const [second = 0, third = 0] = bytes.subarray(at + 1, at + 3);
    if (second < 0xa0) continue;
    const half = 0xd000 | ((second & 0x3f) << 6) | (third & 0x3f);
    parts.push(decoder.decode(bytes.subarray(from, at)), `\\u${half.toString(16)}`);
    from = at + 3;
  }
  return parts.join('') + decoder.decode(bytes.subarray(from));
};

export class MicroPython implements Interpreter {
  readonly #exports: Exports;
  #places: Places;
  #armed = 0;

  private constructor(exports: Exports, places: Places) {
    this.#exports = exports;
    this.#places = places;
  }

  /** Starts an interpreter from nothing and runs the SDK. */
  static boot(module: WebAssembly.Module): { interpreter: MicroPython; booted: Booted } {
    const e = new WebAssembly.Instance(module).exports as unknown as Exports;
    const interpreter = new MicroPython(e, { sdk: 0, scratch: 0, stack: 0, functionType: 0, globals: [] });
    e.lq_fuel.value = UNLIMITED;
    e.lq_memory_limit.value = UNLIMITED;
    e.emscripten_stack_init();
    e.__wasm_call_ctors();
    e.mp_js_init(STACK_WORDS, HEAP_BYTES);
    e.proxy_c_init();
    interpreter.#start();
    return { interpreter, booted: { memory: interpreter.memory.slice(), places: interpreter.#places } };
  }

  #start(): void {
    const e = this.#exports;
    const scratch = e.malloc(LIMIT + 4);
    this.#places = { ...this.#places, scratch, stack: this.#findStack() };
    this.#with('__main__', (at) => e.mp_js_do_import(at, scratch + RESULT));
    const main = this.#handle();
    this.#with(prelude, (at, length) => e.mp_js_do_exec(at, length, scratch + RESULT));
    this.#result(0);
    this.#with('lq_call', (at) => e.proxy_c_to_js_lookup_attr(main, at, scratch + RESULT));
    this.#places = { ...this.#places, sdk: this.#handle(), globals: GLOBALS.map((name) => e[name].value) };
    this.#with('del lq_call', (at, length) => e.mp_js_do_exec(at, length, scratch + RESULT));
    const { type } = JSON.parse(this.call('where', undefined, PAGE) ?? '{}') as { type: number };
    this.#places = { ...this.#places, functionType: type };
    this.limitHeap(defaultLimits.heap);
  }

  /** The three words are the only ones that say of this stack that it is empty. */
  #findStack(): number {
    const words = new Uint32Array(this.#exports.memory.buffer);
    const bytes = STACK_WORDS * 4;
    const found = words.findIndex((start, i) => start > 0 && words[i + 1] === start + bytes && words[i + 2] === start);
    if (found < 0) throw cannotStart();
    return found * 4;
  }

  /** Another interpreter of the same module, its memory as it was after boot. */
  static from(module: WebAssembly.Module, { memory, places }: Booted): MicroPython {
    const interpreter = new MicroPython(new WebAssembly.Instance(module).exports as unknown as Exports, places);
    interpreter.growTo(memory.length);
    interpreter.memory.set(memory);
    interpreter.rest();
    return interpreter;
  }

  get memory(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer);
  }

  growTo(bytes: number): void {
    const missing = bytes - this.#exports.memory.buffer.byteLength;
    if (missing > 0) this.#exports.memory.grow(missing / PAGE);
  }

  rest(): void {
    GLOBALS.forEach((name, i) => {
      this.#exports[name].value = this.#places.globals[i]!;
    });
  }

  arm(fuel: number): void {
    this.#armed = fuel;
    this.#exports.lq_fuel.value = fuel;
    this.#exports.lq_depth.value = 0;
    this.#exports.lq_memory_limit.value = this.#view.getUint32(this.#places.scratch + LIMIT, true);
  }

  get used(): number {
    return Math.min(this.#armed, this.#armed - this.#exports.lq_fuel.value);
  }

  /** Noted in the memory, so that it is part of its images. */
  limitHeap(bytes: number): void {
    const limit = this.#exports.memory.buffer.byteLength + bytes * GARBAGE;
    this.#view.setUint32(this.#places.scratch + LIMIT, limit, true);
    this.#exports.lq_memory_limit.value = limit;
  }

  load({ code, path }: Script, maxBytes: number): string | undefined {
    return this.call('load', `${path}\n${withoutMark(code)}`, maxBytes);
  }

  call(call: SdkCall | Call, argument: string | undefined, maxBytes: number): string | undefined {
    return this.#guarded(() => {
      const e = this.#exports;
      const { sdk, scratch } = this.#places;
      const text = argument === undefined ? undefined : this.#put(argument);
      this.#value(scratch, IN.integer, CALL[call], 0);
      // The interpreter frees the text that it takes.
      if (text === undefined) this.#value(scratch + 12, IN.none, 0, 0);
      else this.#value(scratch + 12, IN.text, text[1], text[0]);
      e.proxy_c_to_js_call(sdk, 2, scratch, scratch + RESULT);
      return this.#result(maxBytes);
    });
  }

  room(size: number): number {
    const at = Number(this.call('room', String(size), 100));
    if (!Number.isSafeInteger(at) || at % 8 !== 0 || at < 0 || at + size * 8 > this.memory.length)
      throw new Stop('ENGINE', 'The SDK has no room for the world.');
    return at;
  }

  /** Nothing is ever left to be done: there are no promises. */
  drain(): void {}

  put({ at, size }: BlockPlace, patch: Patch): void {
    applyPatch(new Float64Array(this.#exports.memory.buffer, at, size), patch);
  }

  numbers({ at, size }: BlockPlace): Float64Array {
    return new Float64Array(this.#exports.memory.buffer, at, size);
  }

  watch({ at, size }: BlockPlace): void {
    const bytes = size * 8;
    this.#exports.lq_block_at.value = at;
    this.#exports.lq_block_bytes.value = bytes;
    this.#exports.lq_block_shift.value = Math.max(NUMBER_SHIFT, 32 - Math.clz32(Math.max(0, bytes - 1)) - PART_BITS);
    this.#exports.lq_block_written.value = 0n;
  }

  get written(): Written {
    const { lq_block_written: parts, lq_block_shift: shift } = this.#exports;
    return { parts: BigInt.asUintN(64, parts.value), size: 1 << (shift.value - NUMBER_SHIFT) };
  }

  standing({ code, path }: Script, maxBytes: number): Standing {
    const raw = this.#rawFrames();
    // The outermost frame is the function that the host called: what is of the same file is the SDK.
    const own = raw.filter(({ file }) => file !== raw[0]!.file).toReversed();
    const text = this.#autopsy('where', maxBytes);
    const lines = code.split('\n');
    const frames = own.map(({ fn, line }): Frame => {
      const column = /^\s*/.exec(lines[line - 1] ?? '')![0].length + 1;
      return { name: text === undefined ? '' : this.#nameOf(fn), file: path, line, column };
    });
    return { frames, text };
  }

  unfinished(maxBytes: number): string | undefined {
    return this.#autopsy('finish', maxBytes);
  }

  #rawFrames(): RawFrame[] {
    const { stack, functionType } = this.#places;
    const view = this.#view;
    const [from, to] = [view.getUint32(stack, true), view.getUint32(stack + 8, true)];
    try {
      return framesIn(view, from, to, functionType);
    } catch (error) {
      // What stopped it may have written over them.
      if (error instanceof RangeError) return [];
      throw error;
    }
  }

  /** After a Stop: asks the SDK what it still knows. Undefined if the instance is too broken to tell it. */
  #autopsy(question: 'where' | 'finish', maxBytes: number): string | undefined {
    this.#revive();
    try {
      return this.call(question, undefined, maxBytes);
    } catch {
      return undefined;
    }
  }

  /** As if nothing ran: the frames that lie there are given up. */
  #revive(): void {
    const { stack } = this.#places;
    this.rest();
    this.arm(AUTOPSY_FUEL);
    const view = this.#view;
    view.setUint32(stack + 8, view.getUint32(stack, true), true);
    this.#exports.lq_memory_limit.value = UNLIMITED;
  }

  #nameOf(fn: number): string {
    try {
      return this.#guarded(() => {
        const e = this.#exports;
        const result = this.#places.scratch + RESULT;
        e.proxy_convert_mp_to_js_obj_cside(fn, result);
        const handle = this.#handle();
        this.#with('__name__', (at) => e.proxy_c_to_js_lookup_attr(handle, at, result));
        return this.#result(1000) ?? '';
      });
    } catch {
      return '';
    }
  }

  get #view(): DataView {
    return new DataView(this.#exports.memory.buffer);
  }

  #value(at: number, kind: number, first: number, second: number): void {
    const view = this.#view;
    view.setInt32(at, kind, true);
    view.setInt32(at + 4, first, true);
    view.setInt32(at + 8, second, true);
  }

  #put(text: string): [at: number, length: number] {
    const bytes = encoder.encode(text);
    const at = this.#exports.malloc(bytes.length + 1);
    if (at === 0) throw new Stop('MEMORY', 'The input of the script does not fit its memory.');
    const memory = this.memory;
    memory.set(bytes, at);
    memory[at + bytes.length] = 0;
    return [at, bytes.length];
  }

  #with(text: string, work: (at: number, length: number) => void): void {
    const [at, length] = this.#put(text);
    work(at, length);
    this.#exports.free(at);
  }

  /** The text that a call left, or undefined for none. Throws Thrown for an exception that nothing inside caught. */
  #result(maxBytes: number): string | undefined {
    const view = this.#view;
    const at = this.#places.scratch + RESULT;
    const kind = view.getInt32(at, true);
    const [length, start] = [view.getUint32(at + 4, true), view.getUint32(at + 8, true)];
    if (kind === OUT.none) return undefined;
    if (kind !== OUT.text && kind !== OUT.exception) throw new Stop('ENGINE', 'The SDK gave back something that is no text.');
    if (length > maxBytes && kind === OUT.text)
      throw new Stop('RESULT', `The result of the script has ${length} bytes; ${maxBytes} are accepted.`);
    const bytes = this.memory.subarray(start, start + length);
    if (kind === OUT.text) return decodeJson(bytes);
    const text = decoder.decode(bytes);
    this.#exports.free(start);
    const [name, message] = text.split('\u0004');
    throw new Thrown(name === 'MemoryError' ? undefined : JSON.stringify({ name, message }));
  }

  #handle(): Handle {
    const at = this.#places.scratch + RESULT;
    if (this.#view.getInt32(at, true) < OUT.object) throw cannotStart();
    return this.#view.getInt32(at + 4, true);
  }

  /** Turns a trap into a Stop that says which count ended the instance. */
  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof Stop || error instanceof Thrown) throw error;
      const { lq_fuel: fuel, lq_depth: depth } = this.#exports;
      if (fuel.value < 0) throw new Stop('FUEL', 'The script used up its fuel.');
      if (depth.value > DEPTH_LIMIT) throw new Stop('DEPTH', 'Calls are nested too deeply.');
      if (outside.test(String(error))) throw new Stop('MEMORY', 'The script asked for more at once than any memory holds.');
      throw new Stop('ENGINE', `The interpreter failed: ${String((error as Error).message)}`);
    }
  }
}

/** Interpreters of a compiled module, each as the first was right after its start. */
export const openMicroPython = (module: WebAssembly.Module): Interpreters => {
  const { interpreter, booted } = MicroPython.boot(module);
  let first: MicroPython | undefined = interpreter;
  return {
    booted: booted.memory,
    start: () => {
      const started = first ?? MicroPython.from(module, booted);
      first = undefined;
      return started;
    },
  };
};
