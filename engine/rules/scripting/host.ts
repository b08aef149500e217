import { LedgerError } from '../../kernel/error.ts';
import { sha256 } from '../../kernel/hash/index.ts';
import { compareText } from '../../kernel/json.ts';
import { canonicalJson } from '../../model/canonical.ts';
import { placeOf } from './description.ts';
import { fault, faultOfDescription, faultOfEnd } from './faults.ts';
import { Instance, type Pool } from './instance.ts';
import type { Interpreter } from './interpreter.ts';
import { defaultLimits } from './limits.ts';
import { plainJson, readAttached } from './output.ts';
import { Places } from './places.ts';
import { namedComponents, planComponent, type ComponentPlan } from './plan.ts';
import { quickjs } from './quickjs/runtime.ts';
import { engineIdOf, type Interpreters, type RuntimeName, type ScriptRuntime, type ScriptingWasm } from './runtime.ts';
import { runtimeOf, runtimes } from './runtimes.ts';
import type { Fault, Limits, Script, ScriptContext, ScriptHost } from './world.ts';

const IDLE_KEPT = 4;

/** Interpreters of one module. One whose memory has grown is dropped: what was in it could be read by the next script. */
class Idle implements Pool {
  readonly #interpreters: Interpreters;
  readonly #idle: Interpreter[] = [];

  constructor(interpreters: Interpreters) {
    this.#interpreters = interpreters;
  }

  take(): Interpreter {
    const idle = this.#idle.pop();
    if (idle === undefined) return this.#interpreters.start();
    idle.memory.set(this.#interpreters.booted);
    idle.rest();
    return idle;
  }

  give(interpreter: Interpreter): void {
    if (interpreter.memory.length === this.#interpreters.booted.length && this.#idle.length < IDLE_KEPT) this.#idle.push(interpreter);
  }
}

/** A language of this engine. Its first interpreter starts with its first script. */
class Language {
  readonly runtime: ScriptRuntime;
  readonly engineId: string;
  /** Digest of what runs: interpreter and SDK. */
  readonly identity: Uint8Array;
  readonly #module: WebAssembly.Module;
  #pool: Pool | undefined;

  constructor(runtime: ScriptRuntime, module: WebAssembly.Module) {
    this.runtime = runtime;
    this.engineId = engineIdOf(module);
    this.identity = sha256(new TextEncoder().encode(`${this.engineId}\n${runtime.prelude}`));
    this.#module = module;
  }

  get pool(): Pool {
    return (this.#pool ??= new Idle(this.runtime.open(this.#module)));
  }
}

/** Marks that turn the reading direction: what a reviewer sees would not be what runs. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;

/** Refused before anything runs. */
const sourceFault = ({ path, code }: Script, most: number): Fault | undefined => {
  const bidi = code.search(BIDI);
  if (bidi >= 0) {
    return {
      ...fault('SYNTAX', path, { message: 'This line holds invisible marks that turn the reading direction.' }),
      ...placeOf(code, bidi),
      hint: 'Delete the marks: the line would not do what it looks like.',
    };
  }
  const bytes = new TextEncoder().encode(code).length;
  if (bytes > most) {
    return {
      ...fault('SYNTAX', path, { message: `The script has ${bytes} bytes; ${most} are accepted.` }),
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

class Host implements ScriptHost {
  readonly #wasm: ScriptingWasm;
  readonly #languages = new Map<RuntimeName, Language>();

  constructor(wasm: ScriptingWasm, first: Language) {
    this.#wasm = wasm;
    this.#languages.set(first.runtime.name, first);
  }

  identity(paths: readonly string[]): string {
    const used = new Set(paths.map(runtimeOf));
    const named = used.size === 0 ? [quickjs] : runtimes.filter((runtime) => used.has(runtime));
    return named.map((runtime) => this.#language(runtime).engineId).join(' ');
  }

  load(script: Script, context: ScriptContext): ReturnType<ScriptHost['load']> {
    const runtime = runtimeOf(script.path);
    const refused = sourceFault(script, runtime.sourceBytes);
    if (refused) return { ok: false, fault: refused, fuel: 0 };
    const limits = { ...defaultLimits, ...context.limits };
    const plans = namedComponents(script.code, context.components.keys()).map((name) =>
      planComponent(name, context.components.get(name)!.fields, context.grant),
    );
    const setup = setupOf(context, plans, limits);
    const language = this.#language(runtime);
    const { pool } = language;
    const interpreter = pool.take();
    const places =
      runtime === quickjs && script.watched === undefined ? new Places((copy, same) => this.load(copy, same), script, context) : undefined;
    const refuse = (found: Fault, fuel: number): { ok: false; fault: Fault; fuel: number } => {
      pool.give(interpreter);
      return { ok: false, fault: found, fuel };
    };
    try {
      interpreter.arm(limits.load);
      interpreter.limitHeap(limits.heap);
      interpreter.call('setup', setup, 0);
      const { hooks, events, logs, state, failure } = readAttached(interpreter.load(script, 1 << 20), limits);
      if (failure !== undefined) return refuse(faultOfDescription(failure, script.path, true), interpreter.used);
      const loaded = {
        script,
        hooks,
        events,
        plans,
        limits,
        grant: context.grant,
        fuel: interpreter.used,
        logs,
        base: baseOf(language, script, setup, limits),
        memory: interpreter.memory.slice(),
        state,
        places,
      };
      return { ok: true, instance: new Instance(interpreter, loaded, pool) };
    } catch (error) {
      const { used } = interpreter;
      const { fault: found } = faultOfEnd(error, script, () => interpreter.standing(script, 1 << 20));
      const hint = 'Loading only prepares: do the work in start, onTick or on(...) handlers.';
      return refuse(found.code === 'FUEL' ? { ...found, hint } : (places?.ofLoading(found, used) ?? found), used);
    }
  }

  /** Compiled with its first script: levels in other languages pay nothing for it. Throws LedgerError `script-language` where it is absent. */
  #language(runtime: ScriptRuntime): Language {
    let language = this.#languages.get(runtime.name);
    if (language === undefined) {
      const wasm = this.#wasm[runtime.name];
      if (wasm === undefined) {
        throw new LedgerError({
          code: 'script-language',
          message: `This engine was opened without the interpreter of ${runtime.language}.`,
          hint: `Open it with wasm.${runtime.name}, which every engine build brings, or write the script in JavaScript.`,
          where: runtime.language,
        });
      }
      language = new Language(runtime, new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>));
      this.#languages.set(runtime.name, language);
    }
    return language;
  }
}

/** Images are exchanged only between instances that began alike. */
const baseOf = ({ identity }: Language, { path, code, watched }: Script, setup: string, limits: Limits): Uint8Array => {
  const copy = watched ? [watched.before, watched.code] : [];
  return sha256(new TextEncoder().encode(canonicalJson([[...identity], path, code, setup, { ...limits }, ...copy])));
};

/**
 * Opens the scripting engine. Everything that follows is synchronous.
 * @throws LedgerError `script-engine` for any other module than the metered interpreter of JavaScript
 */
export const openScripting = async ({ wasm }: { wasm: ScriptingWasm }): Promise<ScriptHost> =>
  new Host(wasm, new Language(quickjs, await WebAssembly.compile(wasm.quickjs as Uint8Array<ArrayBuffer>)));
