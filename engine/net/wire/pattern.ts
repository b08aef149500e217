import type { ByteReader } from '../../kernel/bytes/index.ts';
import { ByteWriter } from '../../kernel/bytes/index.ts';
import { impossible } from '../refusal.ts';
import type { WireComponent, WirePlan } from './plan.ts';

/** What happens to a component. */
export const OP = { changed: 0, added: 1, removed: 2 } as const;

/**
 * Which parts of an entity differ, without the values: whether it has another parent, and per component what happened and which of its lanes
 * differ. Movers of one kind share one; a message lists those that it needs once, and an entity names its own in the number that also holds
 * the gap to the entity before.
 */
export interface Pattern {
  readonly parent: boolean;
  readonly ops: readonly PatternOp[];
}

export interface PatternOp {
  readonly component: WireComponent;
  readonly op: number;
  /** The lanes that differ, ascending. */
  readonly lanes: readonly number[];
}

/** A pattern while it is found: numbers that are filled and compared without making objects. */
export interface Signature {
  parent: boolean;
  /** Component id * 4 + op, then the words of its lane mask. */
  readonly words: number[];
}

const maskWords = ({ lanes }: WireComponent): number => (lanes + 31) >>> 5;

/** Patterns by number, in the order in which they were first needed. */
export class PatternTable {
  readonly #components: readonly WireComponent[];
  readonly #bytes: Uint8Array[] = [];
  /** Those of one changed component with up to 20 lanes, by component and mask in one number: nearly all. */
  #simple = new Map<number, number>();
  #others = new Map<string, number>();

  constructor({ components }: WirePlan) {
    this.#components = components;
  }

  get count(): number {
    return this.#bytes.length;
  }

  /** How a message writes it. */
  bytes(id: number): Uint8Array {
    return this.#bytes[id]!;
  }

  id({ parent, words }: Signature): number {
    if (!parent && words.length === 2 && words[0]! < 1024 && words[1]! >>> 0 < 1 << 20) {
      const key = words[0]! * (1 << 20) + words[1]!;
      let id = this.#simple.get(key);
      if (id === undefined) this.#simple.set(key, (id = this.#add(parent, words)));
      return id;
    }
    const key = `${parent ? 1 : 0},${words.join()}`;
    let id = this.#others.get(key);
    if (id === undefined) this.#others.set(key, (id = this.#add(parent, words)));
    return id;
  }

  #add(parent: boolean, words: readonly number[]): number {
    const writer = new ByteWriter();
    let ops = 0;
    const body = new ByteWriter();
    for (let at = 0; at < words.length; ops++) {
      const head = words[at++]!;
      body.varint(head);
      if ((head & 3) === OP.removed) continue;
      const component = this.#components[head >>> 2]!;
      for (let byte = 0; byte < (component.lanes + 7) >>> 3; byte++) body.u8((words[at + (byte >>> 2)]! >>> ((byte & 3) * 8)) & 255);
      at += maskWords(component);
    }
    writer.varint(ops * 2 + (parent ? 1 : 0));
    writer.raw(body.bytes, 0, body.length);
    return this.#bytes.push(writer.copy()) - 1;
  }
}

/** Reads a pattern. Components come in ascending order, once each, and no bit lies beyond the last lane. */
export const readPattern = (reader: ByteReader, { components }: WirePlan): Pattern => {
  const head = reader.upTo(components.length * 2 + 1, 'a number of components');
  const ops: PatternOp[] = [];
  let last = -1;
  for (let left = head >>> 1; left > 0; left--) {
    const word = reader.upTo(components.length * 4 - 1, 'a component');
    const component = components[word >>> 2]!;
    const op = word & 3;
    if (op > OP.removed || component.id <= last) throw impossible('a component twice, out of order or without purpose', component.name);
    last = component.id;
    ops.push({ component, op, lanes: op === OP.removed ? [] : readMask(reader, component) });
  }
  return { parent: (head & 1) === 1, ops };
};

const readMask = (reader: ByteReader, { lanes, name }: WireComponent): number[] => {
  const found: number[] = [];
  for (let from = 0; from < lanes; from += 8) {
    const byte = reader.u8();
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) found.push(from + bit);
  }
  if (found.length > 0 && found.at(-1)! >= lanes) throw impossible('a field that the component lacks', name);
  return found;
};
