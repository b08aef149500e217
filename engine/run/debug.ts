/** Worlds in which one script can be watched step by step. They come to what the worlds of the engine come to; only fuel and chain differ. */
import { LedgerError } from '../kernel/error.ts';
import type { LevelPackage } from '../model/package.ts';
import type { RunStart } from '../record/index.ts';
import { DebugHost, type Watch, type Watched } from '../rules/scripting/debug/index.ts';
import type { Start } from './engine.ts';
import { makeWorld, reopenWorld } from './open-world.ts';
import { reloadWorld } from './reload.ts';
import type { World, WorldHost } from './world.ts';

export interface ScriptDebugger {
  /** Path of the script. */
  readonly script: string;
  /** Like the engine's, each; a world made by one cannot be gone on with by the other. Throws `debug-script` where the script cannot be watched. */
  createWorld(pkg: LevelPackage, start?: Start): World;
  openWorld(pkg: LevelPackage, checkpoint: Uint8Array): World;
  reloadWorld(world: World, pkg: LevelPackage): World;
  /** Does `work` (a step, or for tick 0 the making of a world) and says what the script did meanwhile. */
  watch<T>(watch: Watch, work: () => T): { value: T; watched: Watched };
}

export function createDebugger(
  host: WorldHost,
  script: string,
  resolveStart: (pkg: LevelPackage, start?: Start) => RunStart,
): ScriptDebugger {
  if (!/\.[jt]s$/.test(script)) {
    throw new LedgerError({
      code: 'debug-script',
      message: `${script} cannot be watched step by step.`,
      hint: 'Scripts in TypeScript and JavaScript can; in other languages log(...) says what is there.',
      where: script,
    });
  }
  const scripting = new DebugHost(host.scripting, script);
  const watching: WorldHost = { ...host, scripting };
  return {
    script,
    createWorld: (pkg, start) => makeWorld(watching, pkg, resolveStart(pkg, start)),
    openWorld: (pkg, checkpoint) => reopenWorld(watching, pkg, checkpoint),
    reloadWorld: (world, pkg) => reloadWorld(watching, world, pkg),
    watch: (watch, work) => scripting.watch(watch, work),
  };
}
