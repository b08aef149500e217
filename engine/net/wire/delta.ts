import { ByteWriter } from './bytes.ts';
import { writeChange } from './change.ts';
import type { Bits, Frame, Row } from './frame.ts';
import { bitsFor, setBit } from './frame.ts';
import type { Signature } from './pattern.ts';
import { PatternTable } from './pattern.ts';
import type { WirePlan } from './plan.ts';

/** One entity's bytes, and what they need: a pattern, texts. */
export interface Piece {
  readonly pattern: number;
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** Ids of texts. */
  readonly texts: readonly number[];
}

/** What differs between two frames, each entity's change encoded once, whoever it is sent to. */
export interface Delta {
  readonly indices: readonly number[];
  readonly pieces: readonly Piece[];
  /** Indices at which another entity lives now. */
  readonly replaced: Bits;
}

const NO_TEXTS: readonly number[] = [];

/** Encodes changes and entrances; an entity that did not change since is not encoded again. */
export class Encoder {
  readonly plan: WirePlan;
  readonly patterns: PatternTable;
  readonly #writer = new ByteWriter();
  readonly #signature: Signature = { parent: false, words: [] };
  #entrances = new WeakMap<Row, Piece>();

  constructor(plan: WirePlan) {
    this.plan = plan;
    this.patterns = new PatternTable(plan);
  }

  delta(base: Frame, now: Frame): Delta {
    const writer = this.#writer;
    writer.clear();
    const indices: number[] = [];
    const found: { pattern: number; from: number; to: number; texts: readonly number[] }[] = [];
    const size = Math.max(base.rows.length, now.rows.length);
    const replaced = bitsFor(size);
    for (let index = 0; index < size; index++) {
      const was = base.rows[index];
      const is = now.rows[index];
      if (was === is || !was || !is) continue;
      if (was.entity !== is.entity) {
        setBit(replaced, index);
        continue;
      }
      const from = writer.length;
      const texts: number[] = [];
      writeChange(this.plan, was, is, writer, this.#signature, texts);
      if (this.#signature.words.length === 0 && !this.#signature.parent) continue;
      indices.push(index);
      found.push({ pattern: this.patterns.id(this.#signature), from, to: writer.length, texts: texts.length === 0 ? NO_TEXTS : texts });
    }
    const bytes = writer.copy();
    return { indices, replaced, pieces: found.map(({ pattern, from, to, texts }) => ({ pattern, from, to, texts, bytes })) };
  }

  /** An entity from nothing; its key is among the texts. */
  entrance(row: Row): Piece {
    const known = this.#entrances.get(row);
    if (known) return known;
    const writer = this.#writer;
    writer.clear();
    const texts: number[] = row.key === 0 ? [] : [row.key];
    writeChange(this.plan, undefined, row, writer, this.#signature, texts);
    const piece: Piece = { pattern: this.patterns.id(this.#signature), bytes: writer.copy(), from: 0, to: writer.length, texts };
    this.#entrances.set(row, piece);
    return piece;
  }
}
