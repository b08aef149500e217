/** What a machine compares and writes, in the words of behaviour trees: one way to look at a field and one to write it. */
import { compareText, type Json } from '../../kernel/json.ts';
import type { BehaviourNode } from '../behaviour/node.ts';

const leaf = (type: BehaviourNode['type'], args: Record<string, Json>, id = '0'): BehaviourNode => ({ id, type, args, children: [] });

/** A condition of `when`. */
export const guardOf = ({ field, is, value }: { field: string; is: string; value: Json }): BehaviourNode =>
  leaf('Condition', { field, is, value });

/** The writes of `set`, in the order of their fields, each by itself: one that fails does not keep the others from being written. */
export const writeOf = (set: Readonly<Record<string, Json>>): BehaviourNode => ({
  id: '0',
  type: 'Sequence',
  args: {},
  children: Object.keys(set)
    .toSorted(compareText)
    .map((field, index) => ({
      id: `0.${index}`,
      type: 'Priority',
      args: {},
      children: [leaf('Set', { field, value: set[field]! }, `0.${index}.0`), leaf('Succeeder', {}, `0.${index}.1`)],
    })),
});
