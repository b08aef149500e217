import { LedgerError } from '../../kernel/error.ts';
import type { Json } from '../../kernel/json.ts';
import { z } from '../../model/zod.ts';
import { InputBlock, type Patch } from './block.ts';
import { readDescription } from './description.ts';
import { faultOfDescription, faultOfEnd } from './faults.ts';
import type { Image } from './image.ts';
import { applyImage, decodeImage, encodeImage } from './image.ts';
import { Stop, Thrown, type BlockPlace, type Interpreter } from './interpreter.ts';
import { FAULTS_TO_DISABLE } from './limits.ts';
import type { Output } from './output.ts';
import { readOutput, stateText } from './output.ts';
import type { Places } from './places.ts';
import { Recall } from './recall.ts';
import type { ComponentPlan } from './plan.ts';
import type { SavedTexts } from './texts.ts';
import { Texts } from './texts.ts';
import type {
  CallWatch,
  Fault,
  Grant,
  Hook,
  HookInput,
  HookOutcome,
  Limits,
  Script,
  ScriptDurable,
  ScriptEvent,
  ScriptInstance,
  ScriptWorld,
  Writes,
} from './world.ts';

/** What is fixed once a script has loaded. */
export interface Loaded {
  readonly script: Script;
  readonly hooks: readonly string[];
  readonly events: readonly string[];
  readonly plans: readonly ComponentPlan[];
  readonly limits: Limits;
  readonly grant: Grant | undefined;
  readonly fuel: number;
  readonly logs: readonly string[];
  /** Digest of engine, script and everything that it was loaded with. */
  readonly base: Uint8Array;
  /** Memory just after loading. */
  readonly memory: Uint8Array;
  /** `state` as the top level left it, canonical. */
  readonly state: string;
  /** Finds places that the interpreter does not know, in languages where that can be. */
  readonly places: Places | undefined;
}

/** Where the host's interpreters come from and go to. */
export interface Pool {
  take(): Interpreter;
  give(interpreter: Interpreter): void;
}

/** One call as the interpreter saw it: enough to do it again. */
interface Step {
  readonly room: number | undefined;
  readonly patch: Patch;
  readonly text: string | undefined;
}

const JOURNAL_NUMBERS = 1 << 17;
/** Doing as much again after a fault costs about what an image of the memory does. */
const REPLAY_FUEL = 50_000;
/**
 * How far before its end a call is looked at. Telling of a lack of memory takes about 2,000 fuel; of fuel, the last may have gone to
 * what calls the script.
 */
const BACK = { MEMORY: { least: 2000, times: 4, most: Infinity }, FUEL: { least: 100, times: 6, most: 4_000 } } as const;
/** Room for the SDK's own words around what a script asks for. */
const SLACK = 64 << 10;
/** What a watched call may tell. */
const WATCHED_BYTES = 16 << 20;

/** What an image holds beside the memory. */
const Notes = z.strictObject({
  texts: z.array(z.string()).min(1).readonly(),
  renewAt: z.int().min(1),
  at: z.int().min(0),
  size: z.int().min(0),
  state: z.string(),
  streams: z.record(z.string(), z.int().min(0)),
  faults: z.int().min(0),
  disabled: z.boolean(),
});

type Notes = z.infer<typeof Notes>;

const jsonOf = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

/** What stands beside the memory in an image; undefined where it cannot have been written for it. */
function notesOf({ notes, length }: Image, { memory, limits }: Loaded): Notes | undefined {
  const read = Notes.safeParse(jsonOf(notes));
  if (!read.success) return undefined;
  const { at, size, state } = read.data;
  const fits =
    at % 8 === 0 &&
    at + size * 8 <= length &&
    length % 65_536 === 0 &&
    length >= memory.length &&
    length <= memory.length + limits.heap * 2;
  const held = jsonOf(state);
  return fits && typeof held === 'object' && held !== null ? read.data : undefined;
}

/**
 * A live script. Its memory is put back after a fault by restoring the last image (the anchor) and doing the calls since then again, which
 * costs nothing on the ticks that do not fault.
 */
