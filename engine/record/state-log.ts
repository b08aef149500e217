/**
 * The states of a stretch of ticks, exactly: the first in full, each other as what changed. What a player needs to say which field of which
 * entity differs, in the very tick in which it first does.
 *
 * Per tick and part, in the order of the head's `parts`: the length of the delta in bytes (seven bits each), the delta (delta.ts). The part
 * `arena` counts in 4-byte words, the others in bytes.
 */
import { ByteReader, ByteWriter } from '../kernel/bytes/index.ts';
import { xxh64 } from '../kernel/hash/index.ts';
import { layoutPlaces, type WorldLayout } from '../kernel/world/index.ts';
import { refusals } from './bad-bytes.ts';
import { applyDelta, encodeDelta, type Unit } from './delta.ts';

/** `arena`, `session`, `bodies` (only in levels with bodies), `script:<path>` in the order of the level. */
export interface StatePart {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The state hash: xxh64 over those of the arena, the session, the bodies (0 without any) and each script. */
export function stateHash(parts: readonly StatePart[]): bigint {
  const hashes = parts.map(({ bytes }) => xxh64(bytes));
  if (parts[2]?.name !== 'bodies') hashes.splice(2, 0, 0n);
  const bytes = new Uint8Array(hashes.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, hash] of hashes.entries()) view.setBigUint64(index * 8, hash, true);
  return xxh64(bytes);
}

const unitOf = (part: string): Unit => (part === 'arena' ? 4 : 1);
const nothing = new Uint8Array(0);

export class StateLogWriter {
  readonly #layout: WorldLayout;
  readonly #out = new ByteWriter();
  #before = new Map<string, Uint8Array>();

  constructor(layout: WorldLayout) {
    this.#layout = layout;
  }

  /** Bytes written since `begin`. */
  get length(): number {
    return this.#out.length;
  }

  /** The next state is written in full. */
  begin(): void {
    this.#out.clear();
    this.#before = new Map();
  }

  add(parts: readonly StatePart[]): void {
    for (const { name, bytes } of parts) {
      const before = this.#before.get(name) ?? nothing;
      const delta = encodeDelta(before, bytes, unitOf(name), this.#places(name, before, bytes));
      this.#out.varint(delta.length);
      this.#out.raw(delta);
      this.#before.set(name, bytes);
    }
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#out.copy();
  }

  #places(name: string, before: Uint8Array, now: Uint8Array) {
    if (name !== 'arena' || before.length === now.length || before.length === 0) return undefined;
    return { before: layoutPlaces(this.#layout, before), now: layoutPlaces(this.#layout, now) };
  }
}

/** Reads a stretch from its first tick on. */
export class StateLogReader {
  readonly #reader: ByteReader;
  readonly #parts: readonly string[];
  #state: StatePart[];

  constructor(parts: readonly string[], bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes, refusals);
    this.#parts = parts;
    this.#state = parts.map((name) => ({ name, bytes: nothing }));
  }

  /** The state of the next tick. Throws BadBytes. */
  next(): readonly StatePart[] {
    this.#state = this.#parts.map((name, index) => ({
      name,
      bytes: applyDelta(this.#state[index]!.bytes, this.#reader.view(this.#reader.varint()), unitOf(name)),
    }));
    return this.#state;
  }
}
