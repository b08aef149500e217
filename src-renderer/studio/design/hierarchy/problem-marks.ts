import type { Problem } from '../../../../engine/model/problem.ts';
import { type Cell, derive, type Editor } from '../../editor/index.ts';

export type ProblemMarks = ReadonlyMap<string, Problem['severity']>;

const made = new WeakMap<Editor, Cell<ProblemMarks>>();

/** Which entities of the open level have a problem, and how bad the worst is. One for each editor. */
export function problemMarks(editor: Editor): Cell<ProblemMarks> {
  const known = made.get(editor);
  if (known) return known;
  const cell = derive([editor.problems, editor.level], (problems, level): ProblemMarks => {
    const marks = new Map<string, Problem['severity']>();
    for (const { entity, file, severity } of problems)
      if (entity !== undefined && file === level?.ref.path && marks.get(entity) !== 'error') marks.set(entity, severity);
    return marks;
  });
  made.set(editor, cell);
  return cell;
}
