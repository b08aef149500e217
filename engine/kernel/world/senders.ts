import type { Memory } from './memory.ts';
import { WORD } from './memory.ts';
import { CORE } from './plan.ts';

const WINDOW = 32;

/**
 * Which commands the world has had, per sender: the highest sequence number and a window of the 32 before it. Sorted by sender. With it in
 * the state, a log may deliver a command any number of times and in nearly any order, and it takes effect once.
 */
export class Senders {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Notes a command; false if the world has had it, or if it is more than 32 behind its sender's last. */
  accept(sender: number, seq: number): boolean {
    const at = this.#find(sender);
    const last = this.#memory.views[CORE.senderLast]!;
    const windows = this.#memory.views[CORE.senderWindow]!;
    if (this.#memory.views[CORE.senderId]![at] !== sender || at >= this.#count) {
      this.#insert(at, sender, seq);
      return true;
    }
    const ahead = seq - last[at]!;
    if (ahead > 0) {
      windows[at] = ahead >= WINDOW ? (ahead === WINDOW ? 0x8000_0000 : 0) : ((windows[at]! << ahead) | (1 << (ahead - 1))) >>> 0;
      last[at] = seq;
      return true;
    }
    if (ahead === 0 || ahead < -WINDOW) return false;
    const bit = 1 << (-ahead - 1);
    if ((windows[at]! & bit) !== 0) return false;
    windows[at] = (windows[at]! | bit) >>> 0;
    return true;
  }

  /** The highest sequence number that the world has had of a sender, or undefined. */
  last(sender: number): number | undefined {
    const at = this.#find(sender);
    return at < this.#count && this.#memory.views[CORE.senderId]![at] === sender ? this.#memory.views[CORE.senderLast]![at] : undefined;
  }

  get #count(): number {
    return this.#memory.header[WORD.sender]!;
  }

  #find(sender: number): number {
    const ids = this.#memory.views[CORE.senderId]!;
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ids[middle]! < sender) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(at: number, sender: number, seq: number): void {
    const memory = this.#memory;
    const count = this.#count;
    memory.reserve('sender', count + 1);
    const put = (section: number, value: number): void => {
      const column = memory.views[section]!;
      column.copyWithin(at + 1, at, count);
      column[at] = value;
    };
    put(CORE.senderId, sender);
    put(CORE.senderLast, seq);
    put(CORE.senderWindow, 0);
    memory.header[WORD.sender] = count + 1;
  }
}
