/** QuickJS behind the interface: the thinnest host over its raw exports. Evaluates a text, calls the SDK's one function, reads one text. */
import { LedgerError } from '../../../kernel/error.ts';
import { applyPatch, type Patch, type Written } from '../block.ts';
import { Stop, Thrown, type BlockPlace, type Interpreter, type Standing } from '../interpreter.ts';
import { DEPTH_LIMIT, STACK_BYTES } from '../limits.ts';
import type { Interpreters } from '../runtime.ts';
import type { Script } from '../world.ts';
import { standingOf } from './position.ts';
import { CALL, prelude, type Call } from './sdk/prelude.ts';

interface Exports {
  memory: WebAssembly.Memory;
  __stack_pointer: WebAssembly.Global;
  lq_fuel: WebAssembly.Global;
  lq_depth: WebAssembly.Global;
  lq_block_at: WebAssembly.Global;
  lq_block_bytes: WebAssembly.Global;
  lq_block_shift: WebAssembly.Global;
  lq_block_written: { value: bigint };
  lq_turn_frame: WebAssembly.Global;
  lq_turn_from: WebAssembly.Global;
  lq_turn_to: WebAssembly.Global;
  _initialize(): void;
  qjs_init2(intrinsics: number): number;
  qjs_set_memory_limit(bytes: number): void;
  qjs_set_gc_threshold(bytes: number): void;
  qjs_set_max_stack_size(bytes: number): void;
  qjs_eval(source: number, length: number, file: number, flags: number): Handle;
  qjs_call(fn: Handle, self: Handle, count: number, values: number): Handle;
  qjs_new_string(at: number, length: number): Handle;
  qjs_new_number(value: number): Handle;
  qjs_get_undefined(): Handle;
  qjs_is_exception(value: Handle): number;
  qjs_is_string(value: Handle): number;
  qjs_get_exception(): Handle;
  qjs_get_string_len(value: Handle, length: number): number;
  qjs_free_cstring(text: number): void;
  qjs_free_value(value: Handle): void;
  qjs_is_job_pending(): number;
  qjs_execute_pending_job(): number;
  qjs_get_typed_array_buffer(array: Handle, offset: number, length: number, elementBytes: number): Handle;
  qjs_get_array_buffer(buffer: Handle, length: number): number;
  wasm_malloc(bytes: number): number;
  wasm_free(at: number): void;
}

/** A value inside the interpreter: a number that means nothing outside it. */
type Handle = number;

/** Regular expressions, JSON, Proxy and Reflect, Map and Set, typed arrays, promises, eval, BigInt; no Date, WeakRef, performance, DOM. */
const INTRINSICS = 0b0_0001_1111_1110;
const STRICT = 1 << 3;
const UNLIMITED = 0x7fff_ffff;
/** Set aside at boot, so that most scripts never grow the memory. */
const HEADROOM = 1 << 20;
const AUTOPSY_FUEL = 1_000_000;
const PAGE = 65_536;
/** A number has 8 bytes; a block is watched in 64 parts. */
const NUMBER_SHIFT = 3;
const PART_BITS = 6;
/** In a frame: the function, and the place behind the first byte of its instruction. In a function: its code. In that: the first byte. */
export const LAYOUT = { function: 8, pointer: 28, code: 24, bytes: 12 } as const;
/** Where the address of the JSRuntime stands, and in that whether the stack of an error is being written: then no other error gets one. */
const RUNTIME = { at: 1_165_720, writesStack: 657 } as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The last jump backwards in the interpreter's own code: addresses of the frame, of the instruction that jumped, and of its target. */
export interface Turn {
  readonly frame: number;
  readonly from: number;
  readonly to: number;
}

/** Memory and handles right after boot, the same for every interpreter of a module. */
interface Booted {
  memory: Uint8Array;
  handles: Handles;
}

interface Handles {
  sdk: Handle;
  undefined: Handle;
  numbers: readonly Handle[];
  /** Room for two arguments, and for results that come back by pointer. */
  scratch: number;
  stackPointer: number;
}

