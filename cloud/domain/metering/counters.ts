import type { Spending, Usage } from '../../ports/index.ts';

export const noSpending: Spending = {
  calls: 0,
  gbMs: 0,
  loops: 0,
  loopMs: 0,
  taskMs: 0,
  messages: 0,
  bytes: 0,
  socketMs: 0,
  puts: 0,
  signatures: 0,
  readUnits: 0,
  writeUnits: 0,
};
export const noUsage: Usage = { slices: 0, ticks: 0, fuel: 0, commands: 0, ...noSpending };

/** Adds counter by counter; what is left out is 0. */
export function sum<Counters extends Readonly<Record<keyof Counters, number>>>(
  none: Counters,
  ...parts: readonly Partial<Counters>[]
): Counters {
  const names = Object.keys(none) as (keyof Counters)[];
  return Object.fromEntries(
    names.map((name) => [name, parts.reduce((total, part) => total + Number(part[name] ?? 0), 0)]),
  ) as unknown as Counters;
}

export const sumUsage = (parts: readonly Usage[]): Usage => sum(noUsage, ...parts);

/** `later` less `before`. */
export const difference = <Counters extends Readonly<Record<keyof Counters, number>>>(
  none: Counters,
  later: Partial<Counters>,
  before: Partial<Counters>,
): Counters =>
  sum(none, later, Object.fromEntries(Object.entries(before).map(([name, value]) => [name, -Number(value)])) as Partial<Counters>);
