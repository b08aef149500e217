import type { Entity } from './entity.ts';
import { entityAt } from './entity.ts';
import type { Memory } from './memory.ts';
import { WORD } from './memory.ts';
import { CORE } from './plan.ts';

/** What a query asks of the arena while it visits: structural changes made inside wait until the visit ends. */
export interface Visits {
  enter(): void;
  leave(): void;
}

// Most queries of a tick find nobody: they begin without memory of their own.
const noBits = new Uint32Array(0);
const noRuns = new Int32Array(0);
const none: readonly Uint32Array[] = [];

/**
 * The entities that have all of some components and none of others, always in ascending index. Nothing is cached but where the
 * bitsets lie: the order is a function of the state, never of its history.
 */
export class Query {
  readonly #memory: Memory;
  readonly #visits: Visits;
  readonly #all: readonly number[];
  readonly #none: readonly number[];
  #version = 0;
  #first: Uint32Array<ArrayBuffer> = noBits;
  #more: readonly Uint32Array[] = none;
  #without: readonly Uint32Array[] = none;
  #found: Uint32Array<ArrayBuffer> = noBits;
  #runs: Int32Array<ArrayBuffer> = noRuns;

  constructor(memory: Memory, visits: Visits, all: readonly number[], none: readonly number[] = []) {
    this.#memory = memory;
    this.#visits = visits;
    this.#all = all.length === 0 ? [CORE.alive] : all;
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
    const words = this.#begin();
    for (let word = 0; word < words; word++) {
      let bits = this.#match(word);
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
   * Every maximal run of matching indices, as pairs from, to (to excluded), in a buffer that the next call on this query reuses. The way for
   * hot systems, inside `defer`: their own loops read the columns with no call per entity, and a dense world is one run.
   *
   *     const runs = query.runs();
   *     for (let r = 0; r < runs.length; r += 2) {
   *       const to = runs[r + 1]!;
   *       for (let e = runs[r]!; e < to; e++) x[e]! += vx[e]! * dt;
   *     }
   */
  runs(): Int32Array {
    const words = this.#begin();
    if (this.#runs.length < words * 32 + 2) this.#runs = new Int32Array(words * 32 + 2);
    const runs = this.#runs;
    let count = 0;
    let open = false;
    for (let word = 0; word < words; word++) {
      const bits = this.#match(word);
      if (bits === (open ? -1 : 0)) continue;
      const base = word << 5;
      for (let at = 0; at < 32;) {
        const rest = (open ? ~bits : bits) >>> at;
        if (rest === 0) break;
        at += 31 - Math.clz32(rest & -rest);
        runs[count++] = base + at;
        open = !open;
      }
    }
    if (open) runs[count++] = words << 5;
    return runs.subarray(0, count);
  }

  /** Matching indices, in a buffer that the next call on this query reuses. */
  indices(): Uint32Array {
    const words = this.#begin();
    let found = this.#found;
    let count = 0;
    for (let word = 0; word < words; word++) {
      let bits = this.#match(word);
      if (bits !== 0 && found.length < words * 32) found = this.#found = new Uint32Array(words * 32);
      const base = word << 5;
      while (bits !== 0) {
        const lowest = bits & -bits;
        found[count++] = base + 31 - Math.clz32(lowest);
        bits ^= lowest;
      }
    }
    return found.subarray(0, count);
  }

  /** Matching entities. */
  entities(): Entity[] {
    return Array.from(this.indices(), (index) => entityAt(this.#memory, index));
  }

  count(): number {
    const runs = this.runs();
    let count = 0;
    for (let r = 0; r < runs.length; r += 2) count += runs[r + 1]! - runs[r]!;
    return count;
  }

  /** The lowest matching index, or -1. */
  first(): number {
    const words = this.#begin();
    for (let word = 0; word < words; word++) {
      const bits = this.#match(word);
      if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits & -bits);
    }
    return -1;
  }

  /** Words to visit; finds the bitsets again if they have moved. */
  #begin(): number {
    const memory = this.#memory;
    if (this.#version !== memory.version) {
      const views = memory.views as Uint32Array<ArrayBuffer>[];
      const [first, ...more] = this.#all.map((section) => views[section]!);
      this.#first = first!;
      this.#more = more;
      this.#without = this.#none.map((section) => views[section]!);
      this.#version = memory.version;
    }
    return (memory.header[WORD.entity]! + 31) >>> 5;
  }

  /** The matching entities of a word, as 32 bits. */
  #match(word: number): number {
    let bits = this.#first[word]! | 0;
    const more = this.#more;
    for (let i = 0; i < more.length; i++) bits &= more[i]![word]!;
    const without = this.#without;
    for (let i = 0; i < without.length; i++) bits &= ~without[i]![word]!;
    return bits;
  }
}
