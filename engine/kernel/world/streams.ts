import type { StreamKey } from '../math/rng.ts';
import { randomOfStream, streamKey } from '../math/rng.ts';
import type { Memory } from './memory.ts';
import { WORD } from './memory.ts';
import { CORE } from './plan.ts';
import type { Strings } from './strings.ts';

/** Named random streams. A stream is a counter in the arena; its numbers are a function of (seed, name, counter). */
export class Streams {
  readonly #memory: Memory;
  readonly #strings: Strings;
  readonly #keys = new Map<string, StreamKey>();

  constructor(memory: Memory, strings: Strings) {
    this.#memory = memory;
    this.#strings = strings;
  }

  /** The stream's next number in [0, 1). */
  next(name: string): number {
    let key = this.#keys.get(name);
    if (!key) this.#keys.set(name, (key = streamKey(name)));
    const at = this.#place(this.#strings.intern(name));
    const counts = this.#memory.views[CORE.streamCount]!;
    const n = counts[at]!;
    counts[at] = n + 1;
    return randomOfStream(this.#seed, key, n);
  }

  /** How many numbers each stream has given, by name, in the order the streams were first used. */
  counts(): [name: string, count: number][] {
    const names = this.#memory.views[CORE.streamName]!;
    const counts = this.#memory.views[CORE.streamCount]!;
    return Array.from({ length: this.#memory.header[WORD.stream]! }, (_, i) => [this.#strings.text(names[i]!), counts[i]!]);
  }

  get #seed(): number {
    const { header } = this.#memory;
    return header[WORD.seedHigh]! * 0x1_0000_0000 + header[WORD.seedLow]!;
  }

  #place(name: number): number {
    const memory = this.#memory;
    const count = memory.header[WORD.stream]!;
    const names = memory.views[CORE.streamName]!;
    for (let i = 0; i < count; i++) if (names[i] === name) return i;
    memory.reserve('stream', count + 1);
    memory.views[CORE.streamName]![count] = name;
    memory.views[CORE.streamCount]![count] = 0;
    memory.header[WORD.stream] = count + 1;
    return count;
  }
}