export class Instance implements ScriptInstance {
  readonly #loaded: Loaded;
  readonly #pool: Pool;
  #interpreter: Interpreter;
  readonly #texts = new Texts();
  readonly #block: InputBlock;
  /** The input block in the interpreter's memory. */
  #at = 0;
  #size = 0;
  #state: string;
  #streams: Record<string, number> = {};
  #faults = 0;
  #disabled = false;
  #disposed = false;
  #anchor: Image | undefined;
  #journal: Step[] = [];
  #journalNumbers = 0;
  #journalFuel = 0;
  /** Up to where in a list of writes the input block knows the world. */
  #known: { readonly writes: Writes; readonly count: number } | undefined;

  /** The call that was begun last. */
  #attempted: Step | undefined;

  constructor(interpreter: Interpreter, loaded: Loaded, pool: Pool) {
    this.#interpreter = interpreter;
    this.#loaded = loaded;
    this.#pool = pool;
    this.#block = new InputBlock(loaded.plans, this.#texts);
    this.#state = loaded.state;
  }

  get path(): string {
    return this.#loaded.script.path;
  }
  get hooks(): readonly string[] {
    return this.#loaded.hooks;
  }
  get events(): readonly string[] {
    return this.#loaded.events;
  }
  get reads(): readonly string[] {
    return this.#loaded.plans.map(({ name }) => name);
  }
  get disabled(): boolean {
    return this.#disabled;
  }
  get loadFuel(): number {
    return this.#loaded.fuel;
  }
  get loadLogs(): readonly string[] {
    return this.#loaded.logs;
  }

