/**
 * Where in a script something failed, when the interpreter does not know: taking apart what is undefined, a class that extends nothing, what
 * is thrown and is no Error. The failed call is done once more, in a copy that has a place before every statement (see debug/). That changes
 * nothing of the script and costs it nothing; where the copy fails in another way, as one can that depends on variables beside `state`, the
 * fault stays as it was.
 */
import { instrument, type Instrumented } from './debug/instrument.ts';
import type { Fault, Frame, Hook, HookInput, Script, ScriptContext, ScriptDurable, ScriptHost, ScriptWorld } from './world.ts';

/** What the copy may use of what the script used: looking costs more than doing. */
const FUEL = { times: 20, more: 1_000_000, most: 20_000_000 } as const;
/** A script that uses more to load is not looked into: its loading would be done again, at nobody's cost, with every fault. */
const LOADS_WITHIN = 500_000;

/** Of these the interpreter names the last place before. */
const vague = /Cannot convert undefined or null to object$|cannot read property 'Symbol\.iterator' of |parent class must be constructor$/;
const thrown = /^threw /;

const withRoom = (used: number): number => Math.min(used * FUEL.times + FUEL.more, FUEL.most);

/** The same world, which nothing comes of. */
const readOnly = (world: ScriptWorld): ScriptWorld => ({
  tick: world.tick,
  dt: world.dt,
  time: world.time,
  members: (component) => world.members(component),
  lanes: (component, field) => world.lanes(component, field),
  keyOf: (index) => world.keyOf(index),
  text: (kind, raw) => world.text(kind, raw),
  raw: () => undefined,
});

const sameFrame = (a: Frame | undefined, b: Frame | undefined): boolean => a?.name === b?.name && a?.line === b?.line;

export class Places {
  readonly #load: ScriptHost['load'];
  readonly #script: Script;
  readonly #context: ScriptContext;

  constructor(load: ScriptHost['load'], script: Script, context: ScriptContext) {
    this.#load = load;
    this.#script = script;
    this.#context = context;
  }

  /** A fault of loading. */
  ofLoading(fault: Fault, used: number): Fault {
    return this.#unless(fault, used, (copy) => {
      const loaded = this.#copy(copy, used, used);
      if (!loaded.ok) return this.#placed(fault, loaded.fault, copy);
      loaded.instance.dispose();
      return fault;
    });
  }

  /** A fault of a call, `before` being what the script had kept until then. */
  ofCall(fault: Fault, used: { load: number; call: number }, before: ScriptDurable, hook: Hook, { world, events = [] }: HookInput): Fault {
    return this.#unless(fault, used.load, (copy) => {
      const loaded = this.#copy(copy, used.load, used.call);
      if (!loaded.ok) return fault;
      const { instance } = loaded;
      try {
        instance.restoreDurable({ ...before, faults: 0, disabled: false });
        const { probe } = copy;
        const watch = { begin: `${probe}.at = -1`, end: `String(${probe}.at)`, fuel: FUEL.more };
        const outcome = instance.call(hook, { world: readOnly(world), events, watch });
        return outcome.ok ? fault : this.#placed(fault, outcome.fault, copy, Number(outcome.seen));
      } finally {
        instance.dispose();
      }
    });
  }

  #copy({ probe, code }: Instrumented, load: number, hook: number): ReturnType<ScriptHost['load']> {
    return this.#load(
      { ...this.#script, watched: { before: `let ${probe} = (site) => { ${probe}.at = site; };`, code } },
      { ...this.#context, limits: { ...this.#context.limits, load: withRoom(load), hook: withRoom(hook) } },
    );
  }

  /** Unless the fault has a place of its own, or the script cannot be copied or does too much while it loads. */
  #unless(fault: Fault, load: number, look: (copy: Instrumented) => Fault): Fault {
    const { code, line, message } = fault;
    const isVague = line === undefined ? thrown.test(message) : vague.test(message) || headOf(fault, this.#script.code) !== undefined;
    if (code !== 'ERROR' || !isVague || load > LOADS_WITHIN) return fault;
    try {
      const copy = instrument(this.#script.code);
      return line === undefined || vague.test(message) || isFunction(fault, copy) ? look(copy) : fault;
    } catch {
      return fault;
    }
  }

  #placed(fault: Fault, found: Fault, copy: Instrumented, site?: number): Fault {
    if (found.message !== fault.message) return fault;
    if (fault.line === undefined) return this.#thrownAt(fault, copy, site);
    const frames = (found.stack ?? []).map((frame) => (frame.line > 0 ? { ...frame, ...placeOf(copy, frame) } : frame));
    const stood = fault.stack ?? [];
    const [top] = frames;
    const isSameWay = frames.length === stood.length && frames.every((frame, i) => i === 0 || sameFrame(frame, stood[i]));
    if (!isSameWay || top?.name !== stood[0]?.name) return fault;
    // A field of a class without any place: where the class is made.
    const stack = frames.filter(({ line }) => line > 0);
    const [first] = stack;
    return first === undefined || first.line < (stood[0]?.line ?? 0) ? fault : { ...fault, line: first.line, column: first.column, stack };
  }

  #thrownAt(fault: Fault, { sites, functions, source }: Instrumented, site = -1): Fault {
    const at = sites[site];
    if (at === undefined || !source.split('\n')[at.line - 1]!.startsWith('throw', at.column - 1)) return fault;
    const { line, column, owner } = at;
    const frame = { name: functions[owner]!.name, file: this.#script.path, line, column };
    return { ...fault, line, column, stack: [frame] };
  }
}

/** How a function may begin. */
const head = /^(?:async\b|function\b|\(|[\w$#]+\s*(?:=>|\())/;

/** The head of a function that a place may be: where nothing in a function has a place, its beginning is named. */
function headOf({ line = 0, column = 0 }: Fault, code: string): string | undefined {
  if (line === 0 || (line === 1 && column === 1)) return '';
  return head.exec(code.split('\n')[line - 1]?.slice(column - 1) ?? '')?.[0];
}

/** It is one indeed: a method begins with its name, its function after it. */
function isFunction(fault: Fault, { source, functions }: Instrumented): boolean {
  const { line = 0, column = 0 } = fault;
  const found = headOf(fault, source);
  if (found === '') return true;
  const lines = source.split('\n').slice(0, line - 1);
  const offset = lines.reduce((sum, { length }) => sum + length + 1, column - 1);
  return functions.some(({ start }) => start === offset || start === offset + (found?.length ?? 0) - 1);
}

const placeOf = (copy: Instrumented, { line, column }: Frame): { line: number; column: number } => {
  const found = copy.frame({ line, column });
  return { line: found.line, column: found.column };
};
