import type { Editor, LevelSession } from '../../editor/index.ts';
import { copyText, readText } from '../../editor/clipboard-text.ts';
import { t } from '../../i18n/index.ts';
import { type CellEdit, cellText, cellValue, closed, namesOf, readCell } from './cells.ts';
import type { Column } from './columns.ts';
import { type CellProblem, planPaste, type Rectangle, toTsv } from './paste.ts';
import { resetCells, setCells } from './set-cells.ts';

/** What is edited: the rows and columns as they stand. */
export interface Sheet {
  editor: Editor;
  level: LevelSession;
  keys: readonly string[];
  columns: readonly Column[];
}

interface Place {
  key: string;
  column: Column;
  row: number;
  place: number;
}

function placesIn({ keys, columns }: Sheet, { top, left, bottom, right }: Rectangle): Place[] {
  const across = columns.slice(left, right + 1);
  return keys
    .slice(top, bottom + 1)
    .flatMap((key, row) => across.map((column, place) => ({ key, column, row: top + row, place: left + place })));
}

/** Says in one notice why nothing was written: the first cell that is wrong, and how many more are. */
export function sayProblems({ editor, level, keys, columns }: Sheet, problems: readonly CellProblem[]): void {
  const [first] = problems;
  if (!first) return;
  const { row, column, problem } = first;
  const name = level.entity(keys[row] ?? '').get()?.name ?? '';
  const more = problems.length > 1 ? ` ${t('table.refused.more', { count: problems.length - 1 })}` : '';
  editor.notices.say({
    tone: 'warn',
    title: t('table.refused'),
    text: t('table.refused.where', { name, column: columns[column]?.title ?? '', problem }) + more,
  });
}

/** Writes all of some cells or, where one of them takes nothing, none, and says why. */
function writeAll(sheet: Sheet, edits: readonly CellEdit[], problems: readonly CellProblem[], label?: string): void {
  if (problems.length > 0) sayProblems(sheet, problems);
  else if (edits.length > 0) void sheet.editor.do(setCells, { edits, of: sheet.level, ...(label !== undefined && { label }) });
}

/** The same text into every cell of a rectangle, each read from what it holds: `+=5` adds to each. */
export function fillWith(sheet: Sheet, range: Rectangle, text: string): void {
  const { editor, level } = sheet;
  const reading = { editor, level, names: namesOf(editor, level), fits: true };
  const [edits, problems]: [CellEdit[], CellProblem[]] = [[], []];
  for (const { key, column, row, place } of placesIn(sheet, range)) {
    const found = readCell(text, key, column, reading);
    if ('problem' in found) problems.push({ row, column: place, problem: found.problem });
    else if (found.edit) edits.push(found.edit);
  }
  writeAll(sheet, edits, problems);
}

/** Each column of a rectangle gets what its first row has. */
export function fillDown(sheet: Sheet, range: Rectangle): void {
  const { editor, level, keys } = sheet;
  const source = level.entity(keys[range.top] ?? '').get();
  if (!source || range.bottom === range.top) return;
  const [edits, problems]: [CellEdit[], CellProblem[]] = [[], []];
  for (const { key, column, row, place } of placesIn(sheet, { ...range, top: range.top + 1 })) {
    const refusal = closed(editor, level, key, column);
    const value = cellValue(source, column);
    if (refusal !== undefined) problems.push({ row, column: place, problem: refusal });
    else if (value !== undefined) edits.push({ entity: key, column, value });
  }
  writeAll(sheet, edits, problems, t('step.fillDown', { count: edits.length }));
}

/** Cells of a rectangle as nobody wrote them; names stay. */
export function reset(sheet: Sheet, range: Rectangle): void {
  const { editor, level } = sheet;
  const cells = placesIn(sheet, range).filter(
    ({ key, column }) => column.is !== 'name' && level.entity(key).get() && cellValue(level.entity(key).get()!, column) !== undefined,
  );
  const problems = cells.flatMap(({ key, column, row, place }): CellProblem[] => {
    const refusal = closed(editor, level, key, column);
    return refusal === undefined ? [] : [{ row, column: place, problem: refusal }];
  });
  if (problems.length > 0) sayProblems(sheet, problems);
  else void editor.do(resetCells, { cells: cells.map(({ key, column }) => ({ entity: key, column })) });
}

/** The rectangle as tab-separated texts, which any spreadsheet takes. */
export async function copyRange({ editor, level, keys, columns }: Sheet, { top, left, bottom, right }: Rectangle): Promise<boolean> {
  const names = namesOf(editor, level);
  const across = columns.slice(left, right + 1);
  const rows = keys.slice(top, bottom + 1).map((key) => {
    const entity = level.entity(key).get();
    return across.map((column) => (entity ? cellText(entity, column, names) : ''));
  });
  return copyText(editor, toTsv(rows), t('table.copied', { count: rows.length * across.length }));
}

/** @returns what it covers; undefined where nothing was pasted */
export async function pasteRange(sheet: Sheet, range: Rectangle): Promise<Rectangle | undefined> {
  const { editor, level, keys, columns } = sheet;
  const text = await readText(editor);
  if (text === undefined || text === '') return undefined;
  const reading = { editor, level, names: namesOf(editor, level), fits: false };
  const { edits, problems, over, cut } = planPaste(text, {
    range,
    rows: keys.length,
    columns: columns.length,
    read: (one, row, column) => readCell(one, keys[row]!, columns[column]!, reading),
  });
  writeAll(sheet, edits, problems, t('step.pasteCells', { count: edits.length }));
  if (cut && problems.length === 0) editor.notices.say({ tone: 'warn', title: t('table.paste.cut'), text: t('table.paste.cut.hint', cut) });
  return problems.length === 0 ? over : undefined;
}
