import { ByteWriter } from '../../kernel/bytes/index.ts';
import { generationOf } from '../../kernel/index.ts';
import type { Delta, Encoder, Entrance, Piece } from './delta.ts';
import type { Bits, Frame } from './frame.ts';
import { eachBit, hasBit } from './frame.ts';
import type { WireTexts } from './texts.ts';

/** The first bytes: "N" and the format, then what it is. */
export const MAGIC = 0x4e;
export const FORMAT = 1;
export const KIND = { keyframe: 0, delta: 1 } as const;

/** What one client is told. */
export interface Telling {
  readonly frame: Frame;
  /** Who can be seen, of those alive. */
  readonly visible: Bits;
  /** What the client has; none: it gets a keyframe. */
  readonly base: { readonly frame: Frame; readonly visible: Bits; readonly delta: Delta } | undefined;
  readonly texts: WireTexts;
  /** How often texts were numbered anew. */
  readonly epoch: number;
  /** Whether the client has a text. */
  readonly knows: (text: number) => boolean;
}

/** A message, with the ids of the texts that it names, and of those that it brings along. */
export interface Told {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly needed: ReadonlySet<number>;
  readonly brought: ReadonlySet<number>;
}

/** Puts messages together from pieces. */
export class MessageWriter {
  readonly #encoder: Encoder;
  readonly #out = new ByteWriter();
  /** Pattern numbers of the table as numbers of the message; -1: not used in it. */
  #numbers = new Int32Array(64).fill(-1);

  constructor(encoder: Encoder) {
    this.#encoder = encoder;
  }

  write({ frame, visible, base, texts, epoch, knows }: Telling): Told {
    const out = this.#out;
    out.clear();
    out.u8(MAGIC);
    out.u8(FORMAT * 2 + (base ? KIND.delta : KIND.keyframe));
    if (!base) {
      for (let at = 0; at < 16; at += 2) out.u8(Number.parseInt(this.#encoder.plan.hash.slice(at, at + 2), 16));
      out.varint(epoch);
    }
    out.varint(frame.tick);
    if (base) out.varint(frame.tick - base.frame.tick);
    const entered = this.#entered(frame, visible, base);
    const changed = base ? changedOf(base, visible) : [];
    const { needed, brought } = this.#texts(entered, changed, texts, knows);
    const { used, unit } = this.#patterns(entered, changed);
    writeGone(out, frame, visible, base);
    let last = -1;
    out.varint(entered.length);
    for (const { index, pattern, bytes } of entered) {
      const row = frame.rows[index]!;
      out.varint((index - last - 1) * unit + this.#numbers[pattern]!);
      out.varint(generationOf(row.entity));
      out.varint(row.key);
      out.raw(bytes);
      last = index;
    }
    last = -1;
    out.varint(changed.length);
    for (const { index, pattern, from, to } of changed) {
      out.varint((index - last - 1) * unit + this.#numbers[pattern]!);
      out.raw(base!.delta.bytes, from, to);
      last = index;
    }
    for (const pattern of used) this.#numbers[pattern] = -1;
    return { bytes: out.copy(), needed, brought };
  }

  #entered({ rows }: Frame, visible: Bits, base: Telling['base']): Entrance[] {
    const entered: Entrance[] = [];
    eachBit(
      combine(visible, (word) => ~(base?.visible[word] ?? 0) | (base?.delta.replaced[word] ?? 0)),
      (index) => entered.push(this.#encoder.entrance(rows[index]!)),
    );
    return entered;
  }

  #texts(
    entered: readonly Piece[],
    changed: readonly Piece[],
    texts: WireTexts,
    knows: Telling['knows'],
  ): Pick<Told, 'needed' | 'brought'> {
    const needed = new Set<number>();
    for (const entries of [entered, changed]) for (const piece of entries) for (const id of piece.texts) needed.add(id);
    const brought = new Set([...needed].filter((id) => !knows(id)).sort((a, b) => a - b));
    this.#out.varint(brought.size);
    for (const id of brought) {
      this.#out.varint(id);
      this.#out.text(texts.text(id));
    }
    return { needed, brought };
  }

  /** Writes the patterns that are used, and numbers them; `unit` is what a gap is multiplied by. */
  #patterns(entered: readonly Piece[], changed: readonly Piece[]): { used: number[]; unit: number } {
    const { patterns } = this.#encoder;
    if (this.#numbers.length < patterns.count) this.#numbers = new Int32Array(patterns.count * 2).fill(-1);
    const used: number[] = [];
    for (const entries of [entered, changed])
      for (const piece of entries) if (this.#numbers[piece.pattern] === -1) this.#numbers[piece.pattern] = used.push(piece.pattern) - 1;
    this.#out.varint(used.length);
    for (const pattern of used) this.#out.raw(patterns.bytes(pattern));
    return { used, unit: gapUnit(used.length) };
  }
}

/** What a gap between indices is multiplied by, so that a pattern's number fits beside it: a power of two. */
export const gapUnit = (patterns: number): number => {
  let unit = 1;
  while (unit < patterns) unit *= 2;
  return unit;
};

const combine = (bits: Bits, mask: (word: number) => number): Bits => bits.map((word, at) => word & mask(at));

const changedOf = ({ visible: had, delta }: NonNullable<Telling['base']>, visible: Bits): readonly Piece[] =>
  delta.pieces.filter(({ index }) => hasBit(visible, index) && hasBit(had, index));

/** Who is not seen any more: index gap * 2 + 1 where it lives on out of sight. */
const writeGone = (out: ByteWriter, { rows }: Frame, visible: Bits, base: Telling['base']): void => {
  if (!base) return;
  const gone = combine(base.visible, (word) => ~(visible[word] ?? 0) | (base.delta.replaced[word] ?? 0));
  let count = 0;
  eachBit(gone, () => count++);
  out.varint(count);
  let last = -1;
  eachBit(gone, (index) => {
    const left = rows[index]?.entity === base.frame.rows[index]!.entity;
    out.varint((index - last - 1) * 2 + (left ? 1 : 0));
    last = index;
  });
};
