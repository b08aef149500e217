/** The checkpoints of one run: dense enough that any tick is a short replay away, within a budget of bytes. */
export class Checkpoints {
  readonly #kept = new Map<number, Uint8Array>();
  readonly #budget: number;
  #interval: number;
  #bytes = 0;

  /** @param budget bytes that may be kept; the first checkpoint is kept whatever its size */
  constructor(budget: number, interval = 16) {
    this.#budget = budget;
    this.#interval = interval;
  }

  /** True at ticks worth a checkpoint. */
  wants(tick: number): boolean {
    return tick % this.#interval === 0;
  }

  keep(tick: number, bytes: Uint8Array): void {
    if (this.#kept.has(tick)) return;
    this.#kept.set(tick, bytes);
    this.#bytes += bytes.length;
    while (this.#bytes > this.#budget && this.#kept.size > 2) this.#thin();
  }

  /** The latest at or before `tick`; undefined before the first. */
  before(tick: number): { tick: number; bytes: Uint8Array } | undefined {
    let found: { tick: number; bytes: Uint8Array } | undefined;
    for (const [at, bytes] of this.#kept) if (at <= tick && (!found || at > found.tick)) found = { tick: at, bytes };
    return found;
  }

  /** What is kept up to `tick`, oldest first. */
  upTo(tick: number): { tick: number; bytes: Uint8Array }[] {
    return [...this.#kept]
      .filter(([at]) => at <= tick)
      .map(([at, bytes]) => ({ tick: at, bytes }))
      .toSorted((a, b) => a.tick - b.tick);
  }

  /** Halves the density, keeping the first. */
  #thin(): void {
    const first = Math.min(...this.#kept.keys());
    this.#interval *= 2;
    for (const [tick, bytes] of this.#kept) {
      if (tick === first || tick % this.#interval === 0) continue;
      this.#kept.delete(tick);
      this.#bytes -= bytes.length;
    }
  }
}
