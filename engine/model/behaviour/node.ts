/** A behaviour tree as data: what YAML and Behaviour3 files are read into, and what a level package holds. */
import type { Json } from '../../kernel/json.ts';
import { JsonValue } from '../json-value.ts';
import { z } from '../zod.ts';

/** How many children a node of a type has. */
export type Arity = 'none' | 'one' | 'many';

/** Every type of node. Those of Behaviour3 have its names. */
export const nodeTypes = {
  Sequence: 'many',
  Priority: 'many',
  MemSequence: 'many',
  MemPriority: 'many',
  ReactiveSequence: 'many',
  ReactiveSelector: 'many',
  Parallel: 'many',
  Utility: 'many',
  Inverter: 'one',
  Limiter: 'one',
  MaxTime: 'one',
  Repeater: 'one',
  RepeatUntilFailure: 'one',
  RepeatUntilSuccess: 'one',
  Cooldown: 'one',
  Score: 'one',
  Succeeder: 'none',
  Failer: 'none',
  Error: 'none',
  Runner: 'none',
  Wait: 'none',
  Condition: 'none',
  Has: 'none',
  Chance: 'none',
  Set: 'none',
  Add: 'none',
  Emit: 'none',
  Command: 'none',
  Call: 'none',
  SubTree: 'none',
} as const satisfies Record<string, Arity>;

export type NodeType = keyof typeof nodeTypes;

export const isNodeType = (name: string): name is NodeType => Object.hasOwn(nodeTypes, name);

/** Comparisons of a Condition; `has` asks flags for one of their names. */
export const comparisons = ['==', '!=', '<', '<=', '>', '>=', 'has'] as const;
export type Comparison = (typeof comparisons)[number];

export interface BehaviourNode {
  /** Unique in its tree: a place such as 0.1.2, or the node's id in a Behaviour3 file. */
  readonly id: string;
  readonly type: NodeType;
  /** What its author calls it. */
  readonly name?: string | undefined;
  readonly args: Readonly<Record<string, Json>>;
  readonly children: readonly BehaviourNode[];
}

export interface BehaviourTree {
  /** The file that it was read from. */
  readonly source: string;
  readonly root: BehaviourNode;
}

/** The deepest that nodes may stand below each other, sub-trees included. */
export const MAX_DEPTH = 40;
/** The most nodes of one tree, sub-trees included. */
export const MAX_NODES = 1000;
/** The most numbers that a tree may remember for an entity. */
export const MEMORY_SLOTS = 16;

const NodeData: z.ZodType<BehaviourNode> = z.lazy(() =>
  z.strictObject({
    id: z.string().max(200),
    type: z.enum(Object.keys(nodeTypes) as [NodeType, ...NodeType[]]),
    name: z.string().optional(),
    args: z.record(z.string(), JsonValue),
    children: z.array(NodeData).max(MAX_NODES),
  }),
) as unknown as z.ZodType<BehaviourNode>;

export const BehaviourData: z.ZodType<BehaviourTree> = z.strictObject({
  source: z.string(),
  root: NodeData,
}) as unknown as z.ZodType<BehaviourTree>;

/** Every node of a tree, parents before children. */
export function* nodesOf(node: BehaviourNode): Generator<BehaviourNode> {
  yield node;
  for (const child of node.children) yield* nodesOf(child);
}
