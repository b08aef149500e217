import type { Problem } from '../../../../engine/model/problem.ts';
import type { Trouble } from './troubles.ts';

/** A problem of the project, the level or the run that is looked at. */
export interface EditorProblem extends Problem {
  /** Of a run: the tick of the first time, and how often. */
  readonly run?: { readonly tick: number; readonly times: number } | undefined;
}

/** What went wrong in a run, as problems of their own source. */
export const runProblems = (troubles: readonly Trouble[]): readonly EditorProblem[] =>
  troubles.map(({ tick, times, file = '', ...trouble }) => ({ ...trouble, file, run: { tick, times } }));

/** One for each thing that a list of problems tells. What a run has wrong differs by its place too. */
export const problemKey = ({ code, file, entity = '', message, line = 0, column = 0, run }: EditorProblem): string =>
  `${code}|${file}|${entity}|${message}${run ? `|${line}:${column}` : ''}`;
