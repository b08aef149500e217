/**
 * The public five-case suite of ecs-benchmark (noctjs, ddmills, bytro): packed_5, simple_iter, frag_iter, entity_cycle, add_remove.
 * A side builds each case in its own idiom and may do no less work than the other: `count` and `sum` tell what a case holds.
 */

export interface Case {
  readonly step: () => void;
  /** Entities alive and the sum of every value of every component, after whatever steps were run. */
  readonly state: () => { count: number; sum: number };
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
export type CaseName = (typeof CASES)[number];
/** The cases that only visit and change values. */
export const ITERATION = ['packed_5', 'simple_iter', 'frag_iter'] as const;

export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

type System = () => void;

/** The systems of a case, one after the other as the suite writes them: a loop over a list would be inlined into itself and slow both sides. */
export const inOrder = ([a, b, c, d, e]: readonly System[]): System => {
  if (c === undefined)
    return () => {
      a!();
      b!();
    };
  if (d === undefined)
    return () => {
      a!();
      b!();
      c();
    };
  return () => {
    a!();
    b!();
    c();
    d();
    e!();
  };
};
