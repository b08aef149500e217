/** The thinnest host over the interpreter's raw exports: evaluate a text, call the SDK's one function, read one text. Nothing calls back. */
import { LedgerError } from '../../kernel/error.ts';
import { DEPTH_LIMIT, STACK_BYTES } from './limits.ts';
import type { Call } from './sdk/prelude.ts';
import { CALL, prelude } from './sdk/prelude.ts';

interface Exports {
  memory: WebAssembly.Memory;
  __stack_pointer: WebAssembly.Global;
  lq_fuel: WebAssembly.Global;
  lq_depth: WebAssembly.Global;
  _initialize(): void;
  qjs_init2(intrinsics: number): number;
  qjs_set_memory_limit(bytes: number): void;
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
export type Handle = number;

/** Regular expressions, JSON, Proxy and Reflect, Map and Set, typed arrays, promises, eval, BigInt; no Date, WeakRef, performance, DOM. */
const INTRINSICS = 0b0_0001_1111_1110;
const STRICT = 1 << 3;
const UNLIMITED = 0x7fff_ffff;
/** Set aside at boot, so that most scripts never grow the memory. */
const HEADROOM = 1 << 20;
const AUTOPSY_FUEL = 1_000_000;
const PAGE = 65_536;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Memory and handles right after boot, the same for every interpreter of a module. */
export interface Booted {
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

export type Stopped = 'FUEL' | 'DEPTH' | 'MEMORY' | 'RESULT' | 'ENGINE';

/** The instance ended inside a call; only its memory can still be read. */
export class Stop extends Error {
  readonly reason: Stopped;
  constructor(reason: Stopped, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The guest threw where nothing inside caught it (a syntax error, or no memory to say more). */
export class Thrown extends Error {
  /** JSON of {name, message, stack}; undefined if even that could not be made. */
  readonly description: string | undefined;
  constructor(description: string | undefined) {
    super('thrown by guest code');
    this.description = description;
  }
}

export class Interpreter {
  readonly #exports: Exports;
  #handles: Handles;
  #armed = 0;

  private constructor(exports: Exports, handles: Handles) {
    this.#exports = exports;
    this.#handles = handles;
  }

  /** Starts an interpreter from nothing and runs the SDK. */
  static boot(module: WebAssembly.Module): { interpreter: Interpreter; booted: Booted } {
    const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    const interpreter = new Interpreter(exports, { sdk: 0, undefined: 0, numbers: [], scratch: 0, stackPointer: 0 });
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
      sdk: interpreter.evaluate(prelude, '<sdk>'),
      undefined: exports.qjs_get_undefined(),
      numbers: Object.values(CALL).map((index) => exports.qjs_new_number(index)),
      scratch: exports.wasm_malloc(16),
      stackPointer: exports.__stack_pointer.value,
    };
    return { interpreter, booted: { memory: interpreter.memory.slice(), handles: interpreter.#handles } };
  }

  /** Another interpreter of the same module, its memory as it was after boot. */
  static from(module: WebAssembly.Module, { memory, handles }: Booted): Interpreter {
    const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    const interpreter = new Interpreter(exports, handles);
    interpreter.growTo(memory.length);
    interpreter.memory.set(memory);
    return interpreter;
  }

  get memory(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer);
  }

  /** Grows the memory to a whole number of pages; it cannot shrink. */
  growTo(bytes: number): void {
    const missing = bytes - this.#exports.memory.buffer.byteLength;
    if (missing > 0) this.#exports.memory.grow(missing / PAGE);
  }

  /** After the memory was put back to a moment between calls. */
  rest(): void {
    this.#exports.__stack_pointer.value = this.#handles.stackPointer;
  }

  /** Sets the fuel of what follows. */
  arm(fuel: number): void {
    this.#armed = fuel;
    this.#exports.lq_fuel.value = fuel;
    this.#exports.lq_depth.value = 0;
  }

  /** Fuel used since `arm`, all of it once it is used up. */
  get used(): number {
    return Math.min(this.#armed, this.#armed - this.#exports.lq_fuel.value);
  }

  limitHeap(bytes: number): void {
    this.#exports.qjs_set_memory_limit(bytes);
  }

  /** Runs a script text at the top level, strictly. Throws Stop or Thrown. */
  evaluate(source: string, file: string): Handle {
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

  /** Calls the SDK with a text or a value (which is given up) and gives back its text, or undefined. Throws Stop or Thrown. */
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

  /** Makes the input block and says where in memory it is. */
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

  /** Runs what promises left to do, until nothing is left. */
  drain(): void {
    if (this.#exports.qjs_is_job_pending() === 0) return;
    this.#guarded(() => {
      const e = this.#exports;
      while (e.qjs_is_job_pending() !== 0) {
        if (e.qjs_execute_pending_job() < 0) this.#raise();
      }
    });
  }

  free(value: Handle): void {
    this.#exports.qjs_free_value(value);
  }

  /**
   * After a Stop: asks the SDK what it still knows. With `where` what the interpreter's own stack of frames says about where it happened:
   * they still lie in the memory, below a fresh call. Undefined if there is nothing to tell, or the instance is too broken to tell it.
   */
  autopsy(question: 'where' | 'finish', maxBytes: number): string | undefined {
    this.arm(AUTOPSY_FUEL);
    try {
      this.#exports.qjs_set_max_stack_size(0);
      this.#exports.qjs_set_memory_limit(0);
      return this.call(question, undefined, maxBytes);
    } catch {
      return undefined;
    }
  }

  /** Around a call: the text of an expression, with fuel of its own and without the limits of stack and heap. Undefined if there is none. */
  tell(source: string, { fuel, heap, maxBytes }: { fuel: number; heap: number; maxBytes: number }): string | undefined {
    this.arm(fuel);
    try {
      this.#exports.qjs_set_max_stack_size(0);
      this.#exports.qjs_set_memory_limit(0);
      const value = this.evaluate(source, '<debugger>');
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
