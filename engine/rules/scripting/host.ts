import { LedgerError } from '../../kernel/error.ts';
import { sha256 } from '../../kernel/hash/index.ts';
import { compareText } from '../../kernel/json.ts';
import { canonicalJson } from '../../model/canonical.ts';
import { fault, faultOfDescription, faultOfEnd, placeOf, readDescription } from './faults.ts';
import type { Description } from './faults.ts';
import { Instance } from './instance.ts';
import type { Pool } from './instance.ts';
import type { Booted } from './interpreter.ts';
import { Interpreter } from './interpreter.ts';
import { SOURCE_BYTES, defaultLimits } from './limits.ts';
import { plainJson } from './output.ts';
import type { ComponentPlan } from './plan.ts';
import { namedComponents, planComponent } from './plan.ts';
import { prelude } from './sdk/prelude.ts';
import type { Fault, Limits, Script, ScriptContext, ScriptHost } from './world.ts';

const IDLE_KEPT = 4;
const ENGINE_SECTION = 'lq.engine';

/** Interpreters of one module. One whose memory has grown is dropped: what was in it could be read by the next script. */
class Interpreters implements Pool {
  readonly #module: WebAssembly.Module;
  #booted: Booted | undefined;
  #idle: Interpreter[] = [];

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  take(): Interpreter {
    if (this.#booted === undefined) {
      const { interpreter, booted } = Interpreter.boot(this.#module);
      this.#booted = booted;
      return interpreter;
    }
    const idle = this.#idle.pop();
    if (idle === undefined) return Interpreter.from(this.#module, this.#booted);
    idle.memory.set(this.#booted.memory);
    idle.rest();
    return idle;
  }

  give(interpreter: Interpreter): void {
    if (interpreter.memory.length === this.#booted?.memory.length && this.#idle.length < IDLE_KEPT) this.#idle.push(interpreter);
  }
}

/** Marks that turn the reading direction: what a reviewer sees would not be what runs. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;

/** Refused before anything runs. */
const sourceFault = ({ path, code }: Script): Fault | undefined => {
  const bidi = code.search(BIDI);
  if (bidi >= 0) {
    return {
      ...fault('SYNTAX', path, { message: 'This line holds invisible marks that turn the reading direction.' }),
      ...placeOf(code, bidi),
      hint: 'Delete the marks: the line would not do what it looks like.',
    };
  }
  const bytes = new TextEncoder().encode(code).length;
  if (bytes > SOURCE_BYTES) {
    return {
      ...fault('SYNTAX', path, { message: `The script has ${bytes} bytes; ${SOURCE_BYTES} are accepted.` }),
      hint: 'Move data into a table, and split the script.',
    };
  }
  return undefined;
};

const setupOf = (context: ScriptContext, plans: readonly ComponentPlan[], limits: Limits): string => {
  const { seed, params, tables, components } = context;
  return canonicalJson(
    plainJson(
      {
        seed: [seed >>> 0, Math.floor(seed / 0x1_0000_0000)],
        params,
        tables,
        limits: { effects: limits.effects, resultBytes: limits.resultBytes, logLines: limits.logLines, logBytes: limits.logBytes },
        names: [...components.keys()].toSorted(compareText),
        types: plans.map(({ name, stride, fields }) => ({
          name,
          stride,
          fields: fields.map(({ name: field, kind, offset, lanes, width, isList, min, max, integer, single, locked, options, scale }) => ({
            name: field,
            kind,
            offset,
            lanes,
            min,
            max,
            integer,
            single,
            locked,
            scale,
            ...(isList && { length: width }),
            ...(options !== undefined && { options }),
          })),
        })),
      },
      64,
      'the context of a script',
    ),
  );
};

const HOOKS = ['start', 'onTick', 'on_tick'];
const collectHooks = `({${HOOKS.map((name) => `${name}: typeof ${name} === 'function' ? ${name} : undefined`).join(', ')}})`;

interface Attached {
  hooks: string[];
  events: string[];
  /** JSON text. */
  state: string;
  logs: string[];
  failure?: Description;
}

class Host implements ScriptHost {
  readonly engineId: string;
  readonly #pool: Interpreters;
  readonly #identity: Uint8Array;

  constructor(module: WebAssembly.Module, engineId: string) {
    this.engineId = engineId;
    this.#pool = new Interpreters(module);
    this.#identity = sha256(new TextEncoder().encode(`${engineId}\n${prelude}`));
  }

  load(script: Script, context: ScriptContext): ReturnType<ScriptHost['load']> {
    const refused = sourceFault(script);
    if (refused) return { ok: false, fault: refused, fuel: 0 };
    const limits = { ...defaultLimits, ...context.limits };
    const plans = namedComponents(script.code, context.components.keys()).map((name) =>
      planComponent(name, context.components.get(name)!.fields, context.grant),
    );
    const setup = setupOf(context, plans, limits);
    const interpreter = this.#pool.take();
    const refuse = (found: Fault, fuel: number): { ok: false; fault: Fault; fuel: number } => {
      this.#pool.give(interpreter);
      return { ok: false, fault: found, fuel };
    };
    try {
      interpreter.arm(limits.load);
      interpreter.limitHeap(limits.heap);
      interpreter.call('setup', setup, 0);
      if (script.watched) interpreter.free(interpreter.evaluate(script.watched.before, '<debugger>'));
      interpreter.free(interpreter.evaluate(script.watched?.code ?? script.code, script.path));
      interpreter.drain();
      const attached = JSON.parse(interpreter.call('attach', interpreter.evaluate(collectHooks, '<sdk>'), 1 << 20) ?? '{}') as Attached;
      if (attached.failure !== undefined)
        return refuse(faultOfDescription(readDescription(attached.failure), script.path), interpreter.used);
      const loaded = {
        script,
        hooks: attached.hooks,
        events: attached.events,
        plans,
        limits,
        grant: context.grant,
        fuel: interpreter.used,
        logs: attached.logs,
        base: this.#baseOf(script, setup, limits),
        memory: interpreter.memory.slice(),
        state: canonicalJson(plainJson(JSON.parse(attached.state), limits.resultDepth, 'state')),
      };
      return { ok: true, instance: new Instance(interpreter, loaded, this.#pool) };
    } catch (error) {
      const { used } = interpreter;
      const { fault: found } = faultOfEnd(error, script, () => interpreter.autopsy('where', 1 << 20));
      const hint = 'Loading only prepares: do the work in start, onTick or on(...) handlers.';
      return refuse(found.code === 'FUEL' ? { ...found, hint } : found, used);
    }
  }

  /** Images are exchanged only between instances that began alike. */
  #baseOf({ path, code, watched }: Script, setup: string, limits: Limits): Uint8Array {
    const copy = watched ? [watched.before, watched.code] : [];
    return sha256(new TextEncoder().encode(canonicalJson([[...this.#identity], path, code, setup, { ...limits }, ...copy])));
  }
}

/**
 * Opens the scripting engine. Everything that follows is synchronous.
 * @param wasm the metered interpreter (out/wasm/quickjs.wasm), as bytes or compiled
 * @throws LedgerError `script-engine` for any other module
 */
export const openScripting = async ({ wasm }: { wasm: Uint8Array | WebAssembly.Module }): Promise<ScriptHost> => {
  const module = wasm instanceof WebAssembly.Module ? wasm : await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
  const [section] = WebAssembly.Module.customSections(module, ENGINE_SECTION);
  if (section === undefined || WebAssembly.Module.imports(module).length > 0) {
    throw new LedgerError({
      code: 'script-engine',
      message: 'This is not the metered script interpreter: it must carry its engine id and import nothing.',
      hint: 'Build it with node build/wasm/main.ts.',
    });
  }
  return new Host(module, new TextDecoder().decode(new Uint8Array(section)));
};
