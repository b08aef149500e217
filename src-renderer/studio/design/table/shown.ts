import type { ComponentType } from '../../../../engine/model/component.ts';
import { type Editor, flattenTree, type LevelSession } from '../../editor/index.ts';
import { answers, type Facts, parseFilter } from '../hierarchy/filter.ts';
import { problemMarks } from '../hierarchy/problem-marks.ts';
import { namesOf } from './cells.ts';
import { allColumns, type Column, nameColumn, usualColumns } from './columns.ts';
import { sortRows } from './order.ts';
import { type Sorting, tableOf } from './table-state.ts';

/** The entities that a search finds, among some or all, in the order of the scene. */
export function findRows(level: LevelSession, query: string, only: readonly string[] | undefined, facts: Facts): readonly string[] {
  const terms = parseFilter(query);
  const chosen = only && new Set(only);
  return flattenTree(level.tree.get(), () => true).flatMap(({ key }) => {
    const entity = level.entity(key).get();
    return entity && (!chosen || chosen.has(key)) && answers(terms, key, entity, facts) ? [key] : [];
  });
}

/** The columns that rows can have, and those that are shown where nobody chose. */
export function columnsOf(
  level: LevelSession,
  rows: readonly string[],
  types: readonly ComponentType[],
  query: string,
): { all: readonly Column[]; usual: readonly string[] } {
  const entities = rows.flatMap((key) => level.entity(key).get() ?? []);
  const all = allColumns(types, entities);
  return { all, usual: usualColumns(all, parseFilter(query), entities) };
}

export const shownColumns = (all: readonly Column[], ids: readonly string[]): readonly Column[] => {
  const chosen = new Set(ids);
  return [nameColumn(), ...all.filter(({ id }) => chosen.has(id))];
};

export function inOrder(
  editor: Editor,
  level: LevelSession,
  rows: readonly string[],
  columns: readonly Column[],
  sorting: Sorting | undefined,
): readonly string[] {
  const column = sorting && columns.find(({ id }) => id === sorting.column);
  return column ? sortRows(rows, column, sorting.down, level, namesOf(editor, level)) : rows;
}

/** What the table shows now, also while it is not in front. */
export function shownTable(editor: Editor, level: LevelSession): { keys: readonly string[]; columns: readonly Column[] } {
  const table = tableOf(editor);
  const query = table.query.get();
  const rows = findRows(level, query, table.only.get(), {
    hidden: editor.visibility.hidden.get(),
    locked: editor.visibility.locked.get(),
    problems: problemMarks(editor).get(),
    prefabOf: (key) => level.instance(key).get()?.prefab,
  });
  const { all, usual } = columnsOf(level, rows, editor.project.get()?.types.get() ?? [], query);
  const columns = shownColumns(all, table.columns.get() ?? usual);
  return { keys: inOrder(editor, level, rows, columns, table.sorting.get()), columns };
}
