export type TokenKind = 'name' | 'name-placeholder' | 'value-placeholder' | 'number' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offset in the expression. */
  readonly at: number;
}

const TOKEN = /\s*(?:(#[\w]+)|(:[\w]+)|([A-Za-z_][\w]*)|(\d+)|(<>|<=|>=|[=<>()[\],.+-])|(\S))/gy;

/** The tokens of an expression, with an end token last. A character that begins no token comes out as a symbol. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  for (const match of expression.matchAll(TOKEN)) {
    const [whole, nameMark, valueMark, name, digits, symbol, stray] = match;
    const text = nameMark ?? valueMark ?? name ?? digits ?? symbol ?? stray!;
    const kind = nameMark ? 'name-placeholder' : valueMark ? 'value-placeholder' : name ? 'name' : digits ? 'number' : 'symbol';
    tokens.push({ kind, text, at: match.index + whole.length - text.length });
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: expression.length });
  return tokens;
}
