import { type AttributeType, type AttributeValue, typeOf } from '../values/attribute-value.ts';
import { compareValues } from '../values/compare.ts';
import { type Path, pathText } from './path.ts';
import type { Placeholders } from './placeholders.ts';
import { Reader } from './reader.ts';

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly path: Path };

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly options: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly wanted: boolean }
  | { readonly kind: 'type'; readonly path: Path; readonly type: AttributeType }
  | { readonly kind: 'begins_with' | 'contains'; readonly whole: Operand; readonly part: Operand };

const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);
const FUNCTIONS: ReadonlySet<string> = new Set(['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains']);
const MAX_OPERATORS = 300;

/** Parses a condition, filter or key condition. Precedence from loose to tight: OR, AND, NOT, comparison. */
export function parseCondition(kind: string, text: string, placeholders: Placeholders): Condition {
  const parser = new ConditionParser(new Reader(kind, text, placeholders));
  return parser.whole();
}

class ConditionParser {
  readonly #reader: Reader;
  #operators = 0;
  /** The condition that the last parentheses held. */
  #wrapped: Condition | undefined;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  whole(): Condition {
    const condition = this.#or();
    this.#reader.expectEnd();
    return condition;
  }

  #or(): Condition {
    let left = this.#and();
    while (this.#reader.takeWord('OR')) left = this.#counted({ kind: 'or', left, right: this.#and() });
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.#reader.takeWord('AND')) left = this.#counted({ kind: 'and', left, right: this.#not() });
    return left;
  }

  #not(): Condition {
    if (this.#reader.takeWord('NOT')) return this.#counted({ kind: 'not', condition: this.#not() });
    return this.#primary();
  }

  #primary(): Condition {
    const reader = this.#reader;
    const { token } = reader;
    if (token.kind === 'name' && reader.peek(1).text === '(' && token.text !== 'size') return this.#counted(this.#function());
    if (reader.takeSymbol('(')) {
      const inner = this.#or();
      reader.expectSymbol(')');
      if (inner === this.#wrapped) throw reader.error('The expression has redundant parentheses;');
      this.#wrapped = inner;
      return inner;
    }
    return this.#counted(this.#comparison());
  }

  #function(): Condition {
    const reader = this.#reader;
    const name = reader.take().text;
    if (!FUNCTIONS.has(name)) throw reader.error(`Invalid function name; function: ${name}`);
    reader.expectSymbol('(');
    const condition = this.#arguments(name);
    reader.expectSymbol(')');
    return condition;
  }

  #arguments(name: string): Condition {
    const reader = this.#reader;
    if (name === 'attribute_exists' || name === 'attribute_not_exists') {
      return { kind: 'exists', path: reader.path(), wanted: name === 'attribute_exists' };
    }
    if (name === 'attribute_type') {
      const path = reader.path();
      reader.expectSymbol(',');
      const type = reader.value();
      if (!('S' in type) || !TYPES.has(type.S))
        throw reader.error(
          `Invalid attribute type name found; type: ${'S' in type ? type.S : typeOf(type)}, valid types: {${[...TYPES].join(',')}}`,
        );
      return { kind: 'type', path, type: type.S as AttributeType };
    }
    const whole = this.#operand();
    reader.expectSymbol(',');
    const part = this.#operand();
    this.#checkDistinct(name, whole, part);
    if (name === 'begins_with' && part.kind === 'value' && !('S' in part.value || 'B' in part.value))
      throw this.#wrongOperand('begins_with', part.value);
    return { kind: name as 'begins_with' | 'contains', whole, part };
  }

  #comparison(): Condition {
    const reader = this.#reader;
    const left = this.#operand();
    if (reader.takeWord('BETWEEN')) {
      const low = this.#operand();
      reader.expectWord('AND');
      const high = this.#operand();
      this.#checkBounds(low, high);
      return { kind: 'between', operand: left, low, high };
    }
    if (reader.takeWord('IN')) {
      reader.expectSymbol('(');
      const options = [this.#operand()];
      while (reader.takeSymbol(',')) options.push(this.#operand());
      reader.expectSymbol(')');
      if (options.length > 100) throw reader.error('The IN operator takes at most 100 operands');
      return { kind: 'in', operand: left, options };
    }
    const comparator = reader.token.text;
    if (reader.token.kind !== 'symbol' || !COMPARATORS.has(comparator)) throw reader.syntaxError();
    reader.take();
    const right = this.#operand();
    this.#checkDistinct(comparator, left, right);
    if (comparator !== '=' && comparator !== '<>') {
      for (const operand of [left, right]) {
        if (operand.kind === 'value' && compareValues(operand.value, operand.value) === undefined)
          throw this.#wrongOperand(comparator, operand.value);
      }
    }
    return { kind: 'compare', comparator: comparator as Comparator, left, right };
  }

  #operand(): Operand {
    const reader = this.#reader;
    if (reader.token.kind === 'value-placeholder') return { kind: 'value', value: reader.value() };
    if (reader.token.text === 'size' && reader.peek(1).text === '(') {
      reader.take();
      reader.expectSymbol('(');
      const path = reader.path();
      reader.expectSymbol(')');
      return { kind: 'size', path };
    }
    if (!reader.isPath()) throw reader.syntaxError();
    return { kind: 'path', path: reader.path() };
  }

  #checkDistinct(operator: string, first: Operand, second: Operand): void {
    if (first.kind !== 'path' || second.kind !== 'path' || pathText(first.path) !== pathText(second.path)) return;
    throw this.#reader.error(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: [${pathText(first.path)}]`,
    );
  }

  #checkBounds(low: Operand, high: Operand): void {
    if (low.kind !== 'value' || high.kind !== 'value') return;
    const order = compareValues(low.value, high.value);
    if (order === undefined) throw this.#reader.error('The BETWEEN operator requires same data type for lower and upper bounds');
    if (order > 0) throw this.#reader.error('The BETWEEN operator requires upper bound to be greater than or equal to lower bound');
  }

  #wrongOperand(operator: string, value: AttributeValue): Error {
    return this.#reader.error(
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(value)}`,
    );
  }

  #counted(condition: Condition): Condition {
    if (++this.#operators > MAX_OPERATORS) throw this.#reader.error('The expression contains more than 300 operators');
    return condition;
  }
}
