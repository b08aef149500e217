import Papa from 'papaparse';
import type { Editor, LevelSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { type CellEdit, cellText, namesOf, readCell } from './cells.ts';
import type { Column } from './columns.ts';

/** Columns whose texts a spreadsheet could take for a formula. */
const isText = (column: Column): boolean =>
  column.is !== 'field' || (['string', 'asset', 'entity'].includes(column.spec.kind) && column.spec.length === undefined);

/** Lets no spreadsheet compute what is a text: an apostrophe stands before what begins like a formula, also before such an apostrophe. */
export const escapeText = (text: string): string => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);
export const unescapeText = (text: string): string => (/^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text);

/** `Light.range (m)`: what the column is called in a file. */
const fileTitle = (column: Column): string =>
  column.is === 'field' && column.spec.unit !== undefined ? `${column.id} (${column.spec.unit})` : column.id;

/** A table as a file that spreadsheets open: UTF-8 with a mark that says so, ids first. */
export function tableCsv(editor: Editor, level: LevelSession, keys: readonly string[], columns: readonly Column[]): string {
  const names = namesOf(editor, level);
  const rows = keys.flatMap((key) => {
    const entity = level.entity(key).get();
    if (!entity) return [];
    const texts = columns.map((column) => {
      const text = cellText(entity, column, names);
      return isText(column) ? escapeText(text) : text;
    });
    return [[escapeText(key), ...texts]];
  });
  return `\uFEFF${Papa.unparse([['id', ...columns.map(fileTitle)], ...rows], { newline: '\r\n' })}\r\n`;
}

/** A cell of a file that cannot be read, or a whole row. `row` as spreadsheets count them. */
export interface FileProblem {
  row: number;
  column: string | undefined;
  problem: string;
}

export interface FileEdit extends CellEdit {
  row: number;
  name: string;
  from: string;
  to: string;
}

/** What a file would change. */
export interface ImportPlan {
  edits: readonly FileEdit[];
  problems: readonly FileProblem[];
  /** Columns of the file that the table does not have. */
  ignored: readonly string[];
  /** Rows of the file, without the one of names. */
  rows: number;
}

/** The text of a file: UTF-8, UTF-16 with its mark, or what Excel writes on an old Windows. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

type Heading = { is: 'id' } | { is: 'column'; column: Column } | { is: 'nothing' };

function headingsOf(titles: readonly string[], columns: readonly Column[]): Heading[] {
  const known = new Map<string, Column>();
  for (const column of columns) for (const title of [column.id, fileTitle(column), column.title]) known.set(title.toLowerCase(), column);
  const seen = new Set<string>();
  return titles.map((title): Heading => {
    const clean = title.trim().toLowerCase();
    if (seen.has(clean)) return { is: 'nothing' };
    seen.add(clean);
    const column = known.get(clean);
    return clean === 'id' ? { is: 'id' } : column ? { is: 'column', column } : { is: 'nothing' };
  });
}

/** Finds the entity that a row means: by its id, else by a name that only one has. */
function matcher(level: LevelSession, headings: readonly Heading[]) {
  const { entities } = level.level.get();
  const named = new Map<string, string[]>();
  for (const [key, { name }] of Object.entries(entities)) named.set(name, [...(named.get(name) ?? []), key]);
  const [idAt, nameAt] = [
    headings.findIndex(({ is }) => is === 'id'),
    headings.findIndex((heading) => heading.is === 'column' && heading.column.is === 'name'),
  ];
  return (cells: readonly string[]): { key: string; byName: boolean } | { problem: string } => {
    const id = unescapeText((cells[idAt] ?? '').trim());
    const name = unescapeText((cells[nameAt] ?? '').trim());
    if (id !== '') return Object.hasOwn(entities, id) ? { key: id, byName: false } : { problem: t('csv.noId', { id }) };
    const keys = named.get(name) ?? [];
    if (name === '') return { problem: t('csv.noRow') };
    if (keys.length === 1) return { key: keys[0]!, byName: true };
    return { problem: keys.length === 0 ? t('csv.noName', { name }) : t('csv.manyNames', { name, count: keys.length }) };
  };
}

/** What cannot be meant in a file: formulas, changes relative to what is there now, and commas that may be for thousands. */
function refusedText(text: string, column: Column, delimiter: string): string | undefined {
  if (/^\s*=/.test(text)) return t('csv.formula', { text: text.trim() });
  if (isText(column)) return undefined;
  if (/^\s*[-+*/]=/.test(text)) return t('csv.relative', { text: text.trim() });
  const isNumber =
    column.is === 'field' && !['vec2', 'vec3', 'quat', 'flags'].includes(column.spec.kind) && column.spec.length === undefined;
  return isNumber && delimiter !== ';' && /^\s*-?\d{1,3}(,\d{3})+\s*$/.test(text) ? t('csv.thousands', { text: text.trim() }) : undefined;
}

/** What a file would change, cell by cell, and what of it cannot be read. Nothing is written. */
export function planImport(editor: Editor, level: LevelSession, text: string, columns: readonly Column[]): ImportPlan {
  const { data, meta, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    delimitersToGuess: [',', ';', '\t'],
    skipEmptyLines: 'greedy',
  });
  const [titles = [], ...rows] = data;
  const headings = headingsOf(titles, columns);
  const isNamed = headings.some((heading) => heading.is === 'id' || (heading.is === 'column' && heading.column.is === 'name'));
  const ignored = titles.filter((title, at) => headings[at]?.is === 'nothing' && title.trim() !== '');
  if (!isNamed) return { edits: [], problems: [{ row: 1, column: undefined, problem: t('csv.noNames') }], ignored, rows: rows.length };
  const problems: FileProblem[] = errors
    .filter(({ type }) => type === 'Quotes')
    .map(({ row = 0 }) => ({ row: row + 1, column: undefined, problem: t('csv.quotes') }));
  const edits: FileEdit[] = [];
  const find = matcher(level, headings);
  const names = namesOf(editor, level);
  const met = new Map<string, number>();
  rows.forEach((cells, at) => {
    const row = at + 2;
    const found = find(cells);
    if ('problem' in found) return problems.push({ row, column: undefined, problem: found.problem });
    const { key, byName } = found;
    const entity = level.entity(key).get()!;
    const before = met.get(key);
    if (before !== undefined) return problems.push({ row, column: undefined, problem: t('csv.twice', { name: entity.name, row: before }) });
    met.set(key, row);
    if (cells.length > titles.length) problems.push({ row, column: undefined, problem: t('csv.long', { count: titles.length }) });
    headings.forEach((heading, place) => {
      const raw = cells[place];
      if (heading.is !== 'column' || raw === undefined || (byName && heading.column.is === 'name')) return;
      const { column } = heading;
      const from = cellText(entity, column, names);
      const to = isText(column) ? unescapeText(raw) : raw;
      // What has no such component has an empty cell.
      if (to === from) return;
      const refusal = to === raw ? refusedText(raw, column, meta.delimiter) : undefined;
      const read = refusal === undefined ? readCell(to, key, column, { editor, level, names, fits: false }) : { problem: refusal };
      if ('problem' in read) problems.push({ row, column: column.title, problem: read.problem });
      else if (read.edit) edits.push({ ...read.edit, row, name: entity.name, from, to });
    });
    return undefined;
  });
  return { edits, problems, ignored, rows: rows.length };
}
