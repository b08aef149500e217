import { type AttributeMap, type AttributeValue, contentOf, setElements, typeOf } from './attribute-value.ts';
import { sortableNumber } from './number.ts';

/** Bytes whose order is the order DynamoDB gives values of the types S, N and B; undefined for other types. */
export function sortableBytes(value: AttributeValue): Uint8Array | undefined {
  if ('S' in value) return Buffer.from(value.S);
  if ('N' in value) return sortableNumber(value.N);
  return 'B' in value ? Buffer.from(value.B, 'base64') : undefined;
}

/** Negative, zero or positive; undefined when the two have no order: different types, or not S, N or B. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  if (typeOf(a) !== typeOf(b)) return undefined;
  const [x, y] = [sortableBytes(a), sortableBytes(b)];
  return x && y && Buffer.compare(x, y);
}

/** Equality by type and content; sets regardless of order. Canonical values only. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  if ('L' in a && 'L' in b) return a.L.length === b.L.length && a.L.every((element, index) => equalValues(element, b.L[index]!));
  if ('M' in a && 'M' in b) return equalItems(a.M, b.M);
  const [left, right] = [setElements(a), setElements(b)];
  if (left && right) return left.length === right.length && left.every((element) => right.includes(element));
  return contentOf(a) === contentOf(b);
}

export function equalItems(a: AttributeMap, b: AttributeMap): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => b[name] !== undefined && equalValues(a[name]!, b[name]));
}
