import type { Entity } from '../../kernel/index.ts';

/** One entity as it is sent: never changed once made, so that frames share those that stay as they are. */
export interface Row {
  readonly entity: Entity;
  /** Text id of its key; 0: none. */
  readonly key: number;
  /** 0: none. */
  readonly parent: Entity | 0;
  /** Its lanes by component id; undefined where it lacks the component. */
  readonly parts: readonly (readonly number[] | undefined)[];
}

/** What is sent of a world at a tick. */
export interface Frame {
  readonly tick: number;
  /** By entity index. */
  readonly rows: readonly (Row | undefined)[];
  /** Who lives. */
  readonly alive: Bits;
}

/** One bit per entity index. */
export type Bits = Uint32Array;

export const bitsFor = (indices: number): Bits => new Uint32Array((indices + 31) >>> 5);
export const hasBit = (bits: Bits, index: number): boolean => ((bits[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
export const setBit = (bits: Bits, index: number): void => {
  bits[index >>> 5]! |= 1 << (index & 31);
};

/** Calls back with every index whose bit is set, ascending. */
export const eachBit = (bits: Bits, visit: (index: number) => void): void => {
  for (let word = 0; word < bits.length; word++) {
    for (let rest = bits[word]!; rest !== 0;) {
      const lowest = rest & -rest;
      visit((word << 5) + 31 - Math.clz32(lowest));
      rest ^= lowest;
    }
  }
};
