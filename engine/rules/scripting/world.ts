/**
 * The whole surface between a script and the engine, as data. The engine hands a script a `ScriptWorld` to read from and gets back effects:
 * a script never touches a world, and a world never sees a script.
 */
import type { Json } from '../../kernel/json.ts';
import type { Fields } from '../../model/fields.ts';
import type { Recall } from './recall.ts';

/** A numeric column of the arena: one lane of one field, indexed by `entity index * width + element`. */
export type Lane = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** Kinds of field whose lane holds a number that stands for a text. */
export type TextKind = 'string' | 'asset' | 'entity';

/** What the scripting host reads of a world at the start of a script's tick. Nothing here is called while guest code runs. */
export interface ScriptWorld {
  /** The tick being computed; the first is 1. `start` runs in tick 0. */
  readonly tick: number;
  /** Length of a tick: seconds (realtime) or 1 turn. */
  readonly dt: number;
  /** tick * dt. */
  readonly time: number;
  /** Indices of the entities that carry a component, ascending. Only read before the next call of `members`. */
  members(component: string): ArrayLike<number>;
  /** The lanes of a field, in the order of its kind (x, y, z, w); a scalar field has one. An array field is `length` wide in each lane. */
  lanes(component: string, field: string): readonly Lane[];
  /** An entity's stable name: its key in the level, else a name that no other entity ever has. Equal for equal worlds. */
  keyOf(index: number): string;
  /** The text behind a lane's number: an interned string, an asset, an entity's key ('' for none). */
  text(kind: TextKind, raw: number): string;
  /** The lane's number for a text. Interns strings; undefined for an entity that does not live. Called only for writes that are accepted. */
  raw(kind: TextKind, text: string): number | undefined;
  /**
   * Given by a caller that calls often while no entity comes or goes: every write to a column since the list was begun. A script that was
   * called with the same list before is then told of these writes only, not of the whole world.
   */
  readonly writes?: Writes | undefined;
}

/** A growing list: in turn i, some fields of `components[i]` of the entity at `indices[i]` were written. */
export interface Writes {
  readonly components: readonly string[];
  readonly indices: readonly number[];
}

/** Something that happened, for the script's `on(type, fn)` handlers: a command, an event of an earlier phase or a due timer. */
export interface ScriptEvent {
  readonly type: string;
  readonly payload: Json;
  /** Who sent it: a seat number; 0 (or absent) is the system. */
  readonly sender?: number;
  /** Key of the entity that it concerns. */
  readonly entity?: string;
}

export interface HookInput {
  readonly world: ScriptWorld;
  /** In the order in which they happened. Delivered to `on` handlers before the hook itself. */
  readonly events?: readonly ScriptEvent[];
  /** Keeps what it takes to say afterwards where in the script something was asked for. Changes nothing of the call. */
  readonly recall?: boolean;
  /** For a watched copy. */
  readonly watch?: CallWatch;
  /**
   * What of the call says whether the script rests; its success and its fault when absent. `success`: whoever calls does a call that faults
   * again in parts. `fault`, `nothing`: such a part, after which another part goes on.
   */
  readonly counts?: 'success' | 'fault' | 'nothing';
}

/** What is asked of a watched copy around one call, outside of what the script does. */
export interface CallWatch {
  /** An expression of the recorder's, evaluated before the call. */
  readonly begin: string;
  /** Evaluated after it, whatever came of it and before anything is taken back; its text is the outcome's `seen`. */
  readonly end: string;
  /** What watching may cost beside the call itself. */
  readonly fuel: number;
}

/** What a script asked for, checked by the host against the component types; payloads and spawned values are the caller's to check. */
export type ScriptEffect =
  /** Numbers for one lane: `lanes(component, field)[lane][slots[i]] = values[i]`. In range, finite, never -0. Ordered by slot. */
  | {
      readonly kind: 'column';
      readonly component: string;
      readonly field: string;
      readonly lane: number;
      /** Elements of the field: an entity's index is slot / width, rounded down. */
      readonly width: number;
      readonly slots: Uint32Array;
      readonly values: Float64Array;
    }
  | { readonly kind: 'emit'; readonly type: string; readonly payload: Json; readonly entity?: string }
  /** Deliver an event to this same script in `ticks` (>= 1) ticks. */
  | { readonly kind: 'after'; readonly ticks: number; readonly type: string; readonly payload: Json }
  /** A new entity: a prefab by name (or none) with component values over it, under `key` if given. */
  | { readonly kind: 'spawn'; readonly prefab: string | null; readonly components: Readonly<Record<string, Json>>; readonly key?: string }
  | { readonly kind: 'despawn'; readonly entity: string }
  /** Decimals arrive as strings, other figures as finite numbers. */
  | { readonly kind: 'kpi'; readonly name: string; readonly value: string | number }
  | { readonly kind: 'log'; readonly text: string };

/** What a script may see from the moment it loads; the same for a world's whole life. */
export interface ScriptContext {
  /** The world's seed: random streams are the same functions of it as the arena's own. */
  readonly seed: number;
  /** See `scriptParameters`: decimals are tagged so that the script gets decimals. */
  readonly params: Readonly<Record<string, Json>>;
  readonly tables: Readonly<Record<string, Json>>;
  /** Every component type of the world, by name. */
  readonly components: ReadonlyMap<string, { readonly fields: Fields }>;
  /** What the script may do; absent = everything. */
  readonly grant?: Grant;
  readonly limits?: Partial<Limits>;
}

