import type { Json } from '../../../../engine/kernel/json.ts';

const separators = [',', ';', '\t'] as const;

/** Rows of texts: RFC 4180, with whatever separator the first line uses most. */
function rowsOf(text: string): string[][] {
  const [line = ''] = text.split('\n', 1);
  const separator = separators.toSorted((a, b) => line.split(b).length - line.split(a).length)[0]!;
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], '', false];
  const endCell = (): void => {
    row.push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') cell += text[(at += 1)]!;
      else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === separator) endCell();
    else if (char === '\n') {
      endCell();
      rows.push(row);
      row = [];
    } else if (char !== '\r') cell += char;
  }
  if (cell !== '' || row.length > 0) {
    endCell();
    rows.push(row);
  }
  return rows.filter((cells) => cells.some((one) => one.trim() !== ''));
}

const valueOf = (text: string): Json => {
  const clean = text.trim();
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(clean)) {
    const number = Number(clean);
    // What a number would lose stays a text.
    if (Number.isFinite(number) && (!/^-?0\d/.test(clean) || /^-?0\./.test(clean))) return number;
  }
  return clean;
};

/** A table of named columns as scripts read it: one object per row. Undefined where there is no row of names and one of values. */
export function readCsv(text: string): Json | undefined {
  const [names, ...rows] = rowsOf(text.replace(/^\uFEFF/, ''));
  if (!names || rows.length === 0) return undefined;
  const columns = names.map((name, index) => name.trim() || `column${index + 1}`);
  return rows.map((cells) => Object.fromEntries(columns.map((name, index) => [name, valueOf(cells[index] ?? '')])));
}
