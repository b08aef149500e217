import type { LevelPackage } from '../../../engine/model/package.ts';
import type { ToldWhy, WhyTarget } from '../../../engine/run/why/index.ts';
import { inWords } from '../../../engine/run/why/words/tell.ts';
import { pendingSeats } from '../../../engine/rules/seats/index.ts';
import type { BuildCommand, BuildWorld, EngineBuild } from './build.ts';
import { Checkpoints, type Kept } from './checkpoints.ts';
import { RunDebugger } from './run-debugger.ts';
import type { AwaitedSeat, EntityRecord, Parameters, PreviewCommand, RunFrame, RunId, RunStart, TickCost } from './protocol.ts';

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
  /** Keys of edited entities that this run goes on without. */
  readonly untaken: readonly string[];
  head: BuildWorld;
  cancelled = false;
  /** True while ticks are being computed: two at once would step one world twice. */
  computing = false;
  #shown: BuildWorld | undefined;
  /** The level that the shown world runs with. */
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
    /** An edited level was loaded into `head`. */
    isReloaded?: boolean;
    untaken?: readonly string[];
  }) {
    this.id = made.id;
    this.engine = made.engine;
    this.level = made.level;
    this.start = made.start;
    this.head = made.head;
    this.keep = made.keep;
    this.untaken = made.untaken ?? [];
    this.hashes = [...made.hashes];
    this.commands = [];
    this.enter(made.commands);
    for (const kept of made.past ?? []) this.checkpoints.keep(kept);
    this.keepHead(made.isReloaded ?? false);
  }

  /** Keeps where it stands, to come back to. */
  keepHead(isReloaded = false): void {
    const { head, level } = this;
    this.checkpoints.keep({ tick: head.tick, bytes: head.checkpoint(), level, isReloaded });
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

  /** Who holds these seats once these commands have come. */
  holders(entities: readonly string[], commands: readonly BuildCommand[]): AwaitedSeat[] {
    const { clock } = this.level.level;
    if (clock.kind !== 'turns') return [];
    const seats = this.head.entities().flatMap(({ key, components }) => {
      const seat = components['Seat'] as { stage: string; owner: number } | undefined;
      return seat ? [{ entity: key, stage: seat.stage, owner: seat.owner }] : [];
    });
    return pendingSeats(seats, clock, commands)
      .filter(({ entity }) => entities.includes(entity))
      .map(({ entity, stage, owner }) => ({ entity, stage, sender: owner }));
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
    return this.#open(this.#before(tick), tick);
  }

  #open(from: Kept, tick: number): BuildWorld {
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

  /** Every parameter as it counts after a tick; undefined of a build that does not say. */
  parameters(tick: number): Parameters | undefined {
    const world = this.worldAt(tick);
    try {
      return world.parameters?.();
    } finally {
      world.dispose();
    }
  }

  /** Where the fuel of a computed tick went. */
  profile(tick: number): TickCost[] {
    const from = this.checkpoints.upTo(tick).findLast((kept) => kept.tick < tick);
    if (!from) throw noSuchTick(tick);
    const world = this.#open(from, tick - 1);
    try {
      const { costs = [] } = world.step(this.due(tick), { profile: true });
      return costs.map(({ lines = [], ...cost }) => ({ ...cost, lines }));
    } finally {
      world.dispose();
    }
  }

  /** Why a field or a KPI is what it is after a computed tick. */
  why(tick: number, target: WhyTarget): ToldWhy {
    const { engine, commands } = this;
    if (!engine.explain)
      throw Object.assign(new Error('The engine build of this run cannot explain it.'), {
        code: 'no-why',
        hint: 'Run the level again: this installation’s build can.',
      });
    const level = this.levelAt(tick);
    let world: BuildWorld | undefined;
    const seek = (to: number): BuildWorld => {
      const from = this.#before(to);
      if (!world || world.tick > to || from.tick > world.tick) {
        world?.dispose();
        world = engine.openWorld(from.level, from.bytes);
      }
      while (world.tick < to) world.step(this.due(world.tick + 1));
      return world;
    };
    const keyframes = this.checkpoints.upTo(this.head.tick).filter(({ isReloaded }) => !isReloaded);
    try {
      const timeline = {
        package: level,
        keyframes: keyframes.map((kept) => kept.tick),
        commands,
        seek,
        trace: (at: number) => this.#trace(at),
      };
      return inWords(level.level, target, engine.explain(timeline, tick, target));
    } finally {
      world?.dispose();
    }
  }

  /** Who wrote what in a tick. What `start` did is handed out with the first tick. */
  #trace(tick: number): unknown {
    const from = this.checkpoints.upTo(tick).findLast((kept) => kept.tick < tick);
    const world = from && tick > 0 ? this.#open(from, tick - 1) : this.engine.createWorld(this.levelAt(0), this.start, { trace: true });
    try {
      const { trace = [] } = world.step(tick > 0 ? this.due(tick) : [], { trace: true });
      return tick > 0 ? trace.at(-1) : trace[0];
    } finally {
      world.dispose();
    }
  }

  #before(tick: number): Kept {
    const kept = this.checkpoints.before(tick);
    if (!kept) throw noSuchTick(tick);
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

const noSuchTick = (tick: number): Error => Object.assign(new Error(`Tick ${tick} is before this run.`), { code: 'no-such-tick' });

export const records = (world: BuildWorld): EntityRecord[] =>
  world.entities().map(({ key, name, parent, components }) => ({ key, name: name ?? key, parent: parent ?? null, components }));
