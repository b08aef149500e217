import { ByteWriter } from '../../kernel/bytes/index.ts';
import { indexOf } from '../../kernel/index.ts';
import { writeChange } from './change.ts';
import type { Bits, Frame, Row } from './frame.ts';
import { bitsFor, setBit } from './frame.ts';
import type { Signature } from './pattern.ts';
import { PatternTable } from './pattern.ts';
import type { WirePlan } from './plan.ts';

/** Which bytes are one entity's, and what they need: a pattern, texts. */
export interface Piece {
  readonly index: number;
  readonly pattern: number;
  readonly from: number;
  readonly to: number;
  /** Ids of texts. */
  readonly texts: readonly number[];
}

/** One entity from nothing, with bytes of its own. */
export interface Entrance extends Piece {
  readonly bytes: Uint8Array;
}

/** What differs between two frames, each entity's change encoded once, whoever it is sent to. */
export interface Delta {
  /** Of all pieces. */
  readonly bytes: Uint8Array;
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
  #entrances = new WeakMap<Row, Entrance>();

  constructor(plan: WirePlan) {
    this.plan = plan;
    this.patterns = new PatternTable(plan);
  }

  delta(base: Frame, now: Frame): Delta {
    const writer = this.#writer;
    writer.clear();
    const found: Piece[] = [];
    const texts: number[] = [];
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
      texts.length = 0;
      writeChange(this.plan, was, is, writer, this.#signature, texts);
      if (this.#signature.words.length === 0 && !this.#signature.parent) continue;
      const pattern = this.patterns.id(this.#signature);
      found.push({ index, pattern, from, to: writer.length, texts: texts.length === 0 ? NO_TEXTS : texts.slice() });
    }
    const bytes = writer.copy();
    return { replaced, bytes, pieces: found };
  }

  /** An entity from nothing; its key is among the texts. */
  entrance(row: Row): Entrance {
    const known = this.#entrances.get(row);
    if (known) return known;
    const writer = this.#writer;
    writer.clear();
    const texts: number[] = row.key === 0 ? [] : [row.key];
    writeChange(this.plan, undefined, row, writer, this.#signature, texts);
    const pattern = this.patterns.id(this.#signature);
    const entrance: Entrance = { index: indexOf(row.entity), pattern, bytes: writer.copy(), from: 0, to: writer.length, texts };
    this.#entrances.set(row, entrance);
    return entrance;
  }
}
