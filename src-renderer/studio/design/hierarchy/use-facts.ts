import { useMemo } from 'react';
import type { LevelSession } from '../../editor/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { type Facts, parseFilter } from './filter.ts';
import type { ProblemMarks } from './problem-marks.ts';

/** What a search may ask for beside what entities are. It changes only where this search asks for it. */
export function useFacts(level: LevelSession, query: string, problems: ProblemMarks): Facts {
  const editor = useEditor();
  const hidden = useCell(editor.visibility.hidden);
  const locked = useCell(editor.visibility.locked);
  const asks = (key: string, value = ''): boolean => parseFilter(query).some((term) => term.key === key && value.startsWith(term.value));
  const [byHidden, byLocked, byProblem] = [asks('is', 'hidden'), asks('is', 'locked'), asks('has', 'problem')];
  return useMemo(
    () => ({
      hidden: byHidden ? hidden : new Set<string>(),
      locked: byLocked ? locked : new Set<string>(),
      problems: byProblem ? problems : new Map<string, unknown>(),
      prefabOf: (key) => level.instance(key).get()?.prefab,
    }),
    // What is not asked for is no reason to look again.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [level, byHidden && hidden, byLocked && locked, byProblem && problems],
  );
}
