import type { NodeType } from './node.ts';

/** Types whose nodes remember a number for an entity from tick to tick. */
const remembering: ReadonlySet<NodeType> = new Set([
  'MemSequence',
  'MemPriority',
  'Parallel',
  'Limiter',
  'MaxTime',
  'Repeater',
  'RepeatUntilFailure',
  'RepeatUntilSuccess',
  'Cooldown',
  'Wait',
]);

/** Numbers that a node of a type remembers, without those of its children. */
export const slotsOf = (type: NodeType): number => (remembering.has(type) ? 1 : 0);
