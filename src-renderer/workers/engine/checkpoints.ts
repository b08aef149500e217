import type { LevelPackage } from '../../../engine/model/package.ts';

export interface Kept {
  readonly tick: number;
  readonly bytes: Uint8Array;
  /** The level that it is opened with: another one before a live reload. */
  readonly level: LevelPackage;
  /** Of a world that an edited level was loaded into: `tick` itself is still shown as the level before left it. */
  readonly isReloaded: boolean;
}

const keyOf = ({ tick, isReloaded }: Kept): number => tick * 2 + (isReloaded ? 1 : 0);

/** The checkpoints of one run: dense enough that any tick is a short replay away, within a budget of bytes. */
export class Checkpoints {
  /** By tick, the reloaded after what it was made of. */
  readonly #kept = new Map<number, Kept>();
  readonly #budget: number;
  #interval: number;
  #bytes = 0;

  /** @param budget bytes that may be kept; the first checkpoint, and those after a live reload, are kept whatever their size */
  constructor(budget: number, interval = 16) {
    this.#budget = budget;
    this.#interval = interval;
  }

  /** True at ticks worth a checkpoint. */
  wants(tick: number): boolean {
    return tick % this.#interval === 0;
  }

  /** Keeps one; of the same tick the first. */
  keep(kept: Kept): void {
    if (this.#kept.has(keyOf(kept))) return;
    this.#kept.set(keyOf(kept), kept);
    this.#bytes += kept.bytes.length;
    while (this.#bytes > this.#budget && this.#thin());
  }

  /** The latest at or before `tick`; undefined before the first. */
  before(tick: number): Kept | undefined {
    return this.upTo(tick).at(-1);
  }

  /** What is kept up to `tick`, oldest first. */
  upTo(tick: number): Kept[] {
    return [...this.#kept.values()]
      .filter((kept) => (kept.isReloaded ? kept.tick < tick : kept.tick <= tick))
      .toSorted((a, b) => keyOf(a) - keyOf(b));
  }

  /** Halves the density, keeping the first and the reloaded. False where nothing is left to let go. */
  #thin(): boolean {
    const all = this.upTo(Number.POSITIVE_INFINITY);
    const spare = all.filter(({ isReloaded }, index) => index > 0 && !isReloaded);
    this.#interval *= 2;
    for (const kept of spare) {
      if (kept.tick % this.#interval === 0) continue;
      this.#kept.delete(keyOf(kept));
      this.#bytes -= kept.bytes.length;
    }
    return spare.length > 1;
  }
}
