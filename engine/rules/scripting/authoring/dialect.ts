/** What the languages of scripts differ in, as far as writing them is helped. */
import { quoted, type Lexicon, type StringReader } from './tokens.ts';

export type LanguageName = 'lua' | 'python' | 'javascript';

export interface Dialect extends Lexicon {
  readonly language: LanguageName;
  /** What stands between a thing and its member. */
  readonly members: readonly string[];
  readonly keywords: ReadonlySet<string>;
  /** Names that the language itself brings, with a word about those of them that are this sandbox's own. */
  readonly builtins: ReadonlyMap<string, string>;
  /** Names that people of the language expect and a script does not have: what to use instead, as a sentence. */
  readonly absent: ReadonlyMap<string, string>;
  /** Modules that may be imported; undefined where nothing is. */
  readonly modules?: ReadonlySet<string>;
}

const words = (text: string): string[] => text.split(' ');
const plain = (text: string): [string, string][] => words(text).map((name) => [name, '']);

const CLOCK = 'A script has no clock: use time.tick, time.now or time.dt.';
const FILES = 'A script reads no files: put the data into data/<name>.json and read it with table(name).';
const OUTSIDE = 'A script reaches nothing outside its level.';
const ONE_FILE = 'A script is one file: what the SDK has is already there by name.';
const NO_CODE = 'A script runs no text as code: write a function.';

