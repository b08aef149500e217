import { invalid } from '../../wire/error.ts';
import type { KeySchema, KeyType } from '../tables/definition.ts';
import { type AttributeValue, typeOf } from '../values/attribute-value.ts';
import { sortableBytes } from '../values/compare.ts';
import type { Condition, Operand } from './condition.ts';

/** What a Query selects: one partition and a range of sort keys, as stored bytes. */
export interface KeyRange {
  readonly hashValue: AttributeValue;
  readonly hash: Uint8Array;
  readonly low?: Uint8Array;
  readonly lowExclusive?: boolean;
  readonly high?: Uint8Array;
  readonly highExclusive?: boolean;
}

type Bounds = Omit<KeyRange, 'hashValue' | 'hash'>;

/** Reads `hash = :v` and at most one condition on the range key out of a parsed KeyConditionExpression. */
export function keyRange(condition: Condition, schema: KeySchema, types: Readonly<Record<string, KeyType>>): KeyRange {
  const parts = condition.kind === 'and' ? [condition.left, condition.right] : [condition];
  let hashValue: AttributeValue | undefined;
  let bounds: Bounds | undefined;
  for (const part of parts) {
    const name = subject(part);
    if (name === schema.hash && part.kind === 'compare' && part.comparator === '=' && !hashValue)
      hashValue = constant(part.right, types[name]!, name);
    else if (name === schema.hash) throw invalid('Query key condition not supported');
    else if (name !== undefined && name === schema.range && !bounds) bounds = rangeBounds(part, types[name]!, name);
    else
      throw invalid(
        `Query condition missed key schema element: ${hashValue || name === undefined ? (schema.range ?? schema.hash) : schema.hash}`,
      );
  }
  if (!hashValue) throw invalid(`Query condition missed key schema element: ${schema.hash}`);
  return { hashValue, hash: sortableBytes(hashValue)!, ...bounds };
}

/** The attribute that a part of the condition is about. */
function subject(part: Condition): string | undefined {
  const operand =
    part.kind === 'compare' ? part.left : part.kind === 'between' ? part.operand : part.kind === 'begins_with' ? part.whole : undefined;
  if (operand?.kind !== 'path') throw invalid('Invalid operator used in KeyConditionExpression');
  if (operand.path.length > 1) throw invalid('KeyConditionExpressions cannot have conditions on nested attributes');
  return operand.path[0] as string;
}

function rangeBounds(part: Condition, type: KeyType, name: string): Bounds {
  if (part.kind === 'between') return { low: bytes(part.low, type, name), high: bytes(part.high, type, name) };
  if (part.kind === 'begins_with') {
    const low = bytes(part.part, type, name);
    if (type === 'N')
      throw invalid(
        'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
      );
    const high = successor(low);
    return { low, ...(high && { high, highExclusive: true }) };
  }
  if (part.kind !== 'compare') throw invalid('Query key condition not supported');
  const value = bytes(part.right, type, name);
  switch (part.comparator) {
    case '=':
      return { low: value, high: value };
    case '<':
      return { high: value, highExclusive: true };
    case '<=':
      return { high: value };
    case '>':
      return { low: value, lowExclusive: true };
    case '>=':
      return { low: value };
    case '<>':
      throw invalid('Unsupported operator on KeyCondition: operator: <>');
  }
}

function bytes(operand: Operand, type: KeyType, name: string): Uint8Array {
  return sortableBytes(constant(operand, type, name))!;
}

function constant(operand: Operand, type: KeyType, name: string): AttributeValue {
  if (operand.kind !== 'value') throw invalid('Invalid condition in KeyConditionExpression: keys must be compared with values');
  if (typeOf(operand.value) !== type)
    throw invalid(`One or more parameter values were invalid: Condition parameter type does not match schema type for ${name}`);
  return operand.value;
}

/** The smallest bytes above everything that begins with these. */
function successor(prefix: Uint8Array): Uint8Array | undefined {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end--;
  if (end === 0) return undefined;
  const next = Uint8Array.from(prefix.subarray(0, end));
  next[end - 1]!++;
  return next;
}
