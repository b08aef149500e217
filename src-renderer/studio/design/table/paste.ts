import Papa from 'papaparse';
import type { CellEdit } from './cells.ts';

/** Rows of texts as spreadsheets put them into the clipboard. */
export const toRows = (text: string, delimiter: string): string[][] =>
  Papa.parse<string[]>(text.replace(/^\uFEFF/, '').replace(/\r?\n$/, ''), { delimiter }).data;

export const toTsv = (rows: readonly (readonly string[])[]): string => Papa.unparse(rows as string[][], { delimiter: '\t', newline: '\n' });

/** A cell that takes nothing: which row and column of the table, and why. */
export interface CellProblem {
  row: number;
  column: number;
  problem: string;
}

export interface PastePlan {
  edits: readonly CellEdit[];
  problems: readonly CellProblem[];
  /** What of the table it covers. */
  over: Rectangle;
  /** How many rows and columns of texts there were, where the table has no room for all of them. */
  cut: { rows: number; columns: number } | undefined;
}

export interface Rectangle {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** What of the table is pasted over, and how a text is read for a cell of it. */
export interface PasteTarget {
  range: Rectangle;
  rows: number;
  columns: number;
  read: (text: string, row: number, column: number) => { edit?: CellEdit } | { problem: string };
}

function planOf(texts: readonly (readonly string[])[], { range, rows, columns, read }: PasteTarget): PastePlan {
  const height = texts.length;
  const width = Math.max(...texts.map((row) => row.length));
  // One text fills all that is chosen; a block is repeated where it goes into it without a rest.
  const times = (chosen: number, own: number): number => (chosen % own === 0 ? chosen : own);
  const tall = times(range.bottom - range.top + 1, height);
  const wide = times(range.right - range.left + 1, width);
  const edits: CellEdit[] = [];
  const problems: CellProblem[] = [];
  for (let row = range.top; row < Math.min(rows, range.top + tall); row += 1)
    for (let column = range.left; column < Math.min(columns, range.left + wide); column += 1) {
      const text = texts[(row - range.top) % height]?.[(column - range.left) % width];
      if (text === undefined) continue;
      const found = read(text, row, column);
      if ('problem' in found) problems.push({ row, column, problem: found.problem });
      else if (found.edit) edits.push(found.edit);
    }
  const isCut = range.top + tall > rows || range.left + wide > columns;
  const over = { ...range, bottom: Math.min(rows, range.top + tall) - 1, right: Math.min(columns, range.left + wide) - 1 };
  return { edits, problems, over, cut: isCut ? { rows: height, columns: width } : undefined };
}

/**
 * What a pasted text comes to: tabs between cells as spreadsheets write them; without any, one cell a line, or where those do not fit and the
 * cells of a CSV do, those.
 */
export function planPaste(text: string, target: PasteTarget): PastePlan {
  if (text.includes('\t')) return planOf(toRows(text, '\t'), target);
  const lines = planOf(toRows(text, '\t'), target);
  if (lines.problems.length === 0) return lines;
  const others = [';', ','].filter((mark) => text.includes(mark)).map((mark) => planOf(toRows(text, mark), target));
  return others.find(({ problems }) => problems.length === 0) ?? lines;
}
