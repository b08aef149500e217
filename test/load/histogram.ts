/** Times in tenths of a millisecond up to a minute: quantiles of millions of them in little memory. */
const perMs = 10;
const buckets = 60_000 * perMs;

export class Histogram {
  readonly #counts = new Uint32Array(buckets + 1);
  #count = 0;
  #max = 0;

  add(ms: number): void {
    this.#counts[Math.min(buckets, Math.max(0, Math.floor(ms * perMs)))]! += 1;
    this.#count += 1;
    this.#max = Math.max(this.#max, ms);
  }

  get count(): number {
    return this.#count;
  }

  /** ms; 0 of nothing. */
  get max(): number {
    return this.#max;
  }

  /** The time that so many of all, from 0 to 1, do not exceed, in ms; 0 of nothing. */
  quantile(share: number): number {
    let left = Math.max(1, Math.ceil(this.#count * share));
    if (this.#count === 0) return 0;
    for (let at = 0; at <= buckets; at += 1) {
      left -= this.#counts[at]!;
      if (left <= 0) return Math.min(this.#max, (at + 1) / perMs);
    }
    return this.#max;
  }
}
