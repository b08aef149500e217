import { LedgerError } from '../error.ts';
import type { Column, Memory } from './memory.ts';
import { WORD } from './memory.ts';
import type { Plan } from './plan.ts';
import { CORE } from './plan.ts';
import { textProblem } from './text.ts';

const LEAST_STRING_LIMIT = 4096;
const LEAST_TEXT_LIMIT = 1 << 18;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Writes a text as UTF-8 and returns its length in bytes. Short plain texts, which most are, need no encoder. */
function encodeInto(text: string, bytes: Uint8Array<ArrayBuffer>, from: number): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return encoder.encodeInto(text, bytes.subarray(from)).written;
    bytes[from + i] = unit;
  }
  return text.length;
}

/**
 * The world's interned strings: id 0 is '', the level's own come next and never move, later ones are appended and renumbered by `compact`.
 * The table is state. The maps beside it are caches of the table: looked up, never iterated, and cut back where a restore changed the table.
 */
export class Strings {
  readonly #memory: Memory;
  #texts: string[] = [];
  #ids = new Map<string, number>();

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  get count(): number {
    return this.#memory.header[WORD.string]!;
  }

  /** Begins an empty table: '' is 0. */
  begin(): void {
    this.#append('');
  }

  /** Ends the level's own strings: they keep their ids for good. */
  keep(): void {
    this.#memory.header[WORD.keptStrings] = this.count;
    this.#setLimits();
  }

  /** The id of a text, appended if new. Refuses text that is not well-formed UTF-16 and text beyond 64 KiB. */
  intern(text: string): number {
    this.#catchUp();
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const problem = textProblem(text);
    if (problem)
      throw new LedgerError({
        code: 'text-refused',
        message: `A world cannot hold this text: expected ${problem}.`,
        hint: 'Keep longer texts as assets.',
      });
    return this.#append(text);
  }

  /** The id of a text, or undefined if the world does not hold it. */
  find(text: string): number | undefined {
    this.#catchUp();
    return this.#ids.get(text);
  }

  text(id: number): string {
    if (id < this.#texts.length) return this.#texts[id]!;
    this.#catchUp();
    const text = this.#texts[id];
    if (text === undefined)
      throw new LedgerError({
        code: 'text-id',
        message: `There is no text ${id} in this world.`,
        hint: 'Text ids come from intern() of the same world.',
      });
    return text;
  }

  #append(text: string): number {
    const memory = this.#memory;
    const id = memory.header[WORD.string]!;
    const from = memory.header[WORD.text]!;
    memory.reserveAll({ string: id + 1, text: from + 3 * text.length });
    const end = from + encodeInto(text, memory.views[CORE.text] as Uint8Array<ArrayBuffer>, from);
    memory.views[CORE.textEnd]![id] = end;
    memory.views[CORE.keyOwner]![id] = 0;
    memory.header[WORD.string] = id + 1;
    memory.header[WORD.text] = end;
    this.#texts.push(text);
    this.#ids.set(text, id);
    return id;
  }

  /** Reads strings that the table has and the caches lack. */
  #catchUp(): void {
    const count = this.count;
    if (this.#texts.length === count) return;
    const ends = this.#memory.views[CORE.textEnd]!;
    const bytes = this.#memory.views[CORE.text] as Uint8Array;
    for (let id = this.#texts.length; id < count; id++) {
      const text = decoder.decode(bytes.slice(id === 0 ? 0 : ends[id - 1]!, ends[id]));
      this.#texts.push(text);
      this.#ids.set(text, id);
    }
  }

  /** Call around anything that replaces the table's bytes: keeps the caches of the leading strings that are the same after. */
  replacing(replace: () => void): void {
    const memory = this.#memory;
    const count = this.#texts.length;
    const ends = memory.views[CORE.textEnd]!.slice(0, count);
    const bytes = memory.views[CORE.text]!.slice(0, count === 0 ? 0 : ends[count - 1]);
    const done = (): void => this.#cut(commonStrings(ends, bytes, memory, Math.min(count, this.count)));
    try {
      replace();
    } finally {
      done();
    }
  }

  #cut(count: number): void {
    for (let id = count; id < this.#texts.length; id++) this.#ids.delete(this.#texts[id]!);
    this.#texts.length = count;
  }

  /** Whether enough was interned since the last compaction for another to pay; a function of state alone. */
  get full(): boolean {
    const { header } = this.#memory;
    return header[WORD.string]! > header[WORD.stringLimit]! || header[WORD.text]! > header[WORD.textLimit]!;
  }

  /** Drops strings that nothing names any more and renumbers the rest in order. Ids held outside the arena are stale after. */
  compact(): void {
    const memory = this.#memory;
    const used = usedStrings(memory);
    const renumbered = new Uint32Array(used.length);
    const ends = memory.views[CORE.textEnd]!;
    const bytes = memory.views[CORE.text] as Uint8Array;
    const owners = memory.views[CORE.keyOwner]!;
    const kept = new Uint32Array(used.length);
    let next = 0;
    let end = 0;
    this.replacing(() => {
      for (let id = 0; id < used.length; id++) {
        const from = id === 0 ? 0 : ends[id - 1]!;
        const to = ends[id]!;
        if (used[id] === 0) continue;
        renumbered[id] = next;
        bytes.copyWithin(end, from, to);
        end += to - from;
        kept[next] = end;
        owners[next++] = owners[id]!;
      }
      ends.set(kept.subarray(0, next));
      memory.header[WORD.string] = next;
      memory.header[WORD.text] = end;
    });
    eachStringColumn(memory, (column, length) => {
      for (let i = 0; i < length; i++) column[i] = renumbered[column[i]!]!;
    });
    memory.header[WORD.stringEpoch]!++;
    this.#setLimits();
  }

  #setLimits(): void {
    const { header } = this.#memory;
    header[WORD.stringLimit] = Math.max(LEAST_STRING_LIMIT, 2 * header[WORD.string]!);
    header[WORD.textLimit] = Math.max(LEAST_TEXT_LIMIT, 2 * header[WORD.text]!);
  }
}

const commonStrings = (ends: Column, bytes: Column, memory: Memory, most: number): number => {
  const nowEnds = memory.views[CORE.textEnd]!;
  const nowBytes = memory.views[CORE.text]!;
  let at = 0;
  for (let id = 0; id < most; id++) {
    const end = ends[id]!;
    if (nowEnds[id] !== end) return id;
    for (; at < end; at++) if (nowBytes[at] !== bytes[at]) return id;
  }
  return most;
};

const stringSections = (plan: Plan): readonly number[] => [
  CORE.key,
  CORE.timerSource,
  CORE.timerName,
  CORE.timerPayload,
  CORE.streamName,
  ...plan.components.flatMap(({ fields }) =>
    fields.flatMap(({ spec, sections }) => (spec.kind === 'string' || spec.kind === 'asset' ? sections : [])),
  ),
];

const eachStringColumn = (memory: Memory, visit: (column: Column, length: number) => void): void => {
  for (const id of stringSections(memory.plan)) {
    const { axis, width } = memory.plan.sections[id]!;
    visit(memory.views[id]!, memory.length(axis) * width);
  }
};

const usedStrings = (memory: Memory): Uint8Array => {
  const used = new Uint8Array(memory.length('string'));
  used.fill(1, 0, Math.max(1, memory.header[WORD.keptStrings]!));
  eachStringColumn(memory, (column, length) => {
    for (let i = 0; i < length; i++) used[column[i]!] = 1;
  });
  return used;
};
