import type { LevelPackage } from '../../../engine/model/package.ts';

export interface Kept {
  readonly tick: number;
  readonly bytes: Uint8Array;
  /** The level that it is opened with: another one before a live reload. */
  readonly level: LevelPackage;
}

/** The checkpoints of one run: dense enough that any tick is a short replay away, within a budget of bytes. */
export class Checkpoints {
  /** By tick. */
  readonly #kept = new Map<number, Kept>();
  readonly #budget: number;
  #interval: number;
  #bytes = 0;

  /** @param budget bytes that may be kept; the first checkpoint of each level is kept whatever its size */
  constructor(budget: number, interval = 16) {
    this.#budget = budget;
    this.#interval = interval;
  }

  /** True at ticks worth a checkpoint. */
  wants(tick: number): boolean {
    return tick % this.#interval === 0;
  }

  /** Keeps one; of the same tick and level the first. */
  keep(kept: Kept): void {
    const there = this.#kept.get(kept.tick);
    if (there?.level === kept.level) return;
    this.#kept.set(kept.tick, kept);
    this.#bytes += kept.bytes.length - (there?.bytes.length ?? 0);
    while (this.#bytes > this.#budget && this.#thin());
  }

  /** The latest at or before `tick`; undefined before the first. */
  before(tick: number): Kept | undefined {
    return this.upTo(tick).at(-1);
  }

  /** What is kept up to `tick`, oldest first. */
  upTo(tick: number): Kept[] {
    return [...this.#kept.values()].filter((kept) => kept.tick <= tick).toSorted((a, b) => a.tick - b.tick);
  }

  /** Halves the density, keeping the first of each level. False where nothing is left to let go. */
  #thin(): boolean {
    const all = this.upTo(Number.POSITIVE_INFINITY);
    const spare = all.filter(({ level }, index) => index > 0 && all[index - 1]!.level === level);
    this.#interval *= 2;
    for (const { tick, bytes } of spare) {
      if (tick % this.#interval === 0) continue;
      this.#kept.delete(tick);
      this.#bytes -= bytes.length;
    }
    return spare.length > 1;
  }
}
