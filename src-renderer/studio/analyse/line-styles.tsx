import type { Run } from '../editor/index.ts';

/** How the curves of one run are drawn, here and in the list of runs. */
export type Dash = readonly number[];

export const ghostDash: Dash = [5, 4];
const dashes: readonly Dash[] = [
  [2, 3],
  [11, 4],
  [11, 3, 2, 3],
  [1, 5],
];

/** The pattern of a compared run, by its place among them. */
export const comparedDash = (index: number): Dash => dashes[index % dashes.length] ?? [2, 3];

/** A short piece of such a line: what a legend shows. */
export function LineSample({ dash }: { dash?: Dash | undefined }) {
  return (
    <svg width="24" height="8" viewBox="0 0 24 8" aria-hidden focusable={false}>
      <line x1="1" y1="4" x2="23" y2="4" stroke="currentColor" strokeWidth={dash ? 1.5 : 2} strokeDasharray={dash?.join(' ')} />
    </svg>
  );
}

/** Compared runs in the order in which they were chosen, without the current one, each with its pattern. */
export const comparedRuns = (runs: readonly Run[], compare: readonly string[], current: string | undefined): { run: Run; dash: Dash }[] =>
  compare.flatMap((id, index) => {
    const run = runs.find((candidate) => candidate.id === id);
    return run && id !== current ? [{ run, dash: comparedDash(index) }] : [];
  });