export interface Grant {
  /** Components (`Stage`) and fields (`Stage.inventory`) that may be written. */
  readonly writes?: readonly string[];
  /** Event types that may be emitted. */
  readonly emits?: readonly string[];
  readonly spawn?: boolean;
}

/** Counted limits: the same number on every machine. */
export interface Limits {
  /** Fuel for compiling the script and running its top level. */
  readonly load: number;
  /** Fuel for one call: events, the hook, promises and effects together. */
  readonly hook: number;
  /** Bytes of the interpreter's heap. */
  readonly heap: number;
  /** Bytes of the text that a call gives back, `state` not included. */
  readonly resultBytes: number;
  readonly resultDepth: number;
  /** Effects of one call. */
  readonly effects: number;
  /** Bytes of `state` as canonical JSON. */
  readonly stateBytes: number;
  readonly logLines: number;
  readonly logBytes: number;
}

/** What of a script is state of the world: hashed every tick, kept across engine builds. Timers that it set live in the arena. */
export interface ScriptDurable {
  /** `state`, canonical JSON text. */
  readonly state: string;
  /** How many numbers each random stream has given, by name. */
  readonly streams: Readonly<Record<string, number>>;
  /** Faults in a row. */
  readonly faults: number;
  /** After three faults in a row the script rests for the session. */
  readonly disabled: boolean;
}

export type FaultCode = 'SYNTAX' | 'ERROR' | 'FUEL' | 'MEMORY' | 'DEPTH' | 'RESULT' | 'PERMISSION' | 'ENGINE';

export interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Why a script's tick was rolled back, in the author's terms. */
export interface Fault {
  readonly code: FaultCode;
  /** At most 2,000 characters. */
  readonly message: string;
  readonly file: string;
  /** Of the author's source, from 1. */
  readonly line?: number;
  readonly column?: number;
  readonly stack?: readonly Frame[];
  /** The next step, one sentence. */
  readonly hint?: string;
  /** The command that alone was at fault: it had no effect, everything else of its tick had. */
  readonly command?: { readonly sender: number; readonly type: string };
}

/** Fuel that a line used, itself and what the SDK did for it. */
export interface LineCost {
  /** From 1; 0: the SDK, around the script. */
  readonly line: number;
  /** '' at the top level. */
  readonly function: string;
  readonly fuel: number;
}

export type Hook = 'start' | 'onTick' | 'on';

export type HookOutcome =
  | {
      readonly ok: true;
      readonly effects: readonly ScriptEffect[];
      readonly fuel: number;
      readonly result?: Json;
      readonly recall?: Recall;
      readonly seen?: string | undefined;
    }
  /** Nothing of the call happened: memory, `state` and streams are those before it. */
  | {
      readonly ok: false;
      readonly fault: Fault;
      readonly logs: readonly string[];
      readonly fuel: number;
      readonly disabled: boolean;
      readonly seen?: string | undefined;
    };

/** A script, loaded for one world. Everything is synchronous, and no guest fault is ever thrown. */
export interface ScriptInstance {
  readonly path: string;
  /** `start`, `onTick` where defined. */
  readonly hooks: readonly string[];
  /** Event types with a handler, in the order of registration. */
  readonly events: readonly string[];
  /** Components that the source names, sorted: what it can read and write. */
  readonly reads: readonly string[];
  /** Fuel that loading took. */
  readonly loadFuel: number;
  /** Log lines of the top level. */
  readonly loadLogs: readonly string[];
  /** Delivers `events`, then runs the hook (`on` = events only). A disabled script does nothing and costs nothing. */
  call(hook: Hook, input: HookInput): HookOutcome;
  /** It rests for the session: what `durable` says, without its copies. */
  readonly disabled: boolean;
  durable(): ScriptDurable;
  /** Puts a checkpoint's state into a freshly loaded script. For use without an image (another engine build, a new script). */
  restoreDurable(durable: ScriptDurable): void;
  /** The interpreter's whole memory against the loaded image, with the durable state: equal images continue equally, fuel included. */
  image(): Uint8Array;
  /** False if the image is of another engine, script, seed, parameters or component types; the instance is then unchanged. */
  restoreImage(image: Uint8Array): boolean;
  /** Back to just after loading. */
  reset(): void;
  dispose(): void;
}

export interface Script {
  /** Path as the author knows it: faults name it. */
  readonly path: string;
  /** What runs: JavaScript whose lines and columns are the author's, or the author's own text in other languages. */
  readonly code: string;
  /** A copy of the code that can be watched, which runs in its place, and what is evaluated before it (see debug/). */
  readonly watched?: { readonly before: string; readonly code: string };
}

export interface ScriptHost {
  /**
   * The engine ids of the languages that scripts with these paths are written in: `quickjs-ng@0.17.0+fuel3:<sha8>` is an interpreter, its
   * metering schedule and the hash of the metered wasm. Where there are no scripts, that of JavaScript.
   */
  identity(paths: readonly string[]): string;
  /** Throws LedgerError `script-language` for a language that this engine was opened without. */
  load(
    script: Script,
    context: ScriptContext,
  ): { readonly ok: true; readonly instance: ScriptInstance } | { readonly ok: false; readonly fault: Fault; readonly fuel: number };
}
