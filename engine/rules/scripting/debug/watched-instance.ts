/** A script and its copy, called together. */
import { canonicalJson } from '../../../model/canonical.ts';
import type { Json } from '../../../kernel/json.ts';
import type {
  CallWatch,
  HookInput,
  Hook,
  HookOutcome,
  ScriptDurable,
  ScriptEffect,
  ScriptHost,
  ScriptInstance,
  ScriptWorld,
} from '../world.ts';
import type { Instrumented } from './instrument.ts';
import { stopsOf, type Stops } from './stops.ts';
import type { Told, Watch } from './watched.ts';

/** What is kept of a tick. */
const STEPS = 20_000;
const CHARACTERS = 1_500_000;
/** Characters that are put together to be looked at: what recording takes time for. */
const WORK = 2_000_000;
/** More than all that takes. What came to nothing in the script may come to nothing in the copy earlier. */
const RECORDING_FUEL = 1_500_000_000;
const FAULTED_FUEL = 300_000_000;
const SEEKING_FUEL = 60_000_000;

export interface Watching {
  watch(): Watch | undefined;
  tell(told: Told): void;
}

export class WatchedInstance implements ScriptInstance {
  readonly #script: ScriptInstance;
  readonly #copy: Instrumented;
  readonly #watching: Watching;
  #twin: ScriptInstance | undefined;
  /** In what the copy was not like the script, since it was; nothing that it shows from then on is sure. */
  #differs: string | undefined;

  constructor(script: ScriptInstance, twin: ReturnType<ScriptHost['load']>, copy: Instrumented, watching: Watching) {
    this.#script = script;
    this.#copy = copy;
    this.#watching = watching;
    if (twin.ok) this.#twin = twin.instance;
    else this.#differs = `it does not load: ${twin.fault.message}`;
  }

  get path(): string {
    return this.#script.path;
  }
  get hooks(): readonly string[] {
    return this.#script.hooks;
  }
  get events(): readonly string[] {
    return this.#script.events;
  }
  get reads(): readonly string[] {
    return this.#script.reads;
  }
  get disabled(): boolean {
    return this.#script.disabled;
  }
  get loadFuel(): number {
    return this.#script.loadFuel;
  }
  get loadLogs(): readonly string[] {
    return this.#script.loadLogs;
  }

  call(hook: Hook, input: HookInput): HookOutcome {
    const events = (input.events ?? []).map(({ type }) => type).filter((type) => this.events.includes(type));
    const isIdle = events.length === 0 && !(hook !== 'on' && this.hooks.includes(hook));
    if (isIdle || this.#script.disabled) return this.#script.call(hook, input);
    const numbers = new Numbers(input.world);
    const outcome = this.#script.call(hook, { ...input, world: numbers.asked });
    const watch = this.#watching.watch();
    const stops = watch && stopsOf(watch.breakpoints, this.#copy);
    const seen = this.#alongside(hook, { ...input, world: numbers.known }, outcome, watch && stops && this.#asking(watch, stops, outcome));
    if (stops)
      this.#watching.tell({
        copy: this.#copy,
        hook,
        events,
        fault: outcome.ok ? undefined : outcome.fault,
        seen,
        stops,
        differs: this.#differs,
      });
    return outcome;
  }

  durable(): ScriptDurable {
    return this.#script.durable();
  }

  restoreDurable(durable: ScriptDurable): void {
    this.#script.restoreDurable(durable);
    this.#twin?.restoreDurable(durable);
  }

