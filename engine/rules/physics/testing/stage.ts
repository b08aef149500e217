/** Bodies on a bare arena, for tests that look at physics alone. */
import type { Json } from '../../../kernel/json.ts';
import { createArena, indexOf, type Arena } from '../../../kernel/world/index.ts';
import { builtinComponents } from '../../../model/components/index.ts';
import { createRegistry } from '../../../model/registry.ts';
import type { PhysicsBackend, PhysicsSettings, PhysicsWorld, Touch } from '../backend.ts';

export type Words = Record<string, Record<string, Record<string, Json>>>;

export interface Stage {
  readonly arena: Arena;
  readonly world: PhysicsWorld;
  /** So many ticks; the touches of the last. */
  readonly run: (ticks?: number) => readonly Touch[];
  readonly position: (key: string) => [number, number, number];
  readonly velocity: (key: string) => [number, number, number];
}

/** @param hz ticks a second */
export function stage(backend: PhysicsBackend, words: Words, settings: Partial<PhysicsSettings> = {}, hz = 60): Stage {
  const arena = createArena(createRegistry(builtinComponents), { seed: 1, stepMicros: Math.round(1_000_000 / hz) });
  for (const key of Object.keys(words)) arena.spawn(key);
  for (const [key, components] of Object.entries(words))
    for (const [name, value] of Object.entries(components)) arena.add(arena.byKey(key)!, name, value);
  const world = backend.open(arena, { gravity: [0, -9.81, 0], substeps: 1, ...settings });
  const three = (key: string, component: string, field: string): [number, number, number] =>
    arena.lanes(component, field).map((lane) => lane[indexOf(arena.byKey(key)!)]!) as [number, number, number];
  return {
    arena,
    world,
    run: (ticks = 1) => {
      let touches: readonly Touch[] = [];
      for (let i = 0; i < ticks; i += 1) {
        arena.advance();
        world.reconcile(arena);
        touches = world.step(arena, 1 / hz);
      }
      return touches;
    },
    position: (key) => three(key, 'Transform', 'position'),
    velocity: (key) => three(key, 'Velocity', 'linear'),
  };
}
