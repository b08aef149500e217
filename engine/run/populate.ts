import type { Json } from '../kernel/json.ts';
import { createArena, type Arena } from '../kernel/world/index.ts';
import { nodesOf } from '../model/behaviour/index.ts';
import type { CompiledLevel } from '../model/compiled.ts';
import type { Registry } from '../model/registry.ts';

/** The arena of a level at tick 0: entities by key, so that every host gives them the same ids. */
export function populate(registry: Registry, level: CompiledLevel, { seed, stepMicros }: { seed: number; stepMicros: number }): Arena {
  const arena = createArena(registry, { capacity: level.entities.length, seed, stepMicros, texts: textsOf(level) });
  const ids = new Map(level.entities.map(({ key }) => [key, arena.spawn(key)]));
  for (const { key, parent, components } of level.entities) {
    const entity = ids.get(key)!;
    for (const [name, value] of Object.entries(components)) arena.add(entity, name, value as Json);
    if (parent !== null) arena.setParent(entity, ids.get(parent)!);
  }
  return arena;
}

/** Every text that the level's components, trees and machines hold, and the paths of its scripts: they get the lowest ids. */
function textsOf({ entities, scripts, behaviours, machines }: CompiledLevel): Set<string> {
  const texts = new Set<string>(scripts.map(({ path }) => path));
  const gather = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value);
    else if (Array.isArray(value)) value.forEach(gather);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(gather);
  };
  for (const [name, { root }] of Object.entries(behaviours)) {
    texts.add(name);
    for (const { args } of nodesOf(root)) gather(args);
  }
  for (const [name, { states }] of Object.entries(machines)) {
    texts.add(name);
    gather(Object.keys(states));
    gather(states);
  }
  for (const { key, components } of entities) {
    texts.add(key);
    gather(components);
  }
  return texts;
}
