import { ByteReader } from '../../kernel/bytes/index.ts';
import { makeEntity, indexOf } from '../../kernel/index.ts';
import { impossible, otherFormat, otherPlan } from '../refusal.ts';
import type { Reading } from './change.ts';
import { bareRow, readChange } from './change.ts';
import type { Row } from './frame.ts';
import { FORMAT, KIND, MAGIC, gapUnit } from './message.ts';
import type { Pattern } from './pattern.ts';
import { readPattern } from './pattern.ts';
import type { WirePlan } from './plan.ts';

/** The texts that a client has, of one numbering. */
export interface TextBook {
  readonly epoch: number;
  readonly texts: Map<number, string>;
}

/** A state that a client holds. */
export interface Held {
  readonly rows: readonly (Row | undefined)[];
  readonly book: TextBook;
}

export interface Head {
  readonly tick: number;
  /** The tick that a delta builds on; undefined: a keyframe. */
  readonly base: number | undefined;
  /** Numbering of texts, of a keyframe. */
  readonly epoch: number;
}

export interface Message extends Held {
  readonly tick: number;
  /** Texts that it brings: to be added to the book once the message is taken. */
  readonly brought: ReadonlyMap<number, string>;
  /** Indices of entities that ended, that are out of sight, that came into sight. */
  readonly ended: readonly number[];
  readonly left: readonly number[];
  readonly entered: readonly number[];
}

const MOST_INDICES = 1 << 20;
/** Lanes that one message may make. */
const LANE_BUDGET = 1 << 22;

/** Reads how a message begins. Throws `net-format`, `net-layout`, `net-cut` or `net-value`. */
export const readHead = (reader: ByteReader, plan: WirePlan): Head => {
  if (reader.u8() !== MAGIC) throw otherFormat('it does not begin with N');
  const kind = reader.u8();
  if (kind >>> 1 !== FORMAT) throw otherFormat(`${kind >>> 1}, where ${FORMAT} is read`);
  if ((kind & 1) === KIND.delta) {
    const tick = reader.varint();
    const back = reader.upTo(tick, 'a distance in ticks');
    return { tick, base: tick - back, epoch: 0 };
  }
  const hash = [...reader.raw(8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hash !== plan.hash) throw otherPlan(hash, plan.hash);
  const epoch = reader.varint();
  return { tick: reader.varint(), base: undefined, epoch };
};

/** Reads the rest of a message over the state that it builds on; without one it is a keyframe. What was held stays as it was. */
export const readBody = (reader: ByteReader, plan: WirePlan, tick: number, held: Held, delta: boolean): Message => {
  const brought = readTexts(reader, held.book);
  const patterns = Array.from({ length: reader.count('a number of patterns') }, () => readPattern(reader, plan));
  const rows = delta ? held.rows.slice() : [];
  const reading: Reading = { reader, plan, knowsText: (id) => held.book.texts.has(id) || brought.has(id), budget: LANE_BUDGET };
  const { ended, left } = delta ? readGone(reader, rows) : { ended: [], left: [] };
  const parents: { index: number; parent: number }[] = [];
  const take = (index: number, pattern: Pattern, base: Row): void => {
    const { row, parent } = readChange(reading, pattern, base);
    while (rows.length <= index) rows.push(undefined);
    rows[index] = row;
    if (parent >= 0) parents.push({ index, parent: parent - 1 });
  };
  const entered = readEach(reader, patterns, (index, pattern) => {
    if (rows[index]) throw impossible(`an entity at ${index}, where another lives`);
    const generation = reader.upTo(4095, 'a generation');
    const key = reader.varint();
    if (generation === 0 || !reading.knowsText(key)) throw impossible(`an entity ${generation}:${index} with the key ${key}`);
    take(index, pattern, bareRow(plan, makeEntity(index, generation), key));
  });
  readEach(reader, patterns, (index, pattern) => {
    const base = rows[index];
    if (!base) throw impossible(`a change of an entity at ${index}, where none is seen`);
    take(index, pattern, base);
  });
  reader.end();
  for (const { index, parent } of parents) adopt(rows, index, parent);
  expectFamilies(rows);
  return { tick, rows, book: held.book, brought, ended, left, entered };
};

const readTexts = (reader: ByteReader, { texts }: TextBook): Map<number, string> => {
  const brought = new Map<number, string>();
  for (let left = reader.count('a number of texts'); left > 0; left--) {
    const id = reader.varint();
    const text = reader.text();
    if (brought.has(id) || (texts.get(id) ?? text) !== text) throw impossible(`the text ${id} twice`);
    brought.set(id, text);
  }
  return brought;
};

const readGone = (reader: ByteReader, rows: (Row | undefined)[]): { ended: number[]; left: number[] } => {
  const ended: number[] = [];
  const left: number[] = [];
  let index = -1;
  for (let count = reader.count('a number of entities'); count > 0; count--) {
    const word = reader.upTo(MOST_INDICES * 2, 'a gap');
    index += 1 + Math.floor(word / 2);
    if (!rows[index]) throw impossible(`the end of an entity at ${index}, where none is seen`);
    rows[index] = undefined;
    (word % 2 === 1 ? left : ended).push(index);
  }
  return { ended, left };
};

/** Reads entities in ascending order, each with its pattern. Returns their indices. */
const readEach = (reader: ByteReader, patterns: readonly Pattern[], each: (index: number, pattern: Pattern) => void): number[] => {
  const unit = gapUnit(patterns.length);
  const indices: number[] = [];
  let index = -1;
  for (let count = reader.count('a number of entities'); count > 0; count--) {
    const word = reader.varint();
    index += 1 + Math.floor(word / unit);
    const pattern = patterns[word % unit];
    if (!pattern || index >= MOST_INDICES) throw impossible(`an entity at ${index} or a pattern ${word % unit} that cannot be`);
    each(index, pattern);
    indices.push(index);
  }
  return indices;
};

/** Puts an entity below another that is seen. */
const adopt = (rows: (Row | undefined)[], index: number, parent: number): void => {
  const above = parent < 0 ? undefined : rows[parent];
  if (parent >= 0 && !above) throw impossible(`a parent at ${parent}, where none is seen`);
  rows[index] = { ...rows[index]!, parent: above?.entity ?? 0 };
};

/** Every parent is seen, and nobody is below itself. */
const expectFamilies = (rows: readonly (Row | undefined)[]): void => {
  const settled = new Uint8Array(rows.length);
  const path: number[] = [];
  for (let start = 0; start < rows.length; start++) {
    let index = start;
    for (let row = rows[index]; row && settled[index] !== 1;) {
      if (settled[index] === 2) throw impossible(`an entity at ${index} that is below itself`);
      settled[index] = 2;
      path.push(index);
      if (row.parent === 0) break;
      index = indexOf(row.parent);
      if (rows[index]?.entity !== row.parent) throw impossible('an entity without its parent');
      row = rows[index];
    }
    for (const done of path) settled[done] = 1;
    path.length = 0;
  }
};
