import Papa from 'papaparse';
import type { Json } from '../../../../engine/kernel/json.ts';

const separators = [',', ';', '\t'];

interface Row {
  /** Where it begins, counted from 1. */
  line: number;
  cells: string[];
}

/** Rows of texts: RFC 4180, with the separator that the first rows agree on. `open`: the line of a quote that is never closed. */
function rowsOf(text: string): { rows: Row[]; open: number | undefined } {
  const options = { delimitersToGuess: separators, newline: '\n' } as const;
  const { delimiter } = Papa.parse(text, { ...options, preview: 10, skipEmptyLines: 'greedy' }).meta;
  const { data, errors } = Papa.parse<string[]>(text, { ...options, delimiter });
  let next = 1;
  const rows = data.map((cells): Row => {
    const line = next;
    next += 1 + linesIn(cells.join(''));
    return { line, cells };
  });
  const quote = errors.find(({ type }) => type === 'Quotes');
  return { rows: rows.filter(({ cells }) => cells.some(isSaid)), open: quote && 1 + linesIn(text.slice(0, quote.index)) };
}

const linesIn = (text: string): number => text.split('\n').length - 1;
const isSaid = (cell: string): boolean => cell.trim() !== '';

const valueOf = (text: string): Json => {
  const clean = text.trim();
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(clean)) {
    const number = Number(clean);
    // What a number would lose stays a text.
    if (Number.isFinite(number) && (!/^-?0\d/.test(clean) || /^-?0\./.test(clean))) return number;
  }
  return clean;
};

/** Why a text is no table; `line` is counted from 1, as a spreadsheet and a text editor count it. */
export type BadCsv =
  | { why: 'empty' }
  | { why: 'same-name'; name: string; columns: [number, number] }
  | { why: 'too-long'; line: number; values: number; columns: number }
  | { why: 'open-quote'; line: number };

/** A table of named columns as scripts read it: one object per row. A row that ends early has empty texts; nothing of one is dropped. */
export function readCsv(text: string): { table: Json } | BadCsv {
  const { rows: all, open } = rowsOf(text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n'));
  if (open !== undefined) return { why: 'open-quote', line: open };
  const [names, ...rows] = all;
  if (!names || rows.length === 0) return { why: 'empty' };
  const columns = names.cells.map((name, index) => name.trim() || `column${index + 1}`);
  const again = columns.findIndex((name, index) => columns.indexOf(name) !== index);
  if (again >= 0) return { why: 'same-name', name: columns[again]!, columns: [columns.indexOf(columns[again]!) + 1, again + 1] };
  const long = rows.find(({ cells }) => cells.slice(columns.length).some(isSaid));
  if (long) return { why: 'too-long', line: long.line, values: long.cells.findLastIndex(isSaid) + 1, columns: columns.length };
  return { table: rows.map(({ cells }) => Object.fromEntries(columns.map((name, index) => [name, valueOf(cells[index] ?? '')]))) };
}
