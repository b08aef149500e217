import type { GoldenWorld, Played } from './play.ts';
import type { Runtime } from './runtimes.ts';

export interface Difference {
  world: string;
  runtime: string;
  /** The first tick whose hash differs from the first runtime's; 0 = only the chain (fuel) or the checkpoint's length does. */
  tick: number;
}

export interface Comparison {
  worlds: number;
  /** Ticks played, all runtimes together. */
  ticks: number;
  differences: Difference[];
  runtimes: string[];
  played: Played[];
}

/** Plays the worlds in every runtime, one after the other, and compares each with the first, tick by tick. */
export async function compare(runtimes: readonly Runtime[], worlds: GoldenWorld[], planted = false): Promise<Comparison> {
  const all: { name: string; played: Played[] }[] = [];
  for (const { name, play } of runtimes) all.push({ name, played: await play(worlds, planted) });
  const [first] = all;
  const differences = all.slice(1).flatMap(({ name, played }) =>
    played.flatMap((world, index): Difference[] => {
      const reference = first!.played[index]!;
      const at = world.hashes.findIndex((hash, tick) => hash !== reference.hashes[tick]);
      if (at >= 0) return [{ world: world.name, runtime: name, tick: at + 1 }];
      return world.chain !== reference.chain || world.bytes !== reference.bytes ? [{ world: world.name, runtime: name, tick: 0 }] : [];
    }),
  );
  return {
    worlds: worlds.length,
    ticks: all.flatMap(({ played }) => played).reduce((sum, { hashes }) => sum + hashes.length, 0),
    differences,
    runtimes: all.map(({ name }) => name),
    played: first?.played ?? [],
  };
}
