/** Which pairs touch, of those that somebody hears about, and which of them were told. Part of a backend's snapshot. */
import { indexOf, type Entity } from '../../kernel/world/index.ts';
import type { Touch } from './backend.ts';

interface Pair {
  readonly a: Entity;
  readonly b: Entity;
  sensor: boolean;
  touches: boolean;
  told: boolean;
}

const pairBytes = 12;
const order = (p: Pair, q: Pair): number => indexOf(p.a) - indexOf(q.a) || indexOf(p.b) - indexOf(q.b) || p.a - q.a || p.b - q.b;

export class Contacts {
  readonly #pairs = new Map<string, Pair>();
  /** Whether something may have to be told. */
  #stale = false;

  /** From the bytes that `write` wrote, beginning with their count. */
  static read(view: DataView, at: number): Contacts {
    const contacts = new Contacts();
    const count = view.getUint32(at, true);
    for (let i = 0, from = at + 4; i < count; i += 1, from += pairBytes) {
      const flags = view.getUint32(from + 8, true);
      const pair = {
        a: view.getUint32(from, true) as Entity,
        b: view.getUint32(from + 4, true) as Entity,
        sensor: (flags & 1) !== 0,
        touches: (flags & 2) !== 0,
        told: (flags & 4) !== 0,
      };
      contacts.#pairs.set(`${pair.a}:${pair.b}`, pair);
      contacts.#stale ||= pair.touches !== pair.told;
    }
    return contacts;
  }

  get bytes(): number {
    return 4 + this.#pairs.size * pairBytes;
  }

  write(view: DataView, at: number): void {
    view.setUint32(at, this.#pairs.size, true);
    let to = at + 4;
    for (const { a, b, sensor, touches, told } of this.#sorted()) {
      view.setUint32(to, a, true);
      view.setUint32(to + 4, b, true);
      view.setUint32(to + 8, (sensor ? 1 : 0) | (touches ? 2 : 0) | (told ? 4 : 0), true);
      to += pairBytes;
    }
  }

  set(one: Entity, other: Entity, touches: boolean, sensor: boolean): void {
    const [a, b] = indexOf(one) < indexOf(other) ? [one, other] : [other, one];
    const key = `${a}:${b}`;
    const pair = this.#pairs.get(key);
    if (pair) {
      pair.touches = touches;
      if (touches) pair.sensor = sensor;
    } else if (touches) this.#pairs.set(key, { a, b, sensor, touches, told: false });
    this.#stale = true;
  }

  /** A body is gone or made anew: it touches nothing until the next step finds otherwise. */
  drop(entity: Entity): void {
    for (const pair of this.#pairs.values()) {
      if (pair.a !== entity && pair.b !== entity) continue;
      pair.touches = false;
      this.#stale = true;
    }
  }

  /** Before all pairs that touch are set again. */
  clear(): void {
    for (const pair of this.#pairs.values()) pair.touches = false;
    this.#stale ||= this.#pairs.size > 0;
  }

  /** What changed since it was last asked. */
  changes(): readonly Touch[] {
    if (!this.#stale) return nothing;
    this.#stale = false;
    const changed: Touch[] = [];
    for (const pair of this.#sorted()) {
      const { a, b, sensor, touches, told } = pair;
      if (touches !== told) changed.push({ a, b, sensor, began: touches });
      pair.told = touches;
      if (!touches) this.#pairs.delete(`${a}:${b}`);
    }
    return changed;
  }

  #sorted(): Pair[] {
    return [...this.#pairs.values()].toSorted(order);
  }
}

const nothing: readonly Touch[] = [];
