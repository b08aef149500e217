/** One script by itself, outside any level: what it comes to, what it costs, and whether it left the host as it was. */
import type { Json } from '../../kernel/json.ts';
import { sha256Hex } from '../../kernel/hash/index.ts';
import { canonicalBytes } from '../../model/canonical.ts';
import type { ScriptRuntime } from './runtime.ts';
import { runtimeOf } from './runtimes.ts';
import type { Fault, FaultCode, Hook, HookOutcome, Script, ScriptEvent, ScriptHost, ScriptInstance, ScriptWorld } from './world.ts';

export interface ScriptTrial {
  readonly script: Script;
  /** `onTick` runs `start` first, as a level does. */
  readonly hook?: Hook | undefined;
  /** How often the hook runs, as long as it does not fault: 1 without it. */
  readonly ticks?: number | undefined;
  readonly seed?: number | undefined;
  /** Fuel for one call; the engine's own limit without it. */
  readonly fuel?: number | undefined;
  /** The same for loading. */
  readonly loadFuel?: number | undefined;
  readonly params?: Readonly<Record<string, Json>> | undefined;
  readonly tables?: Readonly<Record<string, Json>> | undefined;
  /** Objects of the host's that must stay as they are, beside the prototypes of the language: its global object. */
  readonly watched?: readonly object[] | undefined;
  /** Delivered in the first tick. */
  readonly events?: readonly ScriptEvent[] | undefined;
}

export type ScriptOutcome = 'ok' | Lowercase<FaultCode>;

export interface ScriptReport {
  readonly outcome: ScriptOutcome;
  /** The fault in one sentence; '' without one. */
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly hint?: string | undefined;
  /** All of it: loading and every call. */
  readonly fuel: number;
  /** Of loading, then of each call. */
  readonly fuelOf: readonly number[];
  readonly ticks: number;
  readonly logs: readonly string[];
  readonly kpis: Readonly<Record<string, string | number>>;
  /** What the hook returned last. */
  readonly result?: Json | undefined;
  /** What each call returned, as JSON texts. */
  readonly results: readonly string[];
  /** What the script left in a global named RESULT, as text; undefined for one that never names it. */
  readonly claim?: string | undefined;
  /** SHA-256 of what the script keeps for good (state, streams, faults); '' for one that did not load. */
  readonly stateHash: string;
  /** SHA-256 of the interpreter's memory against the loaded script; '' for one that did not load. */
  readonly memoryHash: string;
  /** Something of the host's own objects changed. */
  readonly hostPolluted: boolean;
  /** The same pool of interpreters then ran a healthy script correctly, and the script itself can be called on. */
  readonly recovered: boolean;
}

const moment = (tick: number): ScriptWorld => ({
  tick,
  dt: 0.05,
  time: tick * 0.05,
  members: () => [],
  lanes: () => [],
  keyOf: () => '',
  text: () => '',
  raw: () => undefined,
});

const namesOf = (objects: readonly object[]): string =>
  [Object.prototype, Function.prototype, Array.prototype, String.prototype, ...objects]
    .map((owner) => Object.getOwnPropertyNames(owner).join())
    .join(';');

const emptyContext = { seed: 1, params: {}, tables: {}, components: new Map<string, never>() };

function stillWorks(host: ScriptHost, { endings: [ending], trial: { healthy } }: ScriptRuntime): boolean {
  const loaded = host.load({ path: `healthy${ending}`, code: healthy }, emptyContext);
  if (!loaded.ok) return false;
  const outcome = loaded.instance.call('onTick', { world: moment(1) });
  loaded.instance.dispose();
  return outcome.ok && outcome.result === 2;
}

function claimOf(instance: ScriptInstance, tick: number): string | undefined {
  const said = instance.call('on', { world: moment(tick), events: [{ type: 'lq.probe', payload: null }] });
  return said.ok && typeof said.result === 'string' ? said.result : undefined;
}

const goesOn = (instance: ScriptInstance, tick: number): boolean => {
  const outcome = instance.call('on', { world: moment(tick), events: [] });
  return outcome.ok || outcome.disabled || outcome.fault.code !== 'ENGINE';
};

/** Loads a script and calls it. Never throws for what the script does. */
export function tryScript(
  host: ScriptHost,
  { script, hook = 'onTick', ticks = 1, seed = 1, fuel, loadFuel, params, tables, events = [], watched = [] }: ScriptTrial,
): ScriptReport {
  const before = namesOf(watched);
  const runtime = runtimeOf(script.path);
  const { alone } = runtime.trial;
  const context = {
    ...emptyContext,
    seed,
    params: params ?? {},
    tables: tables ?? {},
    limits: { ...(fuel !== undefined && { hook: fuel }), ...(loadFuel !== undefined && { load: loadFuel }) },
  };
  const isProbed = /\bRESULT\b/.test(script.code);
  const isApart = isProbed && alone?.test(script.code) === true;
  const probe = isApart ? `${runtime.trial.probe}\n` : runtime.trial.probe;
  const loaded = host.load(isProbed ? { ...script, code: probe + script.code } : script, context);
  const fuelOf = [loaded.ok ? loaded.instance.loadFuel : loaded.fuel];
  const results: string[] = [];
  const logs: string[] = [];
  const kpis: Record<string, string | number> = {};
  let fault: Fault | undefined = loaded.ok ? undefined : loaded.fault;
  let result: Json | undefined;
  let done = 0;
  let [stateHash, memoryHash] = ['', ''];
  let claim: string | undefined;
  let recovered = true;
  if (loaded.ok) {
    const { instance } = loaded;
    logs.push(...instance.loadLogs);
    const call = (which: Hook, tick: number, told: readonly ScriptEvent[] = []): void => {
      const outcome: HookOutcome = instance.call(which, { world: moment(tick), events: told });
      fuelOf.push(outcome.fuel);
      if (!outcome.ok) {
        logs.push(...outcome.logs);
        ({ fault } = outcome);
        return;
      }
      for (const effect of outcome.effects) {
        if (effect.kind === 'log') logs.push(effect.text);
        else if (effect.kind === 'kpi') kpis[effect.name] = effect.value;
      }
      ({ result } = outcome);
      results.push(JSON.stringify(result) ?? 'undefined');
    };
    if (hook === 'onTick' && instance.hooks.includes('start')) call('start', 0);
    while (!fault && done < ticks) {
      done += 1;
      call(hook, hook === 'start' ? 0 : done, done === 1 ? events : []);
    }
    stateHash = sha256Hex(canonicalBytes(instance.durable() as unknown as Json));
    memoryHash = sha256Hex(instance.image());
    if (isProbed) claim = claimOf(instance, done + 1);
    recovered = goesOn(instance, done + 1);
    instance.dispose();
  }
  recovered &&= stillWorks(host, runtime);
  // Places are the author's: the probe is none of theirs.
  const { line, column } = fault ?? {};
  const isBehind = isProbed && !isApart && line === 1;
  return {
    outcome: fault ? (fault.code.toLowerCase() as ScriptOutcome) : 'ok',
    message: fault?.message ?? '',
    line: line !== undefined && isApart ? Math.max(1, line - 1) : line,
    column: column !== undefined && isBehind ? Math.max(1, column - probe.length) : column,
    hint: fault?.hint,
    fuel: fuelOf.reduce((sum, used) => sum + used, 0),
    fuelOf,
    ticks: done,
    logs,
    kpis,
    result,
    results,
    claim,
    stateHash,
    memoryHash,
    hostPolluted: namesOf(watched) !== before,
    recovered,
  };
}
