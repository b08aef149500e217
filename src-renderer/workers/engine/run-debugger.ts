import type { LevelPackage } from '../../../engine/model/package.ts';
import type { BuildDebugger, BuildWorld } from './build.ts';
import { Checkpoints } from './checkpoints.ts';
import type { DebugQuestion, DebugReply } from './protocol.ts';
import type { StoredRun } from './stored-run.ts';

const budget = 48 * 1024 * 1024;

/**
 * A run replayed beside itself to see what one script does in a tick. The checkpoints of the run do not help: what a script holds outside of
 * `state` is in its memory alone, and the copy that is watched has another memory. So the replay begins where the run began, once, and goes on
 * from checkpoints of its own.
 */
export class RunDebugger {
  readonly #run: StoredRun;
  readonly #build: BuildDebugger;
  readonly #checkpoints = new Checkpoints(budget);
  #world: BuildWorld | undefined;
  #level: LevelPackage;
  #question = 0;
  #disposed = false;

  constructor(run: StoredRun, build: BuildDebugger) {
    this.#run = run;
    this.#build = build;
    this.#level = run.levelAt(0);
  }

  /** @param breathe lets other requests in now and then; while it does, a newer question may come and end this one */
  async ask({ tick, breakpoints, find, any = false }: DebugQuestion, breathe: () => Promise<void>): Promise<DebugReply> {
    this.#question += 1;
    const mine = this.#question;
    const pause = async (): Promise<void> => {
      await breathe();
      if (mine !== this.#question || this.#disposed)
        throw Object.assign(new Error('Something else was asked.'), { code: 'debug-superseded' });
    };
    await pause();
    const seeking = { breakpoints, record: false, any };
    const problems: DebugReply['problems'][number][] = [];
    const hitAt = (at: number): boolean => {
      const { hit, problems: found } = this.#watched(at, seeking);
      for (const one of found) if (!problems.some(({ line }) => line === one.line)) problems.push(one);
      return hit;
    };
    let found: number | undefined = tick;
    if (find === 'next') found = await this.#next(tick, hitAt, pause);
    else if (find === 'previous') found = await this.#previous(tick, hitAt, pause);
    if (found === undefined) return { tick: undefined, problems };
    if (found > 0) await this.#goTo(found - 1, pause);
    const { trace, differs, problems: now } = this.#watched(found, { breakpoints, record: true });
    return { tick: found, trace, problems: now, differs };
  }

  dispose(): void {
    this.#disposed = true;
    this.#world?.dispose();
    this.#world = undefined;
  }

  async #next(tick: number, hitAt: (tick: number) => boolean, pause: () => Promise<void>): Promise<number | undefined> {
    const last = this.#run.hashes.length;
    if (tick >= last) return undefined;
    await this.#goTo(tick, pause);
    for (let at = tick + 1; at <= last; at += 1) {
      if (hitAt(at)) return at;
      await pause();
    }
    return undefined;
  }

  /** From checkpoint to checkpoint backwards, through each stretch forwards: the last hit of the latest stretch that has one. */
  async #previous(tick: number, hitAt: (tick: number) => boolean, pause: () => Promise<void>): Promise<number | undefined> {
    let end = tick - 1;
    if (end >= 1) await this.#goTo(end, pause);
    while (end >= 1) {
      const from = this.#checkpoints.before(end - 1)?.tick ?? 0;
      await this.#goTo(from, pause);
      let last: number | undefined;
      for (let at = from + 1; at <= end; at += 1) {
        if (hitAt(at)) last = at;
        await pause();
      }
      if (last !== undefined) return last;
      end = from;
    }
    return tick > 0 && hitAt(0) ? 0 : undefined;
  }

  /** The world stands before the tick, and then after it. */
  #watched(tick: number, watch: Parameters<BuildDebugger['watch']>[0]): ReturnType<BuildDebugger['watch']>['watched'] {
    return this.#build.watch(watch, () => (tick === 0 ? this.#begin() : this.#step())).watched;
  }

  /** Puts the world after a tick. */
  async #goTo(tick: number, pause: () => Promise<void>): Promise<void> {
    const kept = this.#checkpoints.before(tick);
    const isAhead = this.#world === undefined || this.#world.tick > tick;
    if (kept && (isAhead || kept.tick > this.#world!.tick)) {
      this.#world?.dispose();
      this.#level = kept.level;
      this.#world = this.#build.openWorld(kept.level, kept.bytes);
    } else if (isAhead) this.#begin();
    while (this.#world!.tick < tick) {
      this.#step();
      await pause();
    }
  }

  #begin(): void {
    this.#world?.dispose();
    this.#level = this.#run.levelAt(0);
    this.#world = this.#build.createWorld(this.#level, this.#run.start);
  }

  #step(): void {
    const before = this.#world!;
    const level = this.#run.levelAt(before.tick + 1);
    if (level.hash !== this.#level.hash) {
      this.#world = this.#build.reloadWorld(before, level);
      before.dispose();
      this.#level = level;
      this.#keep(true);
    }
    const world = this.#world!;
    const { hash } = world.step(this.#run.due(world.tick + 1));
    const { tick } = world;
    if (hash !== this.#run.hashes[tick - 1]) {
      throw Object.assign(new Error(`Tick ${tick} replayed to ${hash}; the run had ${this.#run.hashes[tick - 1]}.`), {
        code: 'diverged',
        hint: 'Report this: the engine is not deterministic here.',
      });
    }
    if (this.#checkpoints.wants(tick)) this.#keep(false);
  }

  #keep(isReloaded: boolean): void {
    const world = this.#world!;
    this.#checkpoints.keep({ tick: world.tick, bytes: world.checkpoint(), level: this.#level, isReloaded });
  }
}
