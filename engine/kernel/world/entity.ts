import type { Memory } from './memory.ts';
import { WORD } from './memory.ts';

declare const entityBrand: unique symbol;
/** An entity: 20 bits of index, 11 bits of generation (1..2047), so below 2^31. 0 is no entity. An id outlives its entity without ever meaning another. */
export type Entity = number & { readonly [entityBrand]: true };

/** What an entity field holds that names nobody. */
export const NO_ENTITY = 0 as Entity;
/** Bits of an id that hold its index. */
export const INDEX_BITS = 20;
const INDEX_MASK = (1 << INDEX_BITS) - 1;
const LAST_GENERATION = 2047;

/** Where the entity stands in every column: 0 to 2^20 - 1. */
export const indexOf = (entity: Entity): number => entity & INDEX_MASK;
/** Which life of its index it is: 1 to 2047. */
export const generationOf = (entity: Entity): number => entity >>> INDEX_BITS;
/** The id of a life of an index. */
export const makeEntity = (index: number, generation: number): Entity => (((generation << INDEX_BITS) | index) >>> 0) as Entity;

/** The entity that now lives (or will next live) at an index. */
export const entityAt = (memory: Memory, index: number): Entity => makeEntity(index, memory.generations[index]! || 1);

/** Whether this very life of its index goes on. */
export const isAlive = (memory: Memory, entity: Entity): boolean => {
  const index = entity & INDEX_MASK;
  return (
    index < memory.header[WORD.entity]! &&
    (memory.alive[index >>> 5]! & (1 << (index & 31))) !== 0 &&
    memory.generations[index] === entity >>> INDEX_BITS
  );
};

/** The id that the `ahead`-th allocation from now will give: from the free list, last freed first, then fresh indices. */
export const peekEntity = (memory: Memory, ahead: number): Entity => {
  const freeCount = memory.header[WORD.free]!;
  return ahead < freeCount
    ? entityAt(memory, memory.free[freeCount - 1 - ahead]!)
    : makeEntity(memory.header[WORD.entity]! + ahead - freeCount, 1);
};

/** Takes the next `count` indices out of the free list and off the end, in the order that peekEntity promised; none is alive yet. */
export const allocate = (memory: Memory, count: number): void => {
  const { header } = memory;
  const reused = Math.min(count, header[WORD.free]!);
  const fresh = count - reused;
  header[WORD.free]! -= reused;
  if (fresh === 0) return;
  const from = header[WORD.entity]!;
  memory.reserve('entity', from + fresh);
  memory.header[WORD.entity] = from + fresh;
  memory.generations.fill(1, from, from + fresh);
};

/** Begins the life of an allocated entity. */
export const markAlive = (memory: Memory, entity: Entity): void => {
  const index = entity & INDEX_MASK;
  memory.alive[index >>> 5]! |= 1 << (index & 31);
  memory.header[WORD.alive]!++;
};

/** Ends an entity: its index goes to the free list under the next generation, or, after the last generation, out of use for good. */
export const release = (memory: Memory, index: number): void => {
  memory.alive[index >>> 5]! &= ~(1 << (index & 31));
  memory.header[WORD.alive]!--;
  const generation = ++memory.generations[index]!;
  if (generation > LAST_GENERATION) return;
  const count = memory.header[WORD.free]!;
  memory.reserve('free', count + 1);
  memory.free[count] = index;
  memory.header[WORD.free] = count + 1;
};
