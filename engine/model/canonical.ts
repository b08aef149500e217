/**
 * Two spellings of one value. `canonicalJson` is RFC 8785 (JCS): what is hashed. `prettyJson` is what stands in project files: sorted
 * keys, two spaces, LF, short lists of plain values on one line, so that a change of one field is a change of one line.
 */
import { compareText, type Json } from '../kernel/json.ts';
import { utf8 } from '../kernel/utf8.ts';

const sortedKeys = (value: object): string[] => Object.keys(value).toSorted(compareText);

function scalar(value: unknown, path: string): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`${path || '/'}: ${value} has no JSON form`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new RangeError(`${path || '/'}: the text holds half of a surrogate pair`);
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  throw new RangeError(`${path || '/'}: ${typeof value} has no JSON form`);
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** RFC 8785. Throws RangeError with the path of what has no canonical form (NaN, undefined, a function, half a surrogate pair). */
export function canonicalJson(value: Json, path = ''): string {
  if (Array.isArray(value)) return `[${value.map((item, index) => canonicalJson(item, `${path}/${index}`)).join(',')}]`;
  if (isContainer(value)) {
    const members = sortedKeys(value).map(
      (key) => `${scalar(key, path)}:${canonicalJson((value as Record<string, Json>)[key]!, `${path}/${key}`)}`,
    );
    return `{${members.join(',')}}`;
  }
  return scalar(value, path);
}

const lineWidth = 100;

/** The text of a project file, ending in one line feed. Reading it and writing it again gives the same bytes. */
export const prettyJson = (value: Json): string => `${pretty(value, '', '')}\n`;

function pretty(value: Json, indent: string, path: string): string {
  if (!isContainer(value)) return scalar(value, path);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (!value.some(isContainer)) {
      const line = `[${value.map((item) => scalar(item, path)).join(', ')}]`;
      if (indent.length + line.length <= lineWidth) return line;
    }
    return `[\n${value.map((item, index) => inner + pretty(item, inner, `${path}/${index}`)).join(',\n')}\n${indent}]`;
  }
  const keys = sortedKeys(value);
  if (keys.length === 0) return '{}';
  const record = value as Record<string, Json>;
  return `{\n${keys.map((key) => `${inner}${scalar(key, path)}: ${pretty(record[key]!, inner, `${path}/${key}`)}`).join(',\n')}\n${indent}}`;
}

/** The same value with every object's keys in canonical order: what a reader of the canonical text would get. */
export function canonicalValue(value: Json): Json {
  if (Array.isArray(value)) return value.map(canonicalValue);
  if (!isContainer(value)) return value;
  return Object.fromEntries(sortedKeys(value).map((key) => [key, canonicalValue((value as Record<string, Json>)[key]!)]));
}

/** UTF-8 bytes of the canonical form. */
export const canonicalBytes = (value: Json): Uint8Array => utf8(canonicalJson(value));
