import { LedgerError } from '../error.ts';
import type { Entity } from './entity.ts';
import { indexOf } from './entity.ts';
import type { Memory } from './memory.ts';

/** The one relation that the kernel knows: a parent, whose end is the end of its children. */

/** The parent's id, or 0. */
export const parentOf = (memory: Memory, index: number): Entity => memory.parents[index]! as Entity;

/** Sets or (with 0) clears the parent of a living entity. Refuses a circle. */
export const setParent = (memory: Memory, child: Entity, parent: Entity): void => {
  for (let above = parent; above !== 0; above = parentOf(memory, indexOf(above))) {
    if (above === child) {
      throw new LedgerError({
        code: 'parent-circle',
        message: 'An entity cannot be below itself.',
        hint: 'Move the other entity out first.',
      });
    }
  }
  clearParent(memory, indexOf(child));
  if (parent === 0) return;
  memory.parents[indexOf(child)] = parent;
  memory.children[indexOf(parent)]!++;
};

export const clearParent = (memory: Memory, index: number): void => {
  const parent = parentOf(memory, index);
  if (parent === 0) return;
  memory.children[indexOf(parent)]!--;
  memory.parents[index] = 0;
};

/** Indices of an entity's children, ascending. */
export const childrenOf = (memory: Memory, entity: Entity): number[] => {
  const found: number[] = [];
  const column = memory.parents;
  const count = memory.children[indexOf(entity)]!;
  for (let index = 0; found.length < count; index++) if (column[index] === entity) found.push(index);
  return found;
};

/** Indices of an entity and of everything below it: each level ascending, parents before children. */
export const familyOf = (memory: Memory, entity: Entity, idAt: (index: number) => Entity): number[] => {
  const family = [indexOf(entity)];
  for (let i = 0; i < family.length; i++) {
    const index = family[i]!;
    if (memory.children[index] !== 0) family.push(...childrenOf(memory, idAt(index)));
  }
  return family;
};
