import type { LevelPackage } from '../../../engine/model/package.ts';
import type { BuildCommand, BuildWorld, EngineBuild } from './build.ts';
import { Checkpoints, type Kept } from './checkpoints.ts';
import { RunDebugger } from './run-debugger.ts';
import type { EntityRecord, PreviewCommand, RunFrame, RunId, RunStart } from './protocol.ts';

const budget = 48 * 1024 * 1024;

/** One run as the worker keeps it: what it is made of, how far it is, and enough to show any tick of it exactly. */
export class StoredRun {
  readonly id: RunId;
  readonly engine: EngineBuild;
  readonly level: LevelPackage;
  readonly start: RunStart;
  readonly commands: (PreviewCommand & { tick: number })[];
  readonly checkpoints = new Checkpoints(budget);
  /** Hash after tick n at n - 1. */
  readonly hashes: string[];
  readonly keep: boolean;
  head: BuildWorld;
  cancelled = false;
  /** True while ticks are being computed: two at once would step one world twice. */
  computing = false;
  #shown: BuildWorld | undefined;
  #shownLevel: LevelPackage | undefined;
  #debugger: { script: string; opened: Promise<RunDebugger> } | undefined;

  constructor(made: {
    id: RunId;
    engine: EngineBuild;
    level: LevelPackage;
    start: RunStart;
    commands: readonly PreviewCommand[];
    hashes: readonly string[];
    keep: boolean;
    head: BuildWorld;
    /** Checkpoints of the past that a fork shares with its source. */
    past?: readonly Kept[];
  }) {
    this.id = made.id;
    this.engine = made.engine;
    this.level = made.level;
    this.start = made.start;
    this.head = made.head;
    this.keep = made.keep;
    this.hashes = [...made.hashes];
    this.commands = [];
    this.enter(made.commands);
    for (const kept of made.past ?? []) this.checkpoints.keep(kept);
    this.keepHead();
  }

  /** Keeps where it stands, to come back to. */
  keepHead(): void {
    const { head, level } = this;
    this.checkpoints.keep({ tick: head.tick, bytes: head.checkpoint(), level });
  }

  /** Adds commands; those without a tick enter the next one. */
  enter(commands: readonly PreviewCommand[]): void {
    for (const command of commands) this.commands.push({ ...command, tick: command.tick ?? this.head.tick + 1 });
  }

  due(tick: number): BuildCommand[] {
    return this.commands
      .filter((command) => command.tick === tick)
      .map(({ sender, seq, type, payload }) => ({ sender, seq, type, payload }));
  }

  /** The state at `tick`, which has been computed. Replays from the nearest checkpoint; forwards from what was shown last where that is nearer. */
  frame(tick: number, since: number | undefined): RunFrame {
    const from = this.#before(tick);
    let world = this.#shown;
    if (!world || world.tick > tick || from.tick > world.tick || this.#shownLevel !== from.level) {
      world?.dispose();
      this.#shownLevel = from.level;
      world = this.#shown = this.engine.openWorld(from.level, from.bytes);
    }
    const whole = since === undefined || since !== world.tick;
    while (world.tick < tick) world.step(this.due(world.tick + 1));
    const { changed, spawned, despawned } = world.changes();
    const hash = world.hash();
    const expected = this.hashes[tick - 1];
    if (expected !== undefined && expected !== hash) {
      throw Object.assign(new Error(`Tick ${tick} replayed to ${hash}; the run had ${expected}.`), {
        code: 'diverged',
        hint: 'Report this: the engine is not deterministic here.',
      });
    }
    if (whole) return { tick, hash, whole: true, entities: records(world) };
    return { tick, hash, whole: false, changed: [...changed], spawned: [...spawned], despawned: [...despawned] };
  }

  /** Another world, at a computed tick. */
  worldAt(tick: number): BuildWorld {
    const from = this.#before(tick);
    const world = this.engine.openWorld(from.level, from.bytes);
    while (world.tick < tick) world.step(this.due(world.tick + 1));
    return world;
  }

  /** What watches a script of this run; another one ends the one before. */
  async debugger(script: string): Promise<RunDebugger> {
    if (this.#debugger?.script === script) return this.#debugger.opened;
    const opening = this.engine.openDebugger?.(script);
    if (!opening) {
      throw Object.assign(new Error('This engine build cannot show what a script does step by step.'), {
        code: 'no-debugger',
        hint: 'Debug a run of the level as it stands now.',
      });
    }
    this.undebug();
    this.#debugger = { script, opened: opening.then((watching) => new RunDebugger(this, watching)) };
    return this.#debugger.opened;
  }

  undebug(): void {
    void this.#debugger?.opened.then(
      (watching) => watching.dispose(),
      () => {},
    );
    this.#debugger = undefined;
  }

  /** The level that ran up to a tick. */
  levelAt(tick: number): LevelPackage {
    return this.#before(tick).level;
  }

  #before(tick: number): Kept {
    const kept = this.checkpoints.before(tick);
    if (!kept) throw Object.assign(new Error(`Tick ${tick} is before this run.`), { code: 'no-such-tick' });
    return kept;
  }

  dispose(): void {
    this.cancelled = true;
    this.undebug();
    this.head.dispose();
    this.#shown?.dispose();
    this.#shown = undefined;
  }
}

export const records = (world: BuildWorld): EntityRecord[] =>
  world.entities().map(({ key, name, parent, components }) => ({ key, name: name ?? key, parent: parent ?? null, components }));
