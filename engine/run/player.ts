/** Plays a recording: any tick, as a live world, and where it does not come to what was recorded, what differs. It plays on after that. */
import { LedgerError } from '../kernel/error.ts';
import type { LevelPackage } from '../model/package.ts';
import type { Registry } from '../model/registry.ts';
import {
  BadBytes,
  chainStart,
  readRecording,
  StateLogReader,
  type RecordingFile,
  type StatePart,
  type TickedCommand,
} from '../record/index.ts';
import type { Trace } from '../rules/trace/index.ts';
import { differencesOf, type Divergence } from './divergence.ts';
import type { Engine } from './engine.ts';
import type { Timeline } from './why/index.ts';
import type { StepOptions, TickResult, World } from './world.ts';

export interface Player extends Timeline {
  readonly recording: RecordingFile;
  readonly package: LevelPackage;
  /** Where it stands; another one after `seek`. */
  readonly world: World;
  readonly tick: number;
  /** Ticks recorded. */
  readonly ticks: number;
  /** The first difference that was met so far, and the first of every other part of the state in that tick. */
  readonly diverged: Divergence | undefined;
  readonly alsoDiverged: readonly Divergence[];
  /** Commands of a tick. */
  commandsOf(tick: number): readonly TickedCommand[];
  /** Plays one tick; undefined at the end. */
  step(options?: StepOptions): TickResult | undefined;
  /** Puts the world after a tick, 0 to `ticks`: from the nearest checkpoint that its hash confirms, then tick by tick. */
  seek(tick: number): World;
  /** Who wrote what in a tick, 0 to `ticks`. The world then stands after it. */
  trace(tick: number): Trace;
  /** Plays to the end and says whether everything was as it was recorded. */
  play(): { ticks: number; diverged: boolean; hash: string; chain: string };
  dispose(): void;
}

/** Opens a recording with the engine that made it. Throws LedgerError `recording-…`, naming what does not match. */
export function createPlayer(engine: Engine, bytes: Uint8Array): Player {
  return new RecordingPlayer(engine, readRecording(bytes));
}

class RecordingPlayer implements Player {
  readonly recording: RecordingFile;
  readonly package: LevelPackage;
  readonly #engine: Engine;
  readonly #registry: Registry;
  readonly #links: ReadonlyMap<number, string>;
  readonly #commands = new Map<number, TickedCommand[]>();
  #world: World;
  #diverged: Divergence[] = [];

  constructor(engine: Engine, recording: RecordingFile) {
    this.recording = recording;
    this.#engine = engine;
    if (recording.start.engine !== engine.id)
      throw new LedgerError({
        code: 'recording-engine',
        message: `The recording was made with ${recording.start.engine}; this is ${engine.id}.`,
        hint: 'Open it with the engine build that it names.',
      });
    this.package = engine.openPackage(recording.manifest, recording.files);
    this.#registry = engine.registry(this.package);
    if (recording.start.package !== this.package.hash)
      throw new LedgerError({
        code: 'recording-package',
        message: `The recording names the package ${recording.start.package} and holds ${this.package.hash}.`,
        hint: 'Record the run again.',
      });
    this.#links = new Map(recording.links.map(({ tick, chain }) => [tick, chain]));
    for (const command of recording.commands) {
      const list = this.#commands.get(command.tick);
      if (list) list.push(command);
      else this.#commands.set(command.tick, [command]);
    }
    this.#world = this.#begin();
    try {
      this.#checkIdentity();
    } catch (error) {
      this.#world.dispose();
      throw error;
    }
    this.#check(undefined);
  }

  get world(): World {
    return this.#world;
  }
  get tick(): number {
    return this.#world.tick;
  }
  get ticks(): number {
    return this.recording.ticks;
  }
  get keyframes(): readonly number[] {
    return this.recording.keyframes.map(({ tick }) => tick);
  }
  get commands(): readonly TickedCommand[] {
    return this.recording.commands;
  }
  get diverged(): Divergence | undefined {
    return this.#diverged[0];
  }
  get alsoDiverged(): readonly Divergence[] {
    return this.#diverged.slice(1);
  }

  commandsOf(tick: number): readonly TickedCommand[] {
    return this.#commands.get(tick) ?? [];
  }

  step(options?: StepOptions): TickResult | undefined {
    if (this.tick >= this.ticks) return undefined;
    const result = this.#world.step(this.commandsOf(this.tick + 1), options);
    this.#check(result);
    return result;
  }