  call(hook: Hook, input: HookInput): HookOutcome {
    const events = (input.events ?? []).filter(({ type }) => this.#loaded.events.includes(type));
    const idle = events.length === 0 && !(hook !== 'on' && this.#loaded.hooks.includes(hook));
    if (this.#disposed)
      throw new LedgerError({
        code: 'script-disposed',
        message: `${this.path} was disposed; it cannot be called any more.`,
        hint: 'Load it again.',
        where: this.path,
      });
    if (this.#disabled || idle) return { ok: true, effects: [], fuel: 0 };
    const known = this.#texts.isFull ? this.#texts.save() : this.#texts.count;
    const before = input.recall === true ? { image: decodeImage(this.image())!, at: this.#at, size: this.#size } : undefined;
    try {
      const { output, columns, step, knows } = this.#attempt(hook, input, events);
      const fuel = this.#interpreter.used;
      const seen = this.#told(input.watch);
      if (output.failure !== undefined) {
        const { places, fuel: load } = this.#loaded;
        const told = faultOfDescription(readDescription(output.failure), this.path);
        const found = places?.ofCall(told, { load, call: fuel }, this.durable(), hook, input) ?? told;
        return this.#fail(
          known,
          { fault: this.#withPlace(found, fuel), logs: output.logs },
          { fuel, seen, counts: (input.counts ?? 'fault') === 'fault' },
        );
      }
      this.#keep(output, step, fuel);
      if ((input.counts ?? 'success') === 'success') this.#faults = 0;
      this.#known = knows;
      const { room, text } = step;
      const recall =
        before && new Recall(this.#loaded, this.#pool, { ...before, room, text, packet: this.#block.packet.slice(), events, fuel });
      return {
        ok: true,
        effects: [...columns, ...output.effects],
        fuel,
        ...(recall && { recall }),
        ...(output.result !== undefined && { result: output.result }),
        ...seen,
      };
    } catch (error) {
      const fuel = this.#interpreter.used;
      const end = faultOfEnd(error, this.#loaded.script, () => this.#interpreter.standing(this.#loaded.script, this.#maxBytes));
      const seen = this.#told(input.watch);
      return this.#fail(
        known,
        { ...end, fault: this.#withPlace(end.fault, fuel) },
        { fuel, seen, counts: (input.counts ?? 'fault') === 'fault' },
      );
    }
  }

  durable(): ScriptDurable {
    return { state: this.#state, streams: { ...this.#streams }, faults: this.#faults, disabled: this.#disabled };
  }

  restoreDurable({ state, streams, faults, disabled }: ScriptDurable): void {
    this.reset();
    this.#interpreter.arm(this.#loaded.limits.load);
    this.#interpreter.call('restore', `{"state":${state},"streams":${JSON.stringify(streams)}}`, 0);
    this.#state = state;
    this.#streams = { ...streams };
    this.#faults = faults;
    this.#disabled = disabled;
    this.#known = undefined;
    this.#anchorHere();
  }

  image(): Uint8Array {
    const notes: Notes = {
      ...this.#texts.save(),
      at: this.#at,
      size: this.#size,
      state: this.#state,
      streams: this.#streams,
      faults: this.#faults,
      disabled: this.#disabled,
    };
    return encodeImage(this.#loaded.base, this.#interpreter.memory, this.#loaded.memory, JSON.stringify(notes));
  }

  restoreImage(bytes: Uint8Array): boolean {
    const image = decodeImage(bytes);
    if (image === undefined || !this.#loaded.base.every((byte, i) => byte === image.base[i])) return false;
    const notes = notesOf(image, this.#loaded);
    if (notes === undefined) return false;
    this.#toImage(image);
    this.#texts.load(notes);
    this.#at = notes.at;
    this.#size = notes.size;
    this.#state = notes.state;
    this.#streams = { ...notes.streams };
    this.#faults = notes.faults;
    this.#disabled = notes.disabled;
    this.#anchor = image;
    this.#known = undefined;
    this.#clearJournal();
    return true;
  }

  reset(): void {
    this.#toImage(undefined);
    this.#texts.renew(0);
    this.#at = this.#size = 0;
    this.#state = this.#loaded.state;
    this.#streams = {};
    this.#faults = 0;
    this.#disabled = false;
    this.#anchor = undefined;
    this.#known = undefined;
    this.#clearJournal();
  }

  dispose(): void {
    if (!this.#disposed) this.#pool.give(this.#interpreter);
    this.#disposed = true;
  }

  get #maxBytes(): number {
    return this.#loaded.limits.resultBytes * 2 + this.#loaded.limits.stateBytes + SLACK;
  }

  #told(watch: CallWatch | undefined): { seen?: string | undefined } {
    if (!watch) return {};
    return { seen: this.#interpreter.tell?.(watch.end, { fuel: watch.fuel, heap: this.#loaded.limits.heap, maxBytes: WATCHED_BYTES }) };
  }

  #attempt(hook: Hook, { world, watch }: HookInput, events: readonly ScriptEvent[]) {
    this.#attempted = undefined;
    const renew = this.#texts.isFull;
    if (renew) this.#texts.renew(this.#block.packet.length);
    const before = renew ? 1 : this.#texts.count;
    const { writes } = world;
    const since = renew || writes === undefined || this.#known?.writes !== writes ? undefined : this.#known.count;
    const knows = writes && { writes, count: writes.indices.length };
    const input =
      since === undefined ? this.#whole(hook, world) : { room: undefined, patch: this.#block.update(world, hook, writes!, since) };
    const fresh = this.#texts.since(before);
    const text =
      renew || fresh.length > 0 || events.length > 0 ? JSON.stringify({ ...(renew && { renew }), texts: fresh, events }) : undefined;
    const { room } = input;
    this.#interpreter.arm(this.#loaded.limits.hook + (watch?.fuel ?? 0));
    if (watch) this.#interpreter.begin?.(watch.begin);
    if (room !== undefined) this.#makeRoom(room);
    const patch = input.patch ?? this.#wholePatch();
    this.#interpreter.watch(this.#place);
    const step: Step = { room, patch, text };
    this.#attempted = step;
    const given = this.#run(patch, text);
    const output = readOutput(given, this.#loaded.limits, this.#loaded.grant);
    for (const own of output.texts) this.#texts.id(own);
    const columns =
      output.failure === undefined ? this.#block.decode(this.#interpreter.numbers(this.#place), world, this.#interpreter.written) : [];
    return { output, columns, knows, step };
  }

  /** The world from the beginning: whatever the interpreter's block holds, all of it is written. */
  #whole(hook: Hook, world: ScriptWorld): { room: number | undefined; patch?: undefined } {
    this.#known = undefined;
    this.#block.encode(world, hook);
    const { length } = this.#block.packet;
    return { room: length > this.#size ? Math.max(length, this.#size * 2) : undefined };
  }

  #wholePatch(): Patch {
    this.#block.compareMembership(this.#interpreter.numbers(this.#place));
    return { places: undefined, values: this.#block.packet.slice() };
  }

  #run(patch: Patch, text: string | undefined): string | undefined {
    this.#interpreter.put(this.#place, patch);
    this.#interpreter.call('run', text, this.#maxBytes);
    this.#interpreter.drain();
    return this.#interpreter.call('finish', undefined, this.#maxBytes);
  }

  /**
   * Where in a call its memory was full, or its fuel at an end while the interpreter worked on its own frames, when nothing of it says so:
   * the call is done again with a little less fuel, and less again, until it ends in the script. What follows ends it for good: the memory
   * must be put back.
   */
  #withPlace(fault: Fault, used: number): Fault {
    const { code, line } = fault;
    if ((code !== 'MEMORY' && code !== 'FUEL') || line !== undefined || this.#attempted === undefined) return fault;
    const { room, patch, text } = this.#attempted;
    const { least, times, most } = BACK[code];
    for (let back = least; back < used && back <= most; back *= times) {
      this.#rollBack();
      this.#interpreter.arm(used - back);
      try {
        if (room !== undefined) this.#makeRoom(room);
        this.#run(patch, text);
      } catch (error) {
        if (error instanceof Thrown) continue;
        if (!(error instanceof Stop) || error.reason !== 'FUEL') return fault;
        const { frames } = this.#interpreter.standing(this.#loaded.script, this.#maxBytes);
        const [top] = frames;
        if (top !== undefined) return { ...fault, line: top.line, column: top.column, stack: frames };
      }
    }
    return fault;
  }

  #makeRoom(size: number): void {
    this.#at = this.#interpreter.room(size);
    this.#size = size;
  }

  get #place(): BlockPlace {
    return { at: this.#at, size: this.#size };
  }

  #keep({ state, streams }: Output, step: Step, fuel: number): void {
    if (state !== undefined) this.#state = stateText(state, this.#loaded.limits);
    for (const [name, count] of Object.entries(streams)) this.#streams[name] = count;
    this.#journal.push(step);
    this.#journalNumbers += step.patch.values.length;
    this.#journalFuel += fuel;
    if (this.#journalFuel > this.#loaded.limits.hook || this.#journalNumbers > JOURNAL_NUMBERS) this.#anchorHere();
  }

  #fail(
    known: SavedTexts | number,
    { fault: found, logs }: { fault: Fault; logs: readonly string[] },
    { fuel, seen, counts }: { fuel: number; seen: { seen?: string | undefined }; counts: boolean },
  ): HookOutcome {
    if (typeof known === 'number') this.#texts.truncate(known);
    else this.#texts.load(known);
    this.#rollBack();
    if (counts) this.#faults++;
    this.#disabled = this.#faults >= FAULTS_TO_DISABLE;
    return { ok: false, fault: found, logs, fuel, disabled: this.#disabled, ...seen };
  }

  /** Memory as it was before the call that failed: the anchor, and the calls since. */
  #rollBack(): void {
    this.#toImage(this.#anchor);
    const notes = this.#anchor === undefined ? { at: 0, size: 0 } : (JSON.parse(this.#anchor.notes) as Notes);
    this.#at = notes.at;
    this.#size = notes.size;
    for (const { room, patch, text } of this.#journal) {
      this.#interpreter.arm(this.#loaded.limits.hook);
      if (room !== undefined) this.#makeRoom(room);
      this.#run(patch, text);
    }
    if (this.#journalFuel > REPLAY_FUEL) this.#anchorHere();
  }

  #anchorHere(): void {
    this.#anchor = decodeImage(this.image());
    this.#clearJournal();
  }

  #clearJournal(): void {
    this.#journal = [];
    this.#journalNumbers = 0;
    this.#journalFuel = 0;
  }

  /** A memory that has grown beyond the image cannot shrink: then another interpreter takes its place. */
  #toImage(image: Image | undefined): void {
    const { memory } = this.#loaded;
    const length = image?.length ?? memory.length;
    if (this.#interpreter.memory.length > length) {
      this.#pool.give(this.#interpreter);
      this.#interpreter = this.#pool.take();
    }
    this.#interpreter.growTo(length);
    applyImage(this.#interpreter.memory, memory, image ?? { base: this.#loaded.base, length, notes: '', pages: [] });
    this.#interpreter.rest();
  }
}