const HOOKS = ['start', 'onTick', 'on_tick'];
const collectHooks = `({${HOOKS.map((name) => `${name}: typeof ${name} === 'function' ? ${name} : undefined`).join(', ')}})`;

export class QuickJs implements Interpreter {
  readonly #exports: Exports;
  #handles: Handles;
  #armed = 0;

  private constructor(exports: Exports, handles: Handles) {
    this.#exports = exports;
    this.#handles = handles;
  }

  /** Starts an interpreter from nothing and runs the SDK. */
  static boot(module: WebAssembly.Module): { interpreter: QuickJs; booted: Booted } {
    const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    const interpreter = new QuickJs(exports, { sdk: 0, undefined: 0, numbers: [], scratch: 0, stackPointer: 0 });
    interpreter.arm(UNLIMITED);
    exports._initialize();
    if (exports.qjs_init2(INTRINSICS) !== 0)
      throw new LedgerError({
        code: 'script-engine',
        message: 'The script interpreter does not start.',
        hint: 'Build it again: node build/wasm/main.ts.',
      });
    exports.qjs_set_max_stack_size(STACK_BYTES);
    exports.wasm_free(exports.wasm_malloc(HEADROOM));
    interpreter.#handles = {
      sdk: interpreter.#evaluate(prelude, '<sdk>'),
      undefined: exports.qjs_get_undefined(),
      numbers: Object.values(CALL).map((index) => exports.qjs_new_number(index)),
      scratch: exports.wasm_malloc(16),
      stackPointer: exports.__stack_pointer.value,
    };
    return { interpreter, booted: { memory: interpreter.memory.slice(), handles: interpreter.#handles } };
  }

  /** Another interpreter of the same module, its memory as it was after boot. */
  static from(module: WebAssembly.Module, { memory, handles }: Booted): QuickJs {
    const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    const interpreter = new QuickJs(exports, handles);
    interpreter.growTo(memory.length);
    interpreter.memory.set(memory);
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
    this.#exports.__stack_pointer.value = this.#handles.stackPointer;
  }

  arm(fuel: number): void {
    this.#armed = fuel;
    this.#exports.lq_turn_frame.value = 0;
    this.#exports.lq_fuel.value = fuel;
    this.#exports.lq_depth.value = 0;
  }

  get used(): number {
    return Math.min(this.#armed, this.#armed - this.#exports.lq_fuel.value);
  }

  limitHeap(bytes: number): void {
    this.#exports.qjs_set_memory_limit(bytes);
  }

  load({ code, path, watched }: Script, maxBytes: number): string | undefined {
    if (watched) this.begin(watched.before);
    this.#exports.qjs_free_value(this.#evaluate(watched?.code ?? code, path));
    this.drain();
    return this.call('attach', this.#evaluate(collectHooks, '<sdk>'), maxBytes);
  }

  begin(source: string): void {
    this.#exports.qjs_free_value(this.#evaluate(source, '<debugger>'));
  }

  tell(source: string, { fuel, heap, maxBytes }: { fuel: number; heap: number; maxBytes: number }): string | undefined {
    this.arm(fuel);
    try {
      this.#exports.qjs_set_max_stack_size(0);
      this.#exports.qjs_set_memory_limit(0);
      const value = this.#evaluate(source, '<debugger>');
      try {
        return this.#guarded(() => this.#text(value, maxBytes));
      } finally {
        this.#exports.qjs_free_value(value);
      }
    } catch {
      return undefined;
    } finally {
      this.#exports.qjs_set_max_stack_size(STACK_BYTES);
      this.#exports.qjs_set_memory_limit(heap);
    }
  }

  /** Runs a script text at the top level, strictly. */
  #evaluate(source: string, file: string): Handle {
    return this.#guarded(() => {
      const e = this.#exports;
      const [text, length] = this.#put(source);
      const [name] = this.#put(file);
      const value = e.qjs_eval(text, length, name, STRICT);
      e.wasm_free(text);
      e.wasm_free(name);
      return this.#checked(value);
    });
  }

