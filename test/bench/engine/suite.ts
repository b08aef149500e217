/**
 * The public five-case suite of ecs-benchmark (noctjs, ddmills, bytro): packed_5, simple_iter, frag_iter, entity_cycle, add_remove.
 * A side builds each case in its own idiom and may do no less work than the other: `count` and `sum` tell what a case holds.
 */

export interface Case {
  step(): void;
  /** Entities alive and the sum of every value of every component, after whatever steps were run. */
  state(): { count: number; sum: number };
}

export interface Suite {
  readonly name: string;
  packed_5(): Case;
  simple_iter(): Case;
  frag_iter(): Case;
  entity_cycle(): Case;
  add_remove(): Case;
}

export const CASES = ['packed_5', 'simple_iter', 'frag_iter', 'entity_cycle', 'add_remove'] as const;

export const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
