/** Puts a text in order where that is safe: no blanks at the ends of lines, none of them inside a string, and one line end at the end. */
import type { Dialect } from './dialect.ts';
import { tokensOf } from './tokens.ts';

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const tidy = (code: string, dialect: Dialect): Edit[] => {
  const strings = tokensOf(code, dialect).list.filter(({ kind }) => kind === 'string');
  const edits: Edit[] = [];
  for (const found of code.matchAll(/[ \t]+(?=\r?\n|$)/g)) {
    const start = found.index;
    const end = start + found[0].length;
    // A line that ends inside a string, or in a backslash that joins it with the next, is what it is.
    const inString = strings.some((string) => string.start < end && start < string.end);
    if (!inString && code[start - 1] !== '\\') edits.push({ start, end, text: '' });
  }
  const last = /[^\s][ \t]*(\s*)$/.exec(code);
  if (last !== null && code !== '') {
    const end = last.index + 1;
    const rest = code.slice(end).replaceAll(/[ \t]/g, '');
    if (strings.some((string) => string.open)) return edits;
    if (rest === '' || rest.replaceAll('\r', '').length > 1)
      return [...edits.filter((edit) => edit.start < end), { start: end, end: code.length, text: rest.startsWith('\r') ? '\r\n' : '\n' }];
  }
  return edits;
};
