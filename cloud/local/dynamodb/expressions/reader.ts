import { AwsError, invalid } from '../../wire/error.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { type Token, tokenize } from './lexer.ts';
import type { Path } from './path.ts';
import type { Placeholders } from './placeholders.ts';
import { isReservedWord } from './reserved-words.ts';

const MAX_LENGTH = 4096;

/** Steps through the tokens of one expression: what all the parsers share. */
export class Reader {
  /** The request's name for the expression, such as `ConditionExpression`. */
  readonly kind: string;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #placeholders: Placeholders;
  #next = 0;

  constructor(kind: string, text: string, placeholders: Placeholders) {
    this.kind = kind;
    this.#text = text;
    this.#placeholders = placeholders;
    placeholders.begin();
    if (text.trim() === '') throw this.error('The expression can not be empty;');
    if (Buffer.byteLength(text) > MAX_LENGTH)
      throw this.error(`Expression size has exceeded the maximum allowed size; expression size: ${Buffer.byteLength(text)}`);
    this.#tokens = tokenize(text);
  }

  get token(): Token {
    return this.#tokens[this.#next]!;
  }

  peek(ahead: number): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)]!;
  }

  take(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  /** Takes the symbol if it is next. */
  takeSymbol(symbol: string): boolean {
    if (this.token.kind !== 'symbol' || this.token.text !== symbol) return false;
    this.#next++;
    return true;
  }

  isWord(word: string): boolean {
    return this.token.kind === 'name' && this.token.text.toUpperCase() === word;
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.#next++;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.syntaxError();
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.syntaxError();
  }

  expectEnd(): void {
    if (this.token.kind !== 'end') throw this.syntaxError();
  }

  /** A document path such as `a.#b[2].c`. */
  path(): Path {
    const attribute = this.#name();
    this.#placeholders.mention(attribute);
    const path: (string | number)[] = [attribute];
    for (;;) {
      if (this.takeSymbol('.')) path.push(this.#name());
      else if (this.takeSymbol('[')) {
        if (this.token.kind !== 'number') throw this.syntaxError();
        path.push(Number(this.take().text));
        this.expectSymbol(']');
      } else return path;
    }
  }

  isPath(): boolean {
    return this.token.kind === 'name' || this.token.kind === 'name-placeholder';
  }

  value(): AttributeValue {
    if (this.token.kind !== 'value-placeholder') throw this.syntaxError();
    return this.#placeholders.value(this.take().text, this.kind);
  }

  #name(): string {
    const { kind, text } = this.token;
    if (kind === 'name-placeholder') return this.#placeholders.name(this.take().text, this.kind);
    if (kind !== 'name') throw this.syntaxError();
    if (isReservedWord(text)) throw this.error(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
    return this.take().text;
  }

  syntaxError(): AwsError {
    const { text, at, kind } = this.token;
    const near = kind === 'end' ? this.#text.slice(-12) : this.#text.slice(Math.max(0, at - 8), at + text.length + 8);
    return this.error(`Syntax error; token: "${text}", near: "${near.trim()}"`);
  }

  error(message: string): AwsError {
    return invalid(`Invalid ${this.kind}: ${message}`);
  }
}
