/** Records a run from its first tick: everything that it takes to make it again, and to say where another one differs. */
import type { Command } from '../kernel/commands/index.ts';
import { LedgerError } from '../kernel/error.ts';
import type { WorldLayout } from '../kernel/world/index.ts';
import { StateLogWriter, writeRecording, type StateStretch, type TickedCommand } from '../record/index.ts';
import type { TickResult, World } from './world.ts';

export interface RecorderOptions {
  /** Bytes of states to keep, 64 MiB without it. Beyond them the recording replays as well, but names only the tick and not the field that differs. */
  stateBytes?: number | undefined;
}

export interface Recorder {
  readonly world: World;
  /** One tick of the world, noted. Step it in no other way. */
  step(commands?: readonly Command[]): TickResult;
  /** The recording so far, as the bytes of a file. */
  bytes(): Uint8Array;
}

/** Ticks between two links of the chain. */
const linkEvery = 64;
/** Ticks between two checkpoints, at most. They come sooner where much changes: as often as what changed weighs as much as one. */
const keyframeEvery = 2048;
const keyframeLeast = 32;

/** Records a world that stands at tick 0. Throws LedgerError `recording-late` for one that does not. */
export function createRecorder(world: World, layout: WorldLayout, { stateBytes = 64 << 20 }: RecorderOptions = {}): Recorder {
  if (world.tick > 0)
    throw new LedgerError({
      code: 'recording-late',
      message: `This world stands at tick ${world.tick}; a recording begins with the run.`,
      hint: 'Record a new run from its beginning.',
    });
  const { engine: _engine, package: _package, ...identity } = world.identity();
  const commands: TickedCommand[] = [];
  const hashes = [world.hash()];
  const fuel = [0];
  const links = [{ tick: 0, chain: world.chain() }];
  const keyframes: { tick: number; checkpoint: Uint8Array }[] = [];
  const states: StateStretch[] = [];
  const log = new StateLogWriter(layout);
  let from = 0;
  let kept = 0;
  let weight = 0;

  const close = (to: number): void => {
    if (log.length === 0) return;
    states.push({ from, to, bytes: log.take() });
    kept += log.length;
  };
  const note = (): void => {
    const { tick } = world;
    const last = keyframes.at(-1)?.tick ?? -keyframeEvery;
    if (tick - last >= keyframeEvery || (tick - last >= keyframeLeast && log.length > weight)) {
      close(tick - 1);
      log.begin();
      from = tick;
      const checkpoint = world.checkpoint();
      weight = checkpoint.length * 2;
      keyframes.push({ tick, checkpoint });
    }
    if (kept + log.length < stateBytes) log.add(world.state());
    else if (log.length > 0) {
      close(tick - 1);
      log.begin();
    }
  };
  const parts = world.state().map(({ name }) => name);
  note();
  return {
    world,
    step(due = []) {
      const result = world.step(due);
      const { tick } = result;
      for (const { sender, seq, type, payload } of due) commands.push({ tick, sender, seq, type, payload });
      hashes.push(result.hash);
      fuel.push(result.fuel);
      if (tick % linkEvery === 0) links.push({ tick, chain: result.chain });
      note();
      return result;
    },
    bytes() {
      const { tick } = world;
      const { manifestBytes: manifest, files } = world.package;
      const now = log.length > 0 ? [{ from, to: tick, bytes: log.take() }] : [];
      return writeRecording({
        ...identity,
        start: world.start,
        ticks: tick,
        parts,
        manifest,
        files,
        commands,
        hashes,
        fuel,
        links: links.at(-1)!.tick === tick ? links : [...links, { tick, chain: world.chain() }],
        keyframes,
        states: [...states, ...now],
      });
    },
  };
}