  seek(tick: number): World {
    if (!Number.isSafeInteger(tick) || tick < 0 || tick > this.ticks)
      throw new LedgerError({
        code: 'recording-tick',
        message: `The recording has no tick ${tick}.`,
        hint: `It has 0 to ${this.ticks}.`,
      });
    const keyframes = this.recording.keyframes.filter((keyframe) => keyframe.tick <= tick && keyframe.tick > 0);
    const nearest = keyframes.at(-1)?.tick ?? 0;
    if (tick < this.tick || nearest > this.tick) this.#replace(this.#open(keyframes));
    while (this.tick < tick) this.step();
    return this.#world;
  }

  trace(tick: number): Trace {
    if (tick > 0) {
      this.seek(tick - 1);
      return this.step({ trace: true })!.trace!.at(-1)!;
    }
    // What the scripts' start did is handed out with the first tick, which need not have been recorded.
    this.#replace(this.#begin({ trace: true }));
    const [trace] = this.#world.step([], { trace: true }).trace!;
    this.#replace(this.#begin());
    return trace!;
  }

  play(): { ticks: number; diverged: boolean; hash: string; chain: string } {
    while (this.step());
    return { ticks: this.tick, diverged: this.diverged !== undefined, hash: this.#world.hash(), chain: this.#world.chain() };
  }

  dispose(): void {
    this.#world.dispose();
  }

  #begin(options?: StepOptions): World {
    const { scenario, parameters, seed, ticks } = this.recording.start;
    return this.#engine.createWorld(this.package, { scenario: scenario === '' ? undefined : scenario, parameters, seed, ticks }, options);
  }

  /** The last of some checkpoints that is what it says to be; else the beginning. */
  #open(keyframes: RecordingFile['keyframes']): World {
    for (const { tick, checkpoint } of keyframes.toReversed()) {
      let world: World | undefined;
      try {
        world = this.#engine.openWorld(this.package, checkpoint);
        if (world.tick === tick && world.hash() === this.recording.hashes[tick]) return world;
      } catch (error) {
        if (!(error instanceof LedgerError)) throw error;
      }
      world?.dispose();
    }
    return this.#begin();
  }

  #replace(world: World): void {
    this.#world.dispose();
    this.#world = world;
  }

  #checkIdentity(): void {
    const { layout, schedule, physics, scripting, start } = this.recording;
    const ours = this.#world.identity();
    const named = { layout, schedule, physics, scripting };
    for (const part of ['layout', 'schedule', 'physics', 'scripting'] as const)
      if (named[part] !== ours[part])
        throw new LedgerError({
          code: `recording-${part}`,
          message: `The recording was made with the ${part} ${named[part] ?? 'none'}; this is ${ours[part] ?? 'none'}.`,
          hint: 'Open it with the engine build that it names.',
        });
    if (chainStart(start) !== chainStart(this.#world.start))
      throw new LedgerError({
        code: 'recording-start',
        message: 'The recording begins otherwise than its level does with these parameters.',
        hint: 'Record the run again.',
      });
  }

  /** Compares where the world stands with what was recorded; once something differs it is kept, and the world plays on. */
  #check(result: TickResult | undefined): void {
    if (this.#diverged.length > 0) return;
    const { tick } = this;
    const { hashes, fuel } = this.recording;
    const hash = this.#world.hash();
    const recorded = hashes[tick]!;
    if (hash !== recorded) this.#diverged = this.#locate(tick, hash, recorded);
    else if (result && result.fuel !== fuel[tick]) this.#diverged = [{ tick, what: 'fuel', ours: result.fuel, theirs: fuel[tick]! }];
    else if (this.#links.has(tick) && this.#links.get(tick) !== this.#world.chain())
      this.#diverged = [{ tick, what: 'chain', ours: this.#world.chain(), theirs: this.#links.get(tick)! }];
  }

  #locate(tick: number, ours: string, theirs: string): Divergence[] {
    const recorded = this.#recordedState(tick);
    if (recorded === undefined) return [{ tick, what: 'state', ours, theirs }];
    const found = differencesOf(this.#world.arena, this.#registry, this.#world.state(), recorded);
    if (found.length === 0) return [{ tick, what: 'recording', name: 'hash', ours, theirs }];
    return found.map((one) => ({ tick, ...one }));
  }

  /** The state that was recorded; undefined where states were not kept, or cannot be read. */
  #recordedState(tick: number): readonly StatePart[] | undefined {
    const stretch = this.recording.states.find(({ from, to }) => from <= tick && tick <= to);
    if (!stretch) return undefined;
    try {
      const reader = new StateLogReader(this.recording.parts, stretch.bytes);
      let state: readonly StatePart[] = [];
      for (let at = stretch.from; at <= tick; at += 1) state = reader.next();
      return state;
    } catch (error) {
      if (!(error instanceof BadBytes)) throw error;
      return undefined;
    }
  }
}
