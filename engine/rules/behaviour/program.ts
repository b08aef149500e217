/**
 * A tree as a table. Composites and decorators without memory leave nothing behind: every instruction knows where to go on after success,
 * failure and running, so a tick is a walk from leaf to leaf. The idea is that of a compiler that turns nested conditions into jumps.
 */
import type { Json } from '../../kernel/json.ts';
import type { NodeWords } from '../trace/index.ts';

/** Instructions. Each is eight numbers: op, the targets after success, failure and running, and up to four arguments. */
export const OP = {
  /** a: place of the entity's own, b: comparison (0 ==, 1 !=, 2 <, 3 <=, 4 >, 5 >=, 6 has), c: condition */
  condition: 0,
  /** a: component, b: owner */
  has: 1,
  /** a: place of the entity's own, b: 1 = add, c: write */
  write: 2,
  /** a: telling */
  tell: 3,
  /** a: call */
  call: 4,
  /** a: chance */
  chance: 5,
  /** a: slot, b: ticks */
  wait: 6,
  /** Goes on at the remembered child. a: slot, b: table of entries */
  resume: 7,
  /** Remembers that child b comes next. a: slot */
  next: 8,
  /** Forgets. a: slot, b: slots from there */
  forget: 9,
  /** Opens a count or a clock. a: slot, b: 1 = from this tick, 0 = from zero */
  open: 10,
  /** Counts one; failure target = again, success target = the count is full. a: slot, b: most */
  count: 11,
  /** Fails when the count is full. a: slot, b: most */
  limit: 12,
  /** Success while in time, failure when late. a: slot, b: ticks */
  inTime: 13,
  /** Fails until the tick in the slot. a: slot */
  cool: 14,
  /** Writes the tick from which it may run again. a: slot, b: ticks */
  heat: 15,
  /** Goes to success unless the child has finished. a: slot, b: child */
  pending: 16,
  /** a: slot, b: child * 4 + result */
  mark: 17,
  /** Decides a parallel. a: slot, b: policy */
  decide: 18,
  /** Begins a choice among scored children. a: choice */
  choose: 19,
  /** The child that was chosen failed. a: choice */
  chooseNext: 20,
  /** For the trace. a: node, b: status */
  trace: 21,
  /** The same of an entity that a field names. */
  conditionOf: 22,
  writeOf: 23,
} as const;

export const WIDTH = 8;

/** Where a walk ends. */
export const END = { success: -1, failure: -2, running: -3, error: -4 } as const;

/** Statuses as `Behaviour.status` numbers them. */
export const STATUS = { none: 0, success: 1, failure: 2, running: 3, error: 4 } as const;
export const statusNames = ['none', 'success', 'failure', 'running', 'error'] as const;

/** A number of the world that a program looks at: bound to columns when a world's tick begins. */
export interface Place {
  readonly component: string;
  readonly field: string;
  readonly lane: number;
  /** The entity field that names whose it is; -1: the entity's own. */
  readonly owner: number;
}

/** What a place is compared with. */
export interface ConditionCode {
  readonly value: Constant;
}

/** A value as a column holds it: texts and keys are looked up in the world. */
export type Constant = { readonly number: number } | { readonly text: string } | { readonly key: string };

export interface WriteCode {
  readonly value: Constant;
  /** Bounds of an addition. */
  readonly min: number;
  readonly max: number;
}

export interface TellCode {
  readonly type: string;
  readonly payload: Json;
  /** Place in `nodes`; -1 in a program without them. */
  readonly node: number;
}

export interface CallCode {
  readonly name: string;
  readonly args: Json;
  /** Place in `nodes`; -1 in a program without them. */
  readonly node: number;
}

export type ScoreCode =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'field'; readonly place: number; readonly times: number; readonly plus: number; readonly unit: number }
  | { readonly kind: 'call'; readonly call: number };

export interface ChoiceCode {
  readonly scores: readonly ScoreCode[];
  readonly entries: Int32Array;
}

export interface ProgramNode extends NodeWords {
  /** The node above it, also from a sub-tree to the node that names it; -1: it is the root. */
  readonly parent: number;
}

export interface Program {
  readonly tree: string;
  readonly entry: number;
  readonly code: Int32Array;
  readonly tables: readonly Int32Array[];
  readonly places: readonly Place[];
  readonly conditions: readonly ConditionCode[];
  readonly writes: readonly WriteCode[];
  readonly tells: readonly TellCode[];
  readonly calls: readonly CallCode[];
  readonly choices: readonly ChoiceCode[];
  readonly chances: readonly number[];
  readonly has: readonly { readonly component: string; readonly owner: number }[];
  /** Entity fields by which places and components of others are reached. */
  readonly owners: readonly { readonly component: string; readonly field: string }[];
  /** Needed and missing children of parallels. */
  readonly policies: readonly { readonly count: number; readonly succeed: number; readonly fail: number; readonly slots: number }[];
  readonly slots: number;
  /** Slots that stay when their node is left. */
  readonly lasting: number;
  /** Nodes by the numbers that the trace uses, parents before children; [] in a program that is not traced. */
  readonly nodes: readonly ProgramNode[];
}
