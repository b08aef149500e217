/**
 * One call of a script, done again in a copy of its interpreter, to say where in the script something was asked for. The copy runs the same
 * code from the same memory with less fuel, so that it stops in the middle; where it stops shortly before the thing happens, the stack names the
 * line. The script itself runs without any of this: same memory, same fuel, same state.
 */
import { applyImage, type Image } from './image.ts';
import type { Loaded, Pool } from './instance.ts';
import { Stop, Thrown, type Interpreter } from './interpreter.ts';
import { HEAD, HEADER } from './plan.ts';
import type { Frame, LineCost, ScriptEvent } from './world.ts';

/** Where and why. */
export interface Moment {
  /** The author's innermost frame. */
  readonly frame?: Frame | undefined;
  /** Which of the call's events was being handled; undefined in the hook itself. */
  readonly event?: number | undefined;
  /** Without which of the call's events it would not have come out like this. */
  readonly because: readonly number[];
}

/** Something that a call did: a number of a column, or one of the other effects by its place among them. */
export type Asked =
  | { readonly component: string; readonly field: string; readonly lane: number; readonly slot: number }
  | { readonly effect: number };

export interface RecalledCall {
  /** The memory before the call. */
  readonly image: Image;
  readonly at: number;
  readonly size: number;
  readonly room: number | undefined;
  readonly packet: Float64Array;
  readonly text: string | undefined;
  readonly events: readonly ScriptEvent[];
  readonly fuel: number;
}

interface Given {
  readonly texts?: readonly string[];
  readonly renew?: boolean;
}

/** What there is of what was asked: the number itself, or how many things were asked for so far. */
interface Seen {
  readonly number: number;
  /** What was asked for, as text. */
  readonly text: string;
}

interface Run {
  /** Nothing came of it: the script failed, or stopped. */
  readonly stopped: boolean;
  readonly look: () => Seen | undefined;
  readonly stack: () => Frame | undefined;
}

/** Where a call stood that was done again. */
interface Ended {
  readonly interpreter: Interpreter;
  readonly input: () => Float64Array;
  readonly stopped: boolean;
  readonly stack: () => Frame | undefined;
}

const probes = 48;
const mostEvents = 64;

export class Recall {
  readonly #loaded: Loaded;
  readonly #pool: Pool;
  readonly #call: RecalledCall;

  constructor(loaded: Loaded, pool: Pool, call: RecalledCall) {
    this.#loaded = loaded;
    this.#pool = pool;
    this.#call = call;
  }

  get path(): string {
    return this.#loaded.script.path;
  }

  /** Where something that the call did was asked for. Takes some hundred times as long as the call. */
  moment(asked: Asked): Moment {
    const { events, fuel } = this.#call;
    const all = events.map((_, index) => index);
    const final = this.#tell(asked, fuel, all, true, ({ look }) => look());
    if (final === undefined) return { because: [] };
    const done = (seen: Seen | undefined): boolean =>
      seen !== undefined && ('effect' in asked ? seen.number > asked.effect : seen.number === final.number);
    const handled = all
      .slice(0, mostEvents)
      .filter((last) => !done(this.#tell(asked, fuel, all.slice(0, last), false, ({ look }) => look())));
    const event =
      handled.length > 0 && done(this.#tell(asked, fuel, all.slice(0, handled.at(-1)! + 1), false, ({ look }) => look()))
        ? handled.at(-1)
        : undefined;
    return {
      frame: this.#tell(asked, this.#lastBefore(asked, done), all, true, ({ stack }) => stack()),
      event,
      because: event === undefined ? this.#because(asked, final) : [event],
    };
  }

  /**
   * Which lines used the call's fuel, most first: the call is stopped at `samples` places evenly over its fuel, and the line where it then
   * stands gets that share; line 0 is what the SDK did around the script. The shares come to the whole. Takes about half as many times as long as the call.
   */
  profile(samples = 64): LineCost[] {
    const { fuel, events } = this.#call;
    const all = events.map((_, index) => index);
    const lines = new Map<string, LineCost>();
    const count = Math.min(samples, fuel);
    for (let i = 0; i < count; i += 1) {
      const [from, to] = [Math.floor((fuel * i) / count), Math.floor((fuel * (i + 1)) / count)];
      const frame = this.#run(Math.floor((from + to) / 2), all, true, ({ stack }) => stack());
      const key = `${frame?.line ?? 0} ${frame?.name ?? ''}`;
      const known = lines.get(key);
      lines.set(key, { line: frame?.line ?? 0, function: frame?.name ?? '', fuel: (known?.fuel ?? 0) + to - from });
    }
    return [...lines.values()].toSorted((a, b) => b.fuel - a.fuel || a.line - b.line);
  }

  /** The events without which the call ends otherwise. */
  #because(asked: Asked, final: Seen): number[] {
    const all = this.#call.events.map((_, index) => index);
    return all.slice(0, mostEvents).filter((without) => {
      const rest = all.filter((index) => index !== without);
      return this.#tell(asked, this.#loaded.limits.hook, rest, true, ({ look }) => look())?.text !== final.text;
    });
  }

  /** The most fuel with which it has not happened yet. What changes back and forth is looked for from its end. */
  #lastBefore(asked: Asked, done: (seen: Seen | undefined) => boolean): number {
    const { fuel, events } = this.#call;
    const all = events.map((_, index) => index);
    const isDone = (budget: number): boolean => done(this.#tell(asked, budget, all, true, ({ look }) => look()));
    let [low, high] = [0, fuel];
    for (let i = probes - 1; i > 0; i -= 1) {
      const budget = Math.floor((fuel * i) / probes);
      if (isDone(budget)) continue;
      low = budget;
      high = Math.min(fuel, Math.floor((fuel * (i + 1)) / probes));
      break;
    }
    if (low === 0) high = Math.min(high, Math.floor(fuel / probes) + 1);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (isDone(middle)) high = middle;
      else low = middle;
    }
    return low;
  }

  #tell<T>(asked: Asked, fuel: number, events: readonly number[], hook: boolean, tell: (run: Run) => T): T {
    return this.#run(fuel, events, hook, ({ interpreter, input, stopped, stack }) =>
      tell({
        stopped,
        look: () => {
          if ('effect' in asked) return this.#effects(interpreter, stopped, asked.effect);
          const number = input()[this.#placeOf(asked)];
          return number === undefined ? undefined : { number, text: String(number) };
        },
        stack,
      }),
    );
  }

