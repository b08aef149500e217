import { checkNames, type Checks } from './checks.ts';
import type { GoldenWorld, Played } from './play.ts';
import type { Runtime } from './runtimes.ts';

export interface Difference {
  world: string;
  runtime: string;
  /** The first tick whose hash differs from the first runtime's; 0 = only the chain (fuel) or the last checkpoint does. */
  tick: number;
}

export interface Comparison {
  worlds: number;
  /** Ticks played, all runtimes together. */
  ticks: number;
  differences: Difference[];
  runtimes: string[];
  played: Played[];
  /** How often the first runtime played the worlds in other ways, and what differed. */
  checks: Checks | undefined;
}

/** Plays the worlds in every runtime, one after the other, and compares each with the first, tick by tick. */
export async function compare(
  runtimes: readonly Runtime[],
  worlds: GoldenWorld[],
  { planted = false, checks = false }: { planted?: boolean; checks?: boolean } = {},
): Promise<Comparison> {
  const all: { name: string; played: Played[] }[] = [];
  for (const [index, { name, play }] of runtimes.entries())
    all.push({ name, played: await play(worlds, { planted, checks: checks && index === 0 }) });
  const [first] = all;
  const differences = all.slice(1).flatMap(({ name, played }) =>
    played.flatMap((world, index): Difference[] => {
      const reference = first!.played[index]!;
      const at = world.hashes.findIndex((hash, tick) => hash !== reference.hashes[tick]);
      if (at >= 0) return [{ world: world.name, runtime: name, tick: at + 1 }];
      return world.chain !== reference.chain || world.digest !== reference.digest ? [{ world: world.name, runtime: name, tick: 0 }] : [];
    }),
  );
  return {
    worlds: worlds.length,
    ticks: all.flatMap(({ played }) => played).reduce((sum, { hashes }) => sum + hashes.length, 0),
    differences,
    runtimes: all.map(({ name }) => name),
    played: first?.played ?? [],
    checks: checks ? totals(first?.played ?? []) : undefined,
  };
}

/** What all worlds' checks come to together. */
function totals(played: readonly Played[]): Checks {
  const all = played.flatMap(({ checks }) => (checks ? [checks] : []));
  return Object.fromEntries(
    checkNames.map((name) => {
      const ats = all.flatMap((one) => one[name].at ?? []);
      const sum = (key: 'ticks' | 'compared' | 'differences'): number => all.reduce((total, one) => total + one[name][key], 0);
      return [
        name,
        {
          ticks: sum('ticks'),
          compared: sum('compared'),
          differences: sum('differences'),
          ...(ats.length > 0 && { at: Math.min(...ats) }),
        },
      ];
    }),
  ) as Checks;
}

/** What is pinned of a world. */
export const goldenOf = ({ name, hashes, chain, size, digest }: Played): [string, Record<string, string | number>] => [
  name,
  { ticks: hashes.length, size, digest, hash: hashes.at(-1)!, chain },
];
