/** What the host needs of an interpreter, whatever the language: see runtime.ts for how one comes to be. Nothing inside calls back. */
import type { Patch, Written } from './block.ts';
import type { Frame, Script } from './world.ts';

/** Some editors put a mark before the first line, which JavaScript takes for a blank and no other language for anything. */
export const withoutMark = (code: string): string => code.replace(/^\ufeff/, '');

/** Calls of the SDK: `setup` once before the script loads, `run` and `finish` for each call of a hook, `restore` after a checkpoint. */
export type SdkCall = 'setup' | 'run' | 'finish' | 'restore';

/** Where an input block lies in the interpreter's memory, and how many numbers it has. */
export interface BlockPlace {
  readonly at: number;
  readonly size: number;
}

/** Where a stopped interpreter stood, in the author's source. */
export interface Standing {
  /** Innermost first; [] where nothing could be told. */
  readonly frames: readonly Frame[];
  /** The line of the loop that the innermost frame stands in, where that is another matter than where it stands. */
  readonly loop?: number | undefined;
  /** What the SDK says, as JSON text: the log lines are in it. */
  readonly text: string | undefined;
}

export interface Interpreter {
  /** The whole memory, between calls everything that the interpreter is. It can grow and never shrinks, and must be read anew after a call. */
  readonly memory: Uint8Array<ArrayBuffer>;
  /** Grows the memory to a whole number of pages. */
  growTo(bytes: number): void;
  /** After the memory was put back to a moment between calls. */
  rest(): void;
  /** Sets the fuel of what follows. */
  arm(fuel: number): void;
  /** Fuel used since `arm`, all of it once it is used up. */
  readonly used: number;
  limitHeap(bytes: number): void;
  /** Runs the author's text at its top level and ends loading: what the SDK found, as JSON text (`Attached` in host.ts). Throws Stop or Thrown. */
  load(script: Script, maxBytes: number): string | undefined;
  /** Calls the SDK with a text and gives back its text, or undefined. Throws Stop or Thrown. */
  call(call: SdkCall, argument: string | undefined, maxBytes: number): string | undefined;
  /** Runs what a call left to be done, until nothing is left. */
  drain(): void;
  /** Makes the input block and says where in memory it is. */
  room(size: number): number;
  /** Puts numbers into the input block. */
  put(place: BlockPlace, patch: Patch): void;
  /** The numbers of the input block: valid until the next call. */
  numbers(place: BlockPlace): Float64Array;
  /** From here on notes into which parts of the block something was written. */
  watch(place: BlockPlace): void;
  readonly written: Written;
  /** Where in the script it stands. Only after a Stop; the instance is of no use afterwards. */
  standing(script: Script, maxBytes: number): Standing;
  /**
   * Around a call of a watched copy: the text of an expression, with fuel of its own and without the limits of stack and heap; undefined if
   * there is none. Only in languages whose scripts can be watched.
   */
  tell?(source: string, room: { fuel: number; heap: number; maxBytes: number }): string | undefined;
  /** Evaluates an expression before a call of a watched copy, for the fuel of the call. */
  begin?(source: string): void;
  /** After a Stop: what the SDK would have said at its end. Undefined if the instance is too broken to tell it. */
  unfinished(maxBytes: number): string | undefined;
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
