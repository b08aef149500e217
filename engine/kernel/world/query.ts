import type { Entity } from './entity.ts';
import { aliveBits, entityAt } from './entity.ts';
import type { Memory } from './memory.ts';
import { WORD } from './memory.ts';

/** What a query asks of the arena while it visits: structural changes made inside wait until the visit ends. */
export interface Visits {
  enter(): void;
  leave(): void;
}

/**
 * The entities that have all of some components and none of others, always in ascending index. Nothing is cached but the place of the
 * bitsets: the order is a function of the state, never of its history.
 */
export class Query {
  readonly #memory: Memory;
  readonly #visits: Visits;
  readonly #all: readonly number[];
  readonly #none: readonly number[];
  #found = new Uint32Array(64);

  constructor(memory: Memory, visits: Visits, all: readonly number[], none: readonly number[] = []) {
    this.#memory = memory;
    this.#visits = visits;
    this.#all = all;
    this.#none = none;
  }

  /** Calls back with every matching index. Spawns, despawns, adds and removes inside take effect after the last one. */
  each(visit: (index: number) => void): void {
    this.#visits.enter();
    try {
      this.#each(visit);
    } finally {
      this.#visits.leave();
    }
  }

  #each(visit: (index: number) => void): void {
    const words = this.#words;
    const match = this.#matcher();
    for (let word = 0; word < words; word++) {
      let bits = match(word);
      const base = word << 5;
      if (bits === -1) {
        for (let index = base; index < base + 32; index++) visit(index);
        continue;
      }
      while (bits !== 0) {
        const lowest = bits & -bits;
        visit(base + 31 - Math.clz32(lowest));
        bits ^= lowest;
      }
    }
  }

  /**
   * Calls back with every maximal run [from, to) of matching indices: the way for hot systems, whose own loop over `from..to` reads the
   * columns with no call per entity. A dense world is one run.
   */
  spans(visit: (from: number, to: number) => void): void {
    this.#visits.enter();
    try {
      this.#spans(visit);
    } finally {
      this.#visits.leave();
    }
  }

  #spans(visit: (from: number, to: number) => void): void {
    const words = this.#words;
    const match = this.#matcher();
    let from = -1;
    for (let word = 0; word < words; word++) {
      const bits = match(word);
      const base = word << 5;
      if (bits === -1) {
        if (from < 0) from = base;
        continue;
      }
      if (bits === 0) {
        if (from >= 0) visit(from, base);
        from = -1;
        continue;
      }
      for (let at = 0; at < 32; ) {
        const rest = (from < 0 ? bits : ~bits) >>> at;
        if (rest === 0) break;
        at += 31 - Math.clz32(rest & -rest);
        if (from < 0) from = base + at;
        else {
          visit(from, base + at);
          from = -1;
        }
      }
    }
    if (from >= 0) visit(from, words << 5);
  }

  /** Matching indices, in a buffer that the next call on this query reuses. */
  indices(): Uint32Array {
    let count = 0;
    this.#spans((from, to) => {
      if (count + to - from > this.#found.length) {
        const larger = new Uint32Array(2 * (count + to - from));
        larger.set(this.#found.subarray(0, count));
        this.#found = larger;
      }
      for (let index = from; index < to; index++) this.#found[count++] = index;
    });
    return this.#found.subarray(0, count);
  }

  /** Matching entities. */
  entities(): Entity[] {
    return Array.from(this.indices(), (index) => entityAt(this.#memory, index));
  }

  count(): number {
    let count = 0;
    this.#spans((from, to) => {
      count += to - from;
    });
    return count;
  }

  /** The lowest matching index, or -1. */
  first(): number {
    const words = this.#words;
    const match = this.#matcher();
    for (let word = 0; word < words; word++) {
      const bits = match(word);
      if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits & -bits);
    }
    return -1;
  }

  get #words(): number {
    return (this.#memory.header[WORD.entity]! + 31) >>> 5;
  }

  /** The matching entities of a word, as 32 bits. */
  #matcher(): (word: number) => number {
    const views = this.#memory.views as Uint32Array[];
    const all = this.#all.map((section) => views[section]!);
    const none = this.#none.map((section) => views[section]!);
    const [a, b] = all;
    if (none.length === 0 && all.length === 1) return (word) => a![word]! | 0;
    if (none.length === 0 && all.length === 2) return (word) => a![word]! & b![word]!;
    const sets = all.length === 0 ? [aliveBits(this.#memory)] : all;
    return (word) => {
      let bits = -1;
      for (const set of sets) bits &= set[word]!;
      for (const set of none) bits &= ~set[word]!;
      return bits;
    };
  }
}
