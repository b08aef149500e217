import { type AttributeMap, type AttributeValue, contentOf, SET_ELEMENT, setElements, typeOf } from '../values/attribute-value.ts';
import { compareValues, equalValues } from '../values/compare.ts';
import type { Comparator, Condition, Operand } from './condition.ts';
import { valueAt } from './path.ts';

/** Whether the condition holds for the item; an absent item is the empty one. */
export function evaluate(condition: Condition, item: AttributeMap): boolean {
  switch (condition.kind) {
    case 'and':
      return evaluate(condition.left, item) && evaluate(condition.right, item);
    case 'or':
      return evaluate(condition.left, item) || evaluate(condition.right, item);
    case 'not':
      return !evaluate(condition.condition, item);
    case 'compare':
      return compare(condition.comparator, read(condition.left, item), read(condition.right, item));
    case 'between': {
      const value = read(condition.operand, item);
      return compare('>=', value, read(condition.low, item)) && compare('<=', value, read(condition.high, item));
    }
    case 'in': {
      const value = read(condition.operand, item);
      return condition.options.some((option) => compare('=', value, read(option, item)));
    }
    case 'exists':
      return (valueAt(item, condition.path) !== undefined) === condition.wanted;
    case 'type': {
      const value = valueAt(item, condition.path);
      return value !== undefined && typeOf(value) === condition.type;
    }
    case 'begins_with':
      return beginsWith(read(condition.whole, item), read(condition.part, item));
    case 'contains':
      return contains(read(condition.whole, item), read(condition.part, item));
  }
}

function read(operand: Operand, item: AttributeMap): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  const value = valueAt(item, operand.path);
  return operand.kind === 'path' ? value : size(value);
}

/** A missing operand is unequal to everything and has no order. */
export function compare(comparator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  const equal = left !== undefined && right !== undefined && equalValues(left, right);
  if (comparator === '=') return equal;
  if (comparator === '<>') return !equal;
  const order = left && right && compareValues(left, right);
  if (order === undefined) return false;
  switch (comparator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

export function beginsWith(whole: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (!whole || !part) return false;
  if ('S' in whole && 'S' in part) return whole.S.startsWith(part.S);
  if (!('B' in whole && 'B' in part)) return false;
  const [bytes, prefix] = [Buffer.from(whole.B, 'base64'), Buffer.from(part.B, 'base64')];
  return bytes.subarray(0, prefix.length).equals(prefix);
}

function contains(whole: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (!whole || !part) return false;
  if ('S' in whole) return 'S' in part && whole.S.includes(part.S);
  if ('B' in whole) return 'B' in part && Buffer.from(whole.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  if ('L' in whole) return whole.L.some((element) => equalValues(element, part));
  const elements = setElements(whole);
  return (
    elements !== undefined &&
    SET_ELEMENT[typeOf(whole) as keyof typeof SET_ELEMENT] === typeOf(part) &&
    elements.includes(contentOf(part) as string)
  );
}

/** Length of a string in characters, of binary in bytes, of a collection in elements. */
function size(value: AttributeValue | undefined): AttributeValue | undefined {
  if (!value) return undefined;
  if ('S' in value) return { N: String(Array.from(value.S).length) };
  if ('B' in value) return { N: String(Buffer.byteLength(value.B, 'base64')) };
  if ('L' in value) return { N: String(value.L.length) };
  if ('M' in value) return { N: String(Object.keys(value.M).length) };
  const elements = setElements(value);
  return elements && { N: String(elements.length) };
}
