/** A level's world as rollback sees it: its checkpoints hold arena, session, bodies and the memory of every script. */
import type { Command } from '../kernel/commands/index.ts';
import type { GameEvent } from '../kernel/events/index.ts';
import { restoreArena, firstDifference, type Difference } from '../kernel/world/index.ts';
import type { LevelPackage } from '../model/package.ts';
import type { Registry } from '../model/registry.ts';
import type { WorldPort } from '../net/rollback/port.ts';
import { readCheckpoint } from '../record/index.ts';
import type { Engine, Start } from './engine.ts';
import type { World } from './world.ts';

export interface LevelPort extends WorldPort<Command, GameEvent> {
  /** The world as it is; another one after every load. */
  readonly world: World;
  dispose(): void;
}

/** A port of a new world of a level. Every load opens a world anew, interpreters and bodies included. */
export function worldPort(engine: Engine, pkg: LevelPackage, start?: Start): LevelPort {
  let world = engine.createWorld(pkg, start);
  let room = 0;
  return {
    get world() {
      return world;
    },
    get tick() {
      return world.tick;
    },
    get room() {
      return room;
    },
    save(into) {
      const bytes = world.checkpoint();
      room = Math.max(room, bytes.length);
      if (into === undefined || into.length < bytes.length) return bytes.slice();
      into.set(bytes);
      return into.subarray(0, bytes.length);
    },
    load(state) {
      const next = engine.openWorld(pkg, state);
      world.dispose();
      world = next;
    },
    advance: (commands) => world.step(commands).events,
    difference: (ours, theirs) => checkpointDifference(engine.registry(pkg), ours, theirs),
    dispose: () => world.dispose(),
  };
}

/** Where two checkpoints of one level part: the entity and field, or the part and its byte. */
function checkpointDifference(registry: Registry, ours: Uint8Array, theirs: Uint8Array): Difference | undefined {
  const [a, b] = [readCheckpoint(ours), readCheckpoint(theirs)];
  const inArena = firstDifference(restoreArena(registry, a.section('arena')), restoreArena(registry, b.section('arena')));
  if (inArena) return inArena;
  for (const { name } of a.head.sections) {
    const [was, is] = [a.section(name), b.section(name)];
    const at = was.findIndex((byte, index) => byte !== is[index]);
    if (at >= 0 || was.length !== is.length)
      return { where: `${name}, byte ${Math.max(at, 0)}`, ours: was[at] ?? was.length, theirs: is[at] ?? is.length };
  }
  return a.head.chain === b.head.chain ? undefined : { where: 'chain', ours: a.head.chain, theirs: b.head.chain };
}
