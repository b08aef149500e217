/** A script loaded and called in a world of its own. */
import type { Json } from '../../../engine/kernel/json.ts';
import type { ScriptHost, ScriptInstance } from '../../../engine/rules/scripting/index.ts';
import { TestWorld } from '../../../engine/rules/scripting/testing/world.ts';

export const emptyWorld = (): TestWorld => new TestWorld({}, {});

export const load = (host: ScriptHost, path: string, code: string, world: TestWorld): ScriptInstance => {
  const loaded = host.load(
    { path, code },
    { seed: 7, params: {}, tables: {}, components: world.components, limits: { hook: 2_000_000_000 } },
  );
  if (!loaded.ok) throw new Error(loaded.fault.message);
  return loaded.instance;
};

/** One tick, its writes applied; what the hook returned, as text. */
export const ticker = (instance: ScriptInstance, world: TestWorld): (() => string) => {
  return () => {
    world.tick++;
    const outcome = instance.call('onTick', { world });
    if (!outcome.ok) throw new Error(outcome.fault.message);
    world.apply(outcome.effects);
    return JSON.stringify(outcome.result) ?? '';
  };
};

/** What the handler of the event `In` makes of a value. */
export const handler = (instance: ScriptInstance, world: TestWorld): ((payload: Json) => Json) => {
  return (payload) => {
    const outcome = instance.call('on', { world, events: [{ type: 'In', payload }] });
    if (!outcome.ok) throw new Error(outcome.fault.message);
    return outcome.result!;
  };
};

/** The results of both sides, which must be the same. */
export const same = (name: string, ours: string, peer: string): { ours: string; peer: string } => {
  if (ours !== peer) throw new Error(`${name}: the two sides do different work: ${ours} against ${peer}`);
  return { ours, peer };
};
