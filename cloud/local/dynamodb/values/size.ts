import type { AttributeMap, AttributeValue } from './attribute-value.ts';
import { digitCount } from './number.ts';

/** Bytes that an item counts for in limits and capacity, by the published rules of DynamoDB. */
export function itemSize(item: AttributeMap): number {
  return Object.entries(item).reduce((size, [name, value]) => size + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return numberSize(value.N);
  if ('B' in value) return binarySize(value.B);
  if ('SS' in value) return sum(value.SS, (element) => Buffer.byteLength(element));
  if ('NS' in value) return sum(value.NS, numberSize);
  if ('BS' in value) return sum(value.BS, binarySize);
  if ('L' in value) return 3 + sum(value.L, (element) => 1 + valueSize(element));
  if ('M' in value) return 3 + itemSize(value.M) + Object.keys(value.M).length;
  return 1;
}

/** One byte for two digits, one more, and one for a minus sign. */
function numberSize(text: string): number {
  return Math.ceil(digitCount(text) / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

function binarySize(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}

function sum<T>(elements: readonly T[], size: (element: T) => number): number {
  return elements.reduce((total, element) => total + size(element), 0);
}
