import type { LevelPackage } from '../../../engine/model/package.ts';
import type { BuildCommand, BuildWorld, EngineBuild } from './build.ts';
import { Checkpoints } from './checkpoints.ts';
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
    past?: readonly { tick: number; bytes: Uint8Array }[];
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
    for (const { tick, bytes } of made.past ?? []) this.checkpoints.keep(tick, bytes);
    this.checkpoints.keep(made.head.tick, made.head.checkpoint());
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
    const from = this.checkpoints.before(tick);
    let world = this.#shown;
    if (!world || world.tick > tick || (from && from.tick > world.tick)) {
      if (!from) throw Object.assign(new Error(`Tick ${tick} is before this run.`), { code: 'no-such-tick' });
      world?.dispose();
      world = this.#shown = this.engine.openWorld(this.level, from.bytes);
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

  /** World bytes at a computed tick. */
  checkpointAt(tick: number): Uint8Array {
    const from = this.checkpoints.before(tick);
    if (!from) throw Object.assign(new Error(`Tick ${tick} is before this run.`), { code: 'no-such-tick' });
    if (from.tick === tick) return from.bytes;
    const world = this.engine.openWorld(this.level, from.bytes);
    try {
      while (world.tick < tick) world.step(this.due(world.tick + 1));
      return world.checkpoint();
    } finally {
      world.dispose();
    }
  }

  dispose(): void {
    this.cancelled = true;
    this.head.dispose();
    this.#shown?.dispose();
    this.#shown = undefined;
  }
}

export const records = (world: BuildWorld): EntityRecord[] =>
  world.entities().map(({ key, name, parent, components }) => ({ key, name: name ?? key, parent: parent ?? null, components }));
