/** Text put into a source without a new line: the copy, and the way back from its places to those of the source. */

interface Insertion {
  readonly at: number;
  readonly text: string;
  /** Of several at one place the lower stands first. */
  readonly order: number;
}

export interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1, in bytes of UTF-8, as the interpreter counts. */
  readonly column: number;
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** The character that a byte of a line belongs to. */
const unitAt = (line: string, byte: number): number => {
  let at = 0;
  let unit = 0;
  while (unit < line.length) {
    const letter = String.fromCodePoint(line.codePointAt(unit)!);
    at += bytesOf(letter);
    if (at > byte) break;
    unit += letter.length;
  }
  return unit;
};

export class Insertions {
  readonly #source: string;
  readonly #all: Insertion[] = [];
  #sorted: Insertion[] | undefined;

  constructor(source: string) {
    this.#source = source;
  }

  /** Before what stands at `at`; what opens around it comes first, what closes before it comes ahead of all that. */
  add(at: number, text: string, kind: 'close' | 'open' | 'probe'): void {
    this.#all.push({ at, text, order: kind === 'close' ? 0 : kind === 'open' ? 1 : 2 });
    this.#sorted = undefined;
  }

  /** The source with everything in it. */
  copy(): string {
    let out = '';
    let from = 0;
    for (const { at, text } of this.#inOrder()) {
      out += this.#source.slice(from, at) + text;
      from = at;
    }
    return out + this.#source.slice(from);
  }

  /** Where a place of the copy is in the source; what was put in is at what it was put before. */
  original({ line, column }: Place): Place {
    const start = this.#lineStart(line);
    const end = this.#source.indexOf('\n', start);
    const text = this.#source.slice(start, end < 0 ? undefined : end);
    const here = this.#inOrder().filter(({ at }) => at >= start && at <= start + text.length);
    let before = 0;
    for (const { at, text: inserted } of here) {
      const from = bytesOf(text.slice(0, at - start)) + before;
      if (column - 1 < from) break;
      const length = bytesOf(inserted);
      // The interpreter means what follows when it names the last byte before.
      if (column - 1 === from + length - 1) return { line, column: from - before };
      if (column - 1 < from + length) return { line, column: from - before + 1 };
      before += length;
    }
    return { line, column: column - before };
  }

  /** Bytes from the beginning of a line, as the interpreter counts, to characters, as editors do. */
  character({ line, column }: Place): Place {
    const start = this.#lineStart(line);
    const end = this.#source.indexOf('\n', start);
    return { line, column: unitAt(this.#source.slice(start, end < 0 ? undefined : end), column - 1) + 1 };
  }

  /** Where the source has a place, in characters from its beginning. */
  offset({ line, column }: Place): number {
    return this.#lineStart(line) + this.character({ line, column }).column - 1;
  }

  #lineStart(line: number): number {
    let at = 0;
    for (let i = 1; i < line; i += 1) at = this.#source.indexOf('\n', at) + 1;
    return at;
  }

  #inOrder(): readonly Insertion[] {
    // Sorting is stable: of equal ones the first added stands first.
    return (this.#sorted ??= this.#all.toSorted((a, b) => a.at - b.at || a.order - b.order));
  }
}
