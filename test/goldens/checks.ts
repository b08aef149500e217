/**
 * One world, played in every way that must come to the same: straight, again from checkpoints, in slices, from its recording, and rolled back
 * and replayed at every tick. Knows no host.
 */
import type { Engine, LevelPackage, TickedCommand, World } from '../../engine/run/index.ts';

export const checkNames = ['restore', 'slices', 'recording', 'sync'] as const;
export type CheckName = (typeof checkNames)[number];

export interface CheckCount {
  /** Ticks played for it. */
  ticks: number;
  /** Comparisons made. */
  compared: number;
  differences: number;
  /** The first tick that differed. */
  at?: number;
}

export type Checks = Record<CheckName, CheckCount>;

export interface Checked {
  scenario: string;
  commands: readonly TickedCommand[];
  ticks: number;
}

/** From every checkpoint at this distance the world goes on for as many ticks. */
const restoreEvery = 25;
const sliceSizes = [1, 7, 60];
/** Ticks that a sync-test goes back, at most. */
const mostBack = 8;

/** What makes a new world for every tick is done for so many ticks of each world. */
const dense = 450;

function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  const words = (bytes: Uint8Array): Int32Array => new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  const [x, y] = [words(a), words(b)];
  for (let i = 0; i < x.length; i += 1) if (x[i] !== y[i]) return false;
  return a.subarray(x.length * 4).every((byte, index) => byte === b[x.length * 4 + index]);
}

export function checkWorld(engine: Engine, pkg: LevelPackage, { scenario, commands, ticks }: Checked): Checks {
  const due = Array.from({ length: ticks + 1 }, (_, tick) => commands.filter((command) => command.tick === tick));
  const counts = Object.fromEntries(checkNames.map((name) => [name, { ticks: 0, compared: 0, differences: 0 }])) as Checks;
  const compare = (check: CheckName, tick: number, equal: boolean): void => {
    const count = counts[check];
    count.compared += 1;
    if (equal) return;
    count.differences += 1;
    count.at = Math.min(count.at ?? tick, tick);
  };
  const step = (check: CheckName, world: World): void => {
    world.step(due[world.tick + 1]);
    counts[check].ticks += 1;
  };

  // The straight run, and beside it the sync-test: back by up to eight ticks and forward again, at every tick.
  const recorder = engine.record(pkg, { scenario, ticks });
  const { world } = recorder;
  const hashes = [world.hash()];
  const kept = new Map([[0, world.checkpoint()]]);
  for (let tick = 1; tick <= ticks; tick += 1) {
    recorder.step(due[tick]);
    counts.sync.ticks += 1;
    hashes.push(world.hash());
    if (tick > dense && tick % restoreEvery !== 0) continue;
    kept.set(tick, world.checkpoint());
    if (tick > dense) continue;
    const back = Math.min(tick, 1 + (tick % mostBack));
    const again = engine.openWorld(pkg, kept.get(tick - back)!);
    while (again.tick < tick) step('sync', again);
    compare('sync', tick, same(again.checkpoint(), kept.get(tick)!));
    again.dispose();
    if ((tick - mostBack) % restoreEvery !== 0) kept.delete(tick - mostBack);
  }
  const last = world.checkpoint();
  const chain = world.chain();

  for (const [tick, checkpoint] of kept) {
    if (tick % restoreEvery !== 0) continue;
    const again = engine.openWorld(pkg, checkpoint);
    compare('restore', tick, same(again.checkpoint(), checkpoint));
    while (again.tick < Math.min(ticks, tick + restoreEvery)) {
      step('restore', again);
      compare('restore', again.tick, again.hash() === hashes[again.tick]);
    }
    if (kept.has(again.tick)) compare('restore', again.tick, same(again.checkpoint(), kept.get(again.tick)!));
    again.dispose();
  }

  for (const size of sliceSizes) {
    let checkpoint: Uint8Array | undefined;
    const end = size === 1 ? Math.min(ticks, dense) : ticks;
    for (let at = 0; at < end; at += size) {
      const some = Math.min(size, end - at);
      const slice = engine.runSlice({
        package: pkg,
        ...(checkpoint ? { checkpoint } : { start: { scenario, ticks } }),
        commands: due.slice(at + 1, at + some + 1).flat(),
        ticks: some,
      });
      slice.hashes.forEach((hash, index) => compare('slices', at + index + 1, hash === hashes[at + index + 1]));
      counts.slices.ticks += some;
      ({ checkpoint } = slice);
    }
    compare('slices', end, end < ticks || same(checkpoint!, last));
  }

  const player = engine.openRecording(recorder.bytes());
  const played = player.play();
  counts.recording.ticks += played.ticks;
  compare('recording', player.diverged?.tick ?? ticks, !played.diverged);
  compare('recording', ticks, played.chain === chain && same(player.world.checkpoint(), last));
  player.dispose();
  world.dispose();
  return counts;
}
