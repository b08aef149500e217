import type { Arena, Difference } from '../../kernel/index.ts';
import { firstDifference, restoreArena } from '../../kernel/index.ts';
import type { WorldPort } from './port.ts';

/** A port of a world that is an arena and nothing else. `step` runs one tick's systems; the port counts the tick before. */
export const arenaPort = <Command, Event>(
  arena: Arena,
  step: (arena: Arena, commands: readonly Command[]) => readonly Event[],
): WorldPort<Command, Event> => ({
  get tick() {
    return arena.tick;
  },
  get room() {
    return arena.bytes.length;
  },
  save: (into) => arena.snapshot(into),
  load: (state) => arena.restore(state),
  advance(commands) {
    arena.advance();
    return step(arena, commands);
  },
  difference: (ours, theirs): Difference | undefined =>
    firstDifference(restoreArena(arena.registry, ours), restoreArena(arena.registry, theirs)),
});
