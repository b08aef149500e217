/** A text as the words and signs it consists of, right inside strings and comments: enough to know what a name stands for. */

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'sign';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Stands first in its line. */
  readonly first: boolean;
  /** Strings: where what is quoted begins and ends. */
  readonly from: number;
  readonly to: number;
  /** Strings: the closing quote is missing. */
  readonly open: boolean;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Tokens {
  readonly list: readonly Token[];
  readonly comments: readonly Range[];
}

/** A string that begins at an offset: where its content begins and ends, and where it ends itself; undefined if none begins there. */
export type StringReader = (text: string, at: number) => { from: number; to: number; end: number; open: boolean } | undefined;

export interface Lexicon {
  /** Sticky. Each finds one thing at `lastIndex`, or nothing. */
  readonly comment: RegExp;
  readonly number: RegExp;
  readonly name: RegExp;
  readonly sign: RegExp;
  readonly string: StringReader;
}

/** A quoted string with escapes: `quote` is what ends it, and unless `many` the end of the line does. */
export const quoted = (
  text: string,
  from: number,
  quote: string,
  many: boolean,
): { from: number; to: number; end: number; open: boolean } => {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i += text.startsWith('\r\n', i + 1) ? 2 : 1;
    else if (text.startsWith(quote, i)) return { from, to: i, end: i + quote.length, open: false };
    else if (!many && text[i] === '\n') return { from, to: i, end: i, open: true };
  }
  return { from, to: text.length, end: text.length, open: true };
};

const SPACE = /\s+/y;

export const tokensOf = (text: string, lexicon: Lexicon): Tokens => {
  const list: Token[] = [];
  const comments: Range[] = [];
  let first = true;
  let at = 0;
  const found = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const space = found(SPACE);
    if (space !== undefined) {
      first ||= space.includes('\n');
      at += space.length;
      continue;
    }
    const comment = found(lexicon.comment);
    if (comment !== undefined) {
      comments.push({ start: at, end: at + comment.length });
      at += comment.length;
      continue;
    }
    const string = lexicon.string(text, at);
    if (string !== undefined) {
      list.push({ kind: 'string', text: text.slice(string.from, string.to), start: at, ...string, first });
      at = string.end;
    } else {
      const number = found(lexicon.number);
      const name = number ?? found(lexicon.name);
      const word = name ?? found(lexicon.sign) ?? text[at]!;
      const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign';
      list.push({ kind, text: word, start: at, end: at + word.length, from: at, to: at + word.length, open: false, first });
      at += word.length;
    }
    first = false;
  }
  return { list, comments };
};
