import type { Problem } from '../../../../engine/model/problem.ts';
import type { Trouble } from './troubles.ts';

/** A problem of the project, the level or the run that is looked at. */
export interface EditorProblem extends Problem {
  /** Of a run: the tick of the first time, and how often; whether its script reads differently now. */
  readonly run?: { readonly tick: number; readonly times: number; readonly isRewritten?: boolean } | undefined;
}

const nothing: ReadonlySet<string> = new Set();

/**
 * What went wrong in a run, as problems of their own source. Of a script that was written anew since (`rewritten`) nobody knows before the
 * next run whether it still goes wrong: that is a warning.
 */
export const runProblems = (troubles: readonly Trouble[], rewritten: ReadonlySet<string> = nothing): readonly EditorProblem[] =>
  troubles.map(({ tick, times, file = '', ...trouble }) =>
    rewritten.has(file)
      ? { ...trouble, severity: 'warning', file, run: { tick, times, isRewritten: true } }
      : { ...trouble, file, run: { tick, times } },
  );

/** One for each thing that a list of problems tells. What a run has wrong differs by its place too. */
export const problemKey = ({ code, file, entity = '', message, line = 0, column = 0, run }: EditorProblem): string =>
  `${code}|${file}|${entity}|${message}${run ? `|${line}:${column}` : ''}`;
