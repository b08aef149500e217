/** Seeded chance for tests: mulberry32. */
export interface Chance {
  readonly seed: number;
  /** 0 inclusive to 1 exclusive. */
  next: () => number;
  below: (count: number) => number;
  pick: <T>(items: readonly T[]) => T;
  bytes: (count: number) => Uint8Array;
}

export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    seed,
    next,
    below,
    pick: (items) => items[below(items.length)]!,
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
  };
}