  /** As in Interpreter, and with a value, which is given up. */
  call(call: Call, argument: string | Handle | undefined, maxBytes: number): string | undefined {
    return this.#guarded(() => {
      const result = this.#call(call, argument);
      try {
        return this.#text(result, maxBytes);
      } finally {
        this.#exports.qjs_free_value(result);
      }
    });
  }

  room(size: number): number {
    return this.#guarded(() => {
      const e = this.#exports;
      const { scratch } = this.#handles;
      const array = this.#call('room', String(size));
      const buffer = e.qjs_get_typed_array_buffer(array, scratch, scratch + 4, scratch + 8);
      const at = e.qjs_get_array_buffer(buffer, scratch);
      e.qjs_free_value(buffer);
      e.qjs_free_value(array);
      return at;
    });
  }

  /** What promises left to do. */
  drain(): void {
    if (this.#exports.qjs_is_job_pending() === 0) return;
    this.#guarded(() => {
      const e = this.#exports;
      while (e.qjs_is_job_pending() !== 0) {
        if (e.qjs_execute_pending_job() < 0) this.#raise();
      }
    });
  }

  put({ at, size }: BlockPlace, patch: Patch): void {
    applyPatch(new Float64Array(this.#exports.memory.buffer, at, size), patch);
  }

  numbers({ at, size }: BlockPlace): Float64Array {
    return new Float64Array(this.#exports.memory.buffer, at, size);
  }

  watch({ at, size }: BlockPlace): void {
    const bytes = size * 8;
    const shift = Math.max(NUMBER_SHIFT, 32 - Math.clz32(Math.max(0, bytes - 1)) - PART_BITS);
    this.#exports.lq_block_at.value = at;
    this.#exports.lq_block_bytes.value = bytes;
    this.#exports.lq_block_shift.value = shift;
    this.#exports.lq_block_written.value = 0n;
  }

  get written(): Written {
    const { lq_block_written: parts, lq_block_shift: shift } = this.#exports;
    return { parts: BigInt.asUintN(64, parts.value), size: 1 << (shift.value - NUMBER_SHIFT) };
  }

  standing(script: Script, maxBytes: number): Standing {
    return standingOf(this, script, maxBytes);
  }

  unfinished(maxBytes: number): string | undefined {
    return this.autopsy('finish', maxBytes);
  }

  get turn(): Turn {
    const { lq_turn_frame: frame, lq_turn_from: from, lq_turn_to: to } = this.#exports;
    return { frame: frame.value >>> 0, from: from.value >>> 0, to: to.value >>> 0 };
  }

  /** Whether a frame stands inside its turn. */
  isWithin({ frame, from, to }: Turn): boolean {
    if (frame === 0) return false;
    const pointer = this.#view.getUint32(frame + LAYOUT.pointer, true) - 1;
    return to <= pointer && pointer <= from;
  }

  /** Does something with a frame as if it stood at another instruction; at -1, nowhere. */
  placed<T>(frame: number, instruction: number, work: () => T): T {
    const stood = this.#view.getUint32(frame + LAYOUT.pointer, true);
    this.#view.setUint32(frame + LAYOUT.pointer, instruction + 1, true);
    const result = work();
    this.#view.setUint32(frame + LAYOUT.pointer, stood, true);
    return result;
  }

  /** The address of the first instruction of a frame's function. */
  codeOf(frame: number): number {
    const read = (at: number): number => (at + 4 <= this.#view.byteLength ? this.#view.getUint32(at, true) : 0);
    return read(read(read(frame + LAYOUT.function) + LAYOUT.code) + LAYOUT.bytes);
  }

  get #view(): DataView {
    return new DataView(this.#exports.memory.buffer);
  }

  /**
   * After a Stop: asks the SDK what it still knows. With `where` what the interpreter's own stack of frames says about where it happened:
   * they still lie in the memory, below a fresh call. Undefined if there is nothing to tell, or the instance is too broken to tell it.
   */
  autopsy(question: 'where' | 'finish', maxBytes: number): string | undefined {
    this.arm(AUTOPSY_FUEL);
    try {
      this.#view.setUint8(this.#view.getUint32(RUNTIME.at, true) + RUNTIME.writesStack, 0);
      this.#exports.qjs_set_max_stack_size(0);
      this.#exports.qjs_set_memory_limit(0);
      // Clearing the memory may be what was stopped: it cannot be begun again.
      this.#exports.qjs_set_gc_threshold(-1);
      return this.call(question, undefined, maxBytes);
    } catch {
      return undefined;
    }
  }

  #call(call: Call, argument: string | Handle | undefined): Handle {
    const e = this.#exports;
    const { sdk, undefined: none, numbers, scratch } = this.#handles;
    const value = typeof argument === 'string' ? this.#string(argument) : argument;
    const view = new DataView(e.memory.buffer);
    view.setUint32(scratch, numbers[CALL[call]]!, true);
    view.setUint32(scratch + 4, value ?? none, true);
    const result = e.qjs_call(sdk, none, 2, scratch);
    if (value !== undefined) e.qjs_free_value(value);
    return this.#checked(result);
  }

  #put(text: string): [at: number, length: number] {
    const bytes = encoder.encode(text);
    const at = this.#exports.wasm_malloc(bytes.length + 1);
    if (at === 0) throw new Stop('MEMORY', 'The input of the script does not fit its memory.');
    const memory = this.memory;
    memory.set(bytes, at);
    memory[at + bytes.length] = 0;
    return [at, bytes.length];
  }

  #string(text: string): Handle {
    const [at, length] = this.#put(text);
    const value = this.#exports.qjs_new_string(at, length);
    this.#exports.wasm_free(at);
    return value;
  }

  #text(value: Handle, maxBytes: number): string | undefined {
    const e = this.#exports;
    if (e.qjs_is_string(value) === 0) return undefined;
    const { scratch } = this.#handles;
    const at = e.qjs_get_string_len(value, scratch);
    if (at === 0) this.#raise();
    const length = new DataView(e.memory.buffer).getUint32(scratch, true);
    if (length > maxBytes) throw new Stop('RESULT', `The result of the script has ${length} bytes; ${maxBytes} are accepted.`);
    const text = decoder.decode(this.memory.subarray(at, at + length));
    e.qjs_free_cstring(at);
    return text;
  }

  #checked(value: Handle): Handle {
    if (this.#exports.qjs_is_exception(value) !== 0) {
      this.#exports.qjs_free_value(value);
      this.#raise();
    }
    return value;
  }

  /** Takes the pending exception and has the SDK describe it. */
  #raise(): never {
    const exception = this.#exports.qjs_get_exception();
    if (this.#handles.sdk === 0) throw new Thrown(undefined);
    const e = this.#exports;
    const { sdk, undefined: none, numbers, scratch } = this.#handles;
    const view = new DataView(e.memory.buffer);
    view.setUint32(scratch, numbers[CALL.describe]!, true);
    view.setUint32(scratch + 4, exception, true);
    const described = e.qjs_call(sdk, none, 2, scratch);
    e.qjs_free_value(exception);
    if (e.qjs_is_exception(described) !== 0 || e.qjs_is_string(described) === 0) throw new Thrown(undefined);
    const at = e.qjs_get_string_len(described, scratch);
    const text =
      at === 0 ? undefined : decoder.decode(this.memory.subarray(at, at + new DataView(e.memory.buffer).getUint32(scratch, true)));
    throw new Thrown(text);
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
      throw new Stop('ENGINE', `The interpreter failed: ${String((error as Error).message)}`);
    }
  }
}

/** Interpreters of a compiled module, each as the first was right after its start. */
export const openQuickJs = (module: WebAssembly.Module): Interpreters => {
  const { interpreter, booted } = QuickJs.boot(module);
  let first: QuickJs | undefined = interpreter;
  return {
    booted: booted.memory,
    start: () => {
      const started = first ?? QuickJs.from(module, booted);
      first = undefined;
      return started;
    },
  };
};