  /** Does the call again with some of its events and fuel, and looks at what is there then. */
  #run<T>(fuel: number, events: readonly number[], hook: boolean, tell: (ended: Ended) => T): T {
    const { image, room, packet, text } = this.#call;
    const interpreter = this.#pool.take();
    interpreter.growTo(image.length);
    applyImage(interpreter.memory, this.#loaded.memory, image);
    interpreter.rest();
    interpreter.arm(fuel);
    let { at, size } = this.#call;
    let stopped = false;
    try {
      if (room !== undefined) [at, size] = [interpreter.room(room), room];
      interpreter.put({ at, size }, { places: undefined, values: packet });
      if (!hook) interpreter.put({ at, size }, { places: Uint32Array.of(HEAD.hook), values: Float64Array.of(0) });
      interpreter.call('run', this.#textOf(text, events), this.#maxBytes);
      interpreter.drain();
    } catch (error) {
      if (!(error instanceof Stop || error instanceof Thrown)) throw error;
      stopped = true;
    }
    const result = tell({
      interpreter,
      input: () => interpreter.numbers({ at, size }),
      stopped,
      stack: () => (stopped ? interpreter.standing(this.#loaded.script, this.#maxBytes).frames[0] : undefined),
    });
    this.#pool.give(interpreter);
    return result;
  }

  get #maxBytes(): number {
    return this.#loaded.limits.resultBytes * 4 + this.#loaded.limits.stateBytes;
  }

  #textOf(text: string | undefined, events: readonly number[]): string | undefined {
    if (text === undefined || events.length === this.#call.events.length) return text;
    return JSON.stringify({ ...(JSON.parse(text) as Given), events: events.map((index) => this.#call.events[index]!) });
  }

  /** How many things were asked for so far. */
  #effects(interpreter: Interpreter, stopped: boolean, which: number): Seen | undefined {
    try {
      // Only the script's own work counts against the budget, not the telling.
      interpreter.arm(this.#loaded.limits.hook);
      const text = stopped ? interpreter.unfinished(this.#maxBytes) : interpreter.call('finish', undefined, this.#maxBytes);
      if (text === undefined) return { number: 0, text: '' };
      const { effects = [], failure } = JSON.parse(text) as { effects?: unknown[]; failure?: unknown };
      return failure === undefined ? { number: effects.length, text: JSON.stringify(effects[which]) } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Where a number of a column lies in the input block. */
  #placeOf(asked: Exclude<Asked, { effect: number }>): number {
    const { packet } = this.#call;
    const { plans } = this.#loaded;
    let at = HEADER + plans.length;
    for (const [c, { name, stride, fields }] of plans.entries()) {
      const count = packet[HEADER + c]!;
      const field = name === asked.component ? fields.find((one) => one.name === asked.field) : undefined;
      if (field) {
        const index = Math.floor(asked.slot / field.width);
        for (let record = at; record < at + count * stride; record += stride)
          if (packet[record] === index) return record + field.offset + (asked.slot % field.width) * field.lanes + asked.lane;
      }
      at += count * stride;
    }
    return -1;
  }
}
