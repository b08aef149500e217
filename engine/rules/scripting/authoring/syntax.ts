/** Where in a line of Python something is wrong: its compiler names the line alone. */
import { python } from './dialect.ts';
import { tokensOf, type Token } from './tokens.ts';

const BLOCKS = new Set(['def', 'if', 'elif', 'else', 'for', 'while', 'try', 'except', 'finally', 'class', 'with']);
const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

export interface SyntaxPlace {
  readonly column: number;
  readonly hint?: string | undefined;
}

export const pythonSyntax = (code: string, line: number): SyntaxPlace => {
  const starts = [0];
  for (const { index } of code.matchAll(/\n/g)) starts.push(index + 1);
  const lineOf = (offset: number): number => starts.findLastIndex((start) => start <= offset) + 1;
  const columnOf = (offset: number): number => offset - starts[lineOf(offset) - 1]! + 1;
  const { list } = tokensOf(code, python);
  const inLine = list.filter(({ start }) => lineOf(start) === line);
  const [first] = inLine;
  const last = inLine.at(-1);
  const here: SyntaxPlace = { column: first === undefined ? 1 : columnOf(first.start) };
  if (first === undefined || last === undefined) return here;
  const unfinished = list.find(({ open, start }) => open && lineOf(start) <= line);
  if (unfinished)
    return {
      column: unfinished.start >= first.start ? columnOf(unfinished.start) : here.column,
      hint: `The text that begins in line ${lineOf(unfinished.start)} has no closing quote.`,
    };
  const open: Token[] = [];
  for (const token of list) {
    if (lineOf(token.start) > line || token.kind !== 'sign') continue;
    const opening = CLOSES[token.text];
    if ('([{'.includes(token.text)) open.push(token);
    else if (opening !== undefined && open.pop()?.text !== opening)
      return {
        column: token.start >= first.start ? columnOf(token.start) : here.column,
        hint: `This ${token.text} closes nothing that is open.`,
      };
  }
  const [unclosed] = open;
  if (unclosed && (lineOf(unclosed.start) < line || last === list.at(-1)))
    return { ...here, hint: `The ${unclosed.text} of line ${lineOf(unclosed.start)} is not closed.` };
  if (first.text === 'match' || first.text === 'case') return { ...here, hint: 'There is no match in this Python: use if and elif.' };
  if (first.text === 'print' && inLine[1]?.kind === 'string')
    return { column: columnOf(inLine[1].start), hint: 'print is a function: print(…).' };
  if (!BLOCKS.has(first.text)) return here;
  const assigned = ['if', 'elif', 'while'].includes(first.text)
    ? inLine.find(({ kind, text }) => kind === 'sign' && text === '=')
    : undefined;
  if (assigned) return { column: columnOf(assigned.start), hint: 'Two values are compared with ==.' };
  if (last.text !== ':' && !inLine.some(({ text }) => text === ':'))
    return { column: columnOf(last.end), hint: 'A colon is missing at the end of this line.' };
  return here;
};
