/**
 * One state against the one before it, exactly: runs that stayed, and what stands between them. Knows nothing of what the bytes mean.
 *
 * A delta is the new length, then steps until that length is reached. A step is `move`, `kept`, `fresh`, and `fresh` new units: the place in
 * the old bytes moves by `move` (zigzag: even = forward), `kept` units are copied from there, the new ones follow; the old place moves on
 * by both. Lengths and counts are in units (1 or 4 bytes) and written as counts of seven bits each (kernel/bytes).
 */
import { ByteReader, ByteWriter } from '../kernel/bytes/index.ts';
import { BadBytes, refusals } from './bad-bytes.ts';

export type Unit = 1 | 4;

/** Where the parts of a state begin, in units, by a name that the same part has in every state; in order. */
export type Places = ReadonlyMap<number | string, number>;

const zigzag = (value: number): number => (value < 0 ? -value * 2 - 1 : value * 2);
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

type Units = Uint8Array | Uint32Array;

const unitsOf = (bytes: Uint8Array, unit: Unit): Units => {
  if (unit === 1) return bytes;
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >>> 2);
};

/** Two or more equal units end a run of new ones: a step costs three bytes. */
const worthKeeping: Readonly<Record<Unit, number>> = { 1: 4, 4: 1 };

class Steps {
  readonly #out = new ByteWriter();
  readonly #now: Uint8Array;
  readonly #unit: Unit;
  #cursor = 0;

  constructor(now: Uint8Array, unit: Unit) {
    this.#now = now;
    this.#unit = unit;
    this.#out.varint(now.length / unit);
  }

  /** `kept` units of the old bytes at `from`, then the new bytes' units from `at` to `to`. */
  step(from: number, kept: number, at: number, to: number): void {
    if (kept === 0 && at === to) return;
    this.#out.varint(zigzag(from - this.#cursor));
    this.#out.varint(kept);
    this.#out.varint(to - at);
    this.#out.raw(this.#now.subarray(at * this.#unit, to * this.#unit));
    this.#cursor = from + kept + to - at;
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#out.copy();
  }
}

/** Compares `count` units of both, from places that belong together. */
function compareRun(old: Units, now: Units, from: number, to: number, count: number, gap: number, steps: Steps): void {
  let keptFrom = 0;
  let i = 0;
  while (i < count) {
    while (i < count && old[from + i] === now[to + i]) i++;
    const freshFrom = i;
    let equal = 0;
    while (i < count && equal <= gap) {
      equal = old[from + i] === now[to + i] ? equal + 1 : 0;
      i++;
    }
    const freshTo = i - equal;
    steps.step(from + keptFrom, freshFrom - keptFrom, to + freshFrom, to + freshTo);
    keptFrom = freshTo;
    i = freshTo;
    if (freshTo === freshFrom) return;
  }
}

/** Units that both begin with, and that both end with beyond those. */
function common(old: Units, now: Units): { head: number; tail: number } {
  const least = Math.min(old.length, now.length);
  let head = 0;
  while (head < least && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < least - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  return { head, tail };
}

/**
 * What makes `now` of `before`: `applyDelta` gives the same bytes back. Empty when they are equal. Lengths are whole numbers of units.
 * @param places of both, where parts may have moved against each other
 */
export function encodeDelta(
  before: Uint8Array,
  now: Uint8Array,
  unit: Unit,
  places?: { before: Places; now: Places },
): Uint8Array<ArrayBuffer> {
  const [old, fresh] = [unitsOf(before, unit), unitsOf(now, unit)];
  const { head, tail } = common(old, fresh);
  if (head === old.length && head === fresh.length) return new Uint8Array(0);
  const steps = new Steps(now, unit);
  const gap = worthKeeping[unit];
  if (old.length === fresh.length) compareRun(old, fresh, 0, 0, old.length, gap, steps);
  else if (!places) {
    steps.step(0, head, head, fresh.length - tail);
    steps.step(old.length - tail, tail, fresh.length, fresh.length);
  } else {
    const starts = [...places.now];
    const ends = endsOf(places.before, old.length);
    starts.forEach(([part, to], index) => {
      const size = (starts[index + 1]?.[1] ?? fresh.length) - to;
      const from = places.before.get(part);
      const both = from === undefined ? 0 : Math.min(size, ends.get(part)! - from);
      if (both > 0) compareRun(old, fresh, from!, to, both, gap, steps);
      steps.step((from ?? 0) + both, 0, to + both, to + size);
    });
  }
  return steps.take();
}

function endsOf(places: Places, length: number): Map<number | string, number> {
  const starts = [...places];
  return new Map(starts.map(([part], index) => [part, starts[index + 1]?.[1] ?? length]));
}

/** The bytes that a delta makes of those before. Throws BadBytes for one that cannot have been made of them; allocates no more than both have. */
export function applyDelta(before: Uint8Array, delta: Uint8Array, unit: Unit): Uint8Array {
  if (delta.length === 0) return before;
  const reader = new ByteReader(delta, refusals);
  const size = reader.varint() * unit;
  if (size > before.length + delta.length) throw new BadBytes('longer than it can be');
  const out = new Uint8Array(size);
  let from = 0;
  let at = 0;
  while (reader.left > 0) {
    from += unzigzag(reader.varint()) * unit;
    const kept = reader.varint() * unit;
    const fresh = reader.varint() * unit;
    if (kept + fresh === 0 || from < 0 || from + kept > before.length || at + kept + fresh > size) throw new BadBytes('out of bounds');
    out.set(before.subarray(from, from + kept), at);
    out.set(reader.view(fresh), at + kept);
    from += kept + fresh;
    at += kept + fresh;
  }
  if (at !== size) throw new BadBytes('cut short');
  return out;
}