const luaString: StringReader = (text, at) => {
  const letter = text[at];
  if (letter === '"' || letter === "'") return quoted(text, at + 1, letter, false);
  const bracket = letter === '[' ? /^\[(=*)\[/.exec(text.slice(at, at + 40)) : null;
  if (bracket === null) return undefined;
  const from = at + bracket[0].length;
  const closing = `]${bracket[1]}]`;
  const to = text.indexOf(closing, from);
  return to < 0 ? { from, to: text.length, end: text.length, open: true } : { from, to, end: to + closing.length, open: false };
};

export const lua: Dialect = {
  language: 'lua',
  comment: /--\[(=*)\[[^]*?(?:\]\1\]|$)|--[^\n]*/y,
  number: /0[xX][\da-fA-F.]+(?:[pP][+-]?\d+)?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y,
  name: /[A-Za-z_]\w*/y,
  sign: /\.\.\.|\.\.|==|~=|<=|>=|\/\/|::|<<|>>/y,
  string: luaString,
  members: ['.', ':'],
  keywords: new Set(
    words('and break do else elseif end false for function goto if in local nil not or repeat return then true until while'),
  ),
  builtins: new Map([
    ...plain('assert coroutine error getmetatable ipairs math next pairs pcall rawequal rawget rawlen rawset select setmetatable'),
    ...plain('string tonumber tostring type utf8 xpcall _G _VERSION'),
    ['null', 'Nothing, in a list; in an object nil says the same.'],
    ['print', 'Is log: a line for the console panel and lq run.'],
  ]),
  absent: new Map([
    ['os', CLOCK],
    ['io', FILES],
    ['require', ONE_FILE],
    ['package', ONE_FILE],
    ['dofile', ONE_FILE],
    ['loadfile', ONE_FILE],
    ['load', NO_CODE],
    ['loadstring', NO_CODE],
    ['debug', 'Set a breakpoint in Studio, or log(...) the value.'],
    ['collectgarbage', 'Memory is freed by itself; what a script uses is shown in the Meter.'],
    ['warn', 'Use log(...).'],
    ['unpack', 'Lua 5.4 calls it table.unpack.'],
    ['setfenv', 'Lua 5.4 has no environments to set.'],
    ['getfenv', 'Lua 5.4 has no environments to read.'],
  ]),
};

const pythonString: StringReader = (text, at) => {
  const opening = /^[A-Za-z]{0,2}(?:'''|"""|'|")/.exec(text.slice(at, at + 5))?.[0];
  if (opening === undefined || !/^(?:[rRbBuUfF]|[rR][bBfF]|[bBfF][rR])?['"]/.test(opening)) return undefined;
  const quote = opening.replace(/^[A-Za-z]*/, '');
  return quoted(text, at + opening.length, quote, quote.length === 3);
};

export const python: Dialect = {
  language: 'python',
  comment: /#[^\n]*/y,
  number: /0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?/y,
  name: /[\p{L}_][\p{L}\p{N}_]*/uy,
  sign: /\*\*=|\/\/=|<<=|>>=|:=|->|==|!=|<=|>=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|\*\*|\/\/|<<|>>/y,
  string: pythonString,
  members: ['.'],
  keywords: new Set(
    words(
      'and as assert break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return True try while with yield',
    ),
  ),
  builtins: new Map([
    ...plain(
      'abs all any bin bool bytearray bytes callable chr dict dir divmod enumerate filter float frozenset getattr globals hasattr hash hex',
    ),
    ...plain('id int isinstance issubclass iter len list locals map max min next object oct ord pow property range repr reversed round'),
    ...plain('setattr slice sorted staticmethod classmethod str sum super tuple type zip'),
    ...plain('Exception ValueError TypeError KeyError IndexError LookupError ArithmeticError ZeroDivisionError RuntimeError StopIteration'),
    ['print', 'Is log: a line for the console panel and lq run.'],
  ]),
  absent: new Map([
    ['open', FILES],
    ['input', "What players send comes as a command: on('Command', fn)."],
    ['exec', NO_CODE],
    ['eval', NO_CODE],
    ['compile', NO_CODE],
    ['execfile', ONE_FILE],
    ['__import__', ONE_FILE],
    ['breakpoint', 'log(...) the value: Python scripts have no debugger yet.'],
    ['help', 'Point at a name in the editor: it says what it is.'],
    // Modules.
    ['os', OUTSIDE],
    ['sys', OUTSIDE],
    ['subprocess', OUTSIDE],
    ['socket', OUTSIDE],
    ['requests', OUTSIDE],
    ['urllib', OUTSIDE],
    ['io', FILES],
    ['csv', FILES],
    ['pathlib', FILES],
    ['time', CLOCK],
    ['datetime', CLOCK],
    ['json', 'Payloads, state and tables are plain values already: there is nothing to decode.'],
    ['decimal', "decimal('0.50') is already there by name, without an import."],
    ['asyncio', 'Nothing waits in a script: after(ticks, type) sends it an event later.'],
    ['threading', 'Nothing waits in a script: after(ticks, type) sends it an event later.'],
    ['numpy', 'Only math and random can be imported: write the sum with lists.'],
    ['pandas', FILES],
    ['uctypes', OUTSIDE],
  ]),
  modules: new Set(['math', 'random', 'ledgerquest']),
};

/** Templates are one string, whatever stands in them. */
const javascriptString: StringReader = (text, at) => {
  const letter = text[at];
  if (letter === '"' || letter === "'") return quoted(text, at + 1, letter, false);
  return letter === '`' ? quoted(text, at + 1, letter, true) : undefined;
};

/** Only as much as finding what a name stands for needs: the rest is the language service's. */
export const javascript: Dialect = {
  language: 'javascript',
  comment: /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y,
  number: /0[xXoObB][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y,
  name: /[\p{L}_$][\p{L}\p{N}_$]*/uy,
  sign: /=>|\?\.(?!\d)|\.\.\.|===|!==|==|!=|<=|>=|&&|\|\||\?\?/y,
  string: javascriptString,
  members: ['.', '?.'],
  keywords: new Set(words('const let var function return for of in if else while new typeof null undefined true false')),
  builtins: new Map(),
  absent: new Map(),
};

export const dialects: Readonly<Record<LanguageName, Dialect>> = { lua, python, javascript };

/** By how a script's path ends. */
export const dialectOf = (path: string): Dialect => (path.endsWith('.lua') ? lua : path.endsWith('.py') ? python : javascript);
