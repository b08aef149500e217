import { scriptingWasm } from '../../../../build/wasm/ensure.ts';
import type { Json } from '../../../kernel/json.ts';
import type { Fields } from '../../../model/fields.ts';
import { openScripting } from '../host.ts';
import type { HookOutcome, ScriptContext, ScriptHost, ScriptInstance } from '../world.ts';
import { TestWorld } from './world.ts';

/** A host of its own: its interpreters are shared with nobody. */
export const openTestHost = (): Promise<ScriptHost> => openScripting({ wasm: scriptingWasm() });

export const emptyWorld = (): TestWorld => new TestWorld({}, {});

export const contextOf = (components: ReadonlyMap<string, { fields: Fields }>, more: Partial<ScriptContext> = {}): ScriptContext => ({
  seed: 42,
  params: {},
  tables: {},
  components,
  ...more,
});

/** Loads a script that must load. */
export const load = (
  host: ScriptHost,
  code: string,
  world = emptyWorld(),
  more: Partial<ScriptContext> = {},
  path = 'scripts/test.js',
): ScriptInstance => {
  const loaded = host.load({ path, code }, contextOf(world.components, more));
  if (!loaded.ok) throw new Error(`${loaded.fault.code}: ${loaded.fault.message} (line ${loaded.fault.line})`);
  return loaded.instance;
};

/** One tick: the call, its writes applied. */
export const tick = (
  instance: ScriptInstance,
  world: TestWorld,
  events: { type: string; payload: Json; sender?: number; entity?: string }[] = [],
): HookOutcome => {
  world.tick++;
  const outcome = instance.call('onTick', { world, events });
  if (outcome.ok) world.apply(outcome.effects);
  return outcome;
};

/** The result of a hook that must not fault. */
export const resultOf = (outcome: HookOutcome): Json | undefined => {
  if (!outcome.ok) throw new Error(`${outcome.fault.code}: ${outcome.fault.message} (line ${outcome.fault.line})`);
  return outcome.result;
};

/** The value of an expression inside a script's tick. */
export const evaluate = (host: ScriptHost, expression: string, more: Partial<ScriptContext> = {}): Json | undefined => {
  const world = emptyWorld();
  const instance = load(host, `function onTick() { return (${expression}); }`, world, more);
  const result = resultOf(tick(instance, world));
  instance.dispose();
  return result;
};