  /** Both images, the length of the first before them, and whether they are alike. */
  image(): Uint8Array {
    const [script, twin] = [this.#script.image(), this.#twin?.image() ?? new Uint8Array()];
    const differs = new TextEncoder().encode(this.#differs ?? '');
    const bytes = new Uint8Array(8 + script.length + twin.length + differs.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, script.length, true);
    view.setUint32(4, twin.length, true);
    bytes.set(script, 8);
    bytes.set(twin, 8 + script.length);
    bytes.set(differs, 8 + script.length + twin.length);
    return bytes;
  }

  restoreImage(bytes: Uint8Array): boolean {
    if (bytes.length < 8) return false;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const first = 8 + view.getUint32(0, true);
    const second = first + view.getUint32(4, true);
    if (!this.#script.restoreImage(bytes.subarray(8, first))) return false;
    if (this.#twin && !this.#twin.restoreImage(bytes.subarray(first, second))) return false;
    const differs = new TextDecoder().decode(bytes.subarray(second));
    this.#differs = differs === '' ? undefined : differs;
    return true;
  }

  reset(): void {
    this.#script.reset();
    this.#twin?.reset();
  }

  dispose(): void {
    this.#script.dispose();
    this.#twin?.dispose();
  }

  /** Calls the copy with the same. What it told, and afterwards it stands where the script stands. */
  #alongside(hook: Hook, input: HookInput, outcome: HookOutcome, watch: CallWatch | undefined): string | undefined {
    const twin = this.#twin;
    // A call that came to nothing leaves nothing behind, so that it need not be done.
    if (!twin || (!outcome.ok && !watch)) return undefined;
    const before = outcome.ok ? undefined : twin.image();
    const { recall: _, ...rest } = input;
    const done = twin.call(hook, { ...rest, ...(watch && { watch }) });
    if (before) twin.restoreImage(before);
    else
      this.#differs ??=
        difference(outcome, done) ?? (sameDurable(this.#script.durable(), twin.durable()) ? undefined : 'it keeps something else in state');
    return done.seen;
  }

  #asking({ record, any = false }: Watch, { at }: Stops, { ok }: HookOutcome): CallWatch {
    const request = canonicalJson({ record, any, steps: STEPS, chars: CHARACTERS, work: WORK, stops: [...at] as unknown as Json });
    const { probe } = this.#copy;
    return {
      begin: `${probe}_debugger.begin(${request})`,
      end: `${probe}_debugger.end()`,
      fuel: !record ? SEEKING_FUEL : ok ? RECORDING_FUEL : FAULTED_FUEL,
    };
  }
}

/** Numbers for texts: the script may have the world make new ones, its copy gets the same and makes none. */
class Numbers {
  readonly asked: ScriptWorld;
  readonly known: ScriptWorld;

  constructor(world: ScriptWorld) {
    const numbers = new Map<string, number | undefined>();
    const { tick, dt, time } = world;
    const plain = {
      tick,
      dt,
      time,
      members: (component: string) => world.members(component),
      lanes: (component: string, field: string) => world.lanes(component, field),
      keyOf: (index: number) => world.keyOf(index),
      text: (kind: Parameters<ScriptWorld['text']>[0], raw: number) => world.text(kind, raw),
    };
    this.asked = {
      ...plain,
      raw(kind, text) {
        const number = world.raw(kind, text);
        numbers.set(`${kind} ${text}`, number);
        return number;
      },
    };
    this.known = { ...plain, raw: (kind, text) => numbers.get(`${kind} ${text}`) };
  }
}

/** In what two outcomes differ, fuel aside. */
function difference(script: HookOutcome, copy: HookOutcome): string | undefined {
  if (!script.ok) return undefined;
  if (!copy.ok) return `it fails: ${copy.fault.message}`;
  if (script.effects.length !== copy.effects.length || !script.effects.every((effect, i) => sameEffect(effect, copy.effects[i]!)))
    return 'it asks for something else';
  return JSON.stringify(script.result) === JSON.stringify(copy.result) ? undefined : 'it returns something else';
}

const sameNumbers = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
};

function sameEffect(a: ScriptEffect, b: ScriptEffect): boolean {
  if (a.kind !== 'column' || b.kind !== 'column') return JSON.stringify(a) === JSON.stringify(b);
  return (
    a.component === b.component &&
    a.field === b.field &&
    a.lane === b.lane &&
    sameNumbers(a.slots, b.slots) &&
    sameNumbers(a.values, b.values)
  );
}

const sameDurable = (a: ScriptDurable, b: ScriptDurable): boolean =>
  a.state === b.state && canonicalJson(a.streams) === canonicalJson(b.streams);
