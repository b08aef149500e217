import { type AttributeValue, typeOf } from '../values/attribute-value.ts';
import type { Path } from './path.ts';
import type { Placeholders } from './placeholders.ts';
import { refuseClashes } from './projection.ts';
import { Reader } from './reader.ts';

export type UpdateOperand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: UpdateOperand }
  | { readonly kind: 'list_append'; readonly first: UpdateOperand; readonly second: UpdateOperand }
  | { readonly kind: 'plus' | 'minus'; readonly left: UpdateOperand; readonly right: UpdateOperand };

export interface Update {
  readonly set: readonly { readonly path: Path; readonly value: UpdateOperand }[];
  readonly remove: readonly Path[];
  readonly add: readonly { readonly path: Path; readonly value: AttributeValue }[];
  readonly delete: readonly { readonly path: Path; readonly value: AttributeValue }[];
}

const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;

/** Parses an update expression: each clause at most once, no path within another. */
export function parseUpdate(text: string, placeholders: Placeholders): Update {
  const reader = new Reader('UpdateExpression', text, placeholders);
  const update = {
    set: [] as Update['set'][number][],
    remove: [] as Path[],
    add: [] as Update['add'][number][],
    delete: [] as Update['delete'][number][],
  };
  const seen = new Set<string>();
  while (reader.token.kind !== 'end') {
    const clause = CLAUSES.find((word) => reader.takeWord(word));
    if (!clause) throw reader.syntaxError();
    if (seen.has(clause)) throw reader.error(`The "${clause}" section can only be used once in an update expression;`);
    seen.add(clause);
    do {
      const path = reader.path();
      if (clause === 'SET') {
        reader.expectSymbol('=');
        update.set.push({ path, value: sum(reader) });
      } else if (clause === 'REMOVE') update.remove.push(path);
      else {
        const value = reader.value();
        const type = typeOf(value);
        const fits = type === 'SS' || type === 'NS' || type === 'BS' || (clause === 'ADD' && type === 'N');
        if (!fits) throw reader.error(`Incorrect operand type for operator or function; operator: ${clause}, operand type: ${type}`);
        update[clause === 'ADD' ? 'add' : 'delete'].push({ path, value });
      }
    } while (reader.takeSymbol(','));
  }
  refuseClashes(reader, touchedPaths(update));
  return update;
}

/** Every path that the update writes. */
export function touchedPaths(update: Update): Path[] {
  return [
    ...update.set.map(({ path }) => path),
    ...update.remove,
    ...update.add.map(({ path }) => path),
    ...update.delete.map(({ path }) => path),
  ];
}

function sum(reader: Reader): UpdateOperand {
  const left = operand(reader);
  if (reader.takeSymbol('+')) return { kind: 'plus', left, right: operand(reader) };
  if (reader.takeSymbol('-')) return { kind: 'minus', left, right: operand(reader) };
  return left;
}

function operand(reader: Reader): UpdateOperand {
  if (reader.takeSymbol('(')) {
    const inner = sum(reader);
    reader.expectSymbol(')');
    return inner;
  }
  if (reader.token.kind === 'value-placeholder') return { kind: 'value', value: reader.value() };
  if (reader.token.kind === 'name' && reader.peek(1).text === '(') {
    const name = reader.take().text;
    reader.expectSymbol('(');
    const result = call(reader, name);
    reader.expectSymbol(')');
    return result;
  }
  return { kind: 'path', path: reader.path() };
}

function call(reader: Reader, name: string): UpdateOperand {
  if (name === 'if_not_exists') {
    const path = reader.path();
    reader.expectSymbol(',');
    return { kind: 'if_not_exists', path, otherwise: operand(reader) };
  }
  if (name === 'list_append') {
    const first = operand(reader);
    reader.expectSymbol(',');
    return { kind: 'list_append', first, second: operand(reader) };
  }
  throw reader.error(`Invalid function name; function: ${name}`);
}
