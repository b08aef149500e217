/**
 * Two spellings of one value. `canonicalJson` is RFC 8785 (JCS): what is hashed. `prettyJson` is what stands in project files: sorted
 * keys, two spaces, LF, short lists of plain values on one line, so that a change of one field is a change of one line.
 */
import { compareText, type Json } from '../kernel/json.ts';
import { utf8 } from '../kernel/utf8.ts';

function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let i = 1; i < keys.length; i += 1) if (compareText(keys[i - 1]!, keys[i]!) > 0) return keys.sort(compareText);
  return keys;
}

function scalar(value: unknown): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`${value} has no JSON form`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new RangeError('the text holds half of a surrogate pair');
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  throw new RangeError(`${typeof value} has no JSON form`);
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Where in a value, in the order it is written in, the first thing stands that has no form; the writers do not keep account of it. */
function refusedAt(value: unknown): string | undefined {
  const fails = (part: unknown): boolean => {
    try {
      scalar(part);
      return false;
    } catch {
      return true;
    }
  };
  if (!isContainer(value)) return fails(value) ? '' : undefined;
  for (const key of Array.isArray(value) ? value.keys() : sortedKeys(value)) {
    const inner = fails(String(key)) ? '' : refusedAt((value as Record<string | number, unknown>)[key]);
    if (inner !== undefined) return `/${key}${inner}`;
  }
  return undefined;
}

function placed(value: Json, write: () => string): string {
  try {
    return write();
  } catch (error) {
    const place = refusedAt(value);
    throw place === undefined ? error : new RangeError(`${place || '/'}: ${(error as Error).message}`);
  }
}

/** RFC 8785. Throws RangeError with the path of what has no canonical form (NaN, undefined, a function, half a surrogate pair). */
export const canonicalJson = (value: Json): string => placed(value, () => canonical(value));

function canonical(value: Json): string {
  if (Array.isArray(value)) {
    let text = '[';
    for (let i = 0; i < value.length; i += 1) text += (i === 0 ? '' : ',') + canonical(value[i]!);
    return `${text}]`;
  }
  if (isContainer(value)) {
    let text = '{';
    for (const key of sortedKeys(value))
      text += `${text.length === 1 ? '' : ','}${scalar(key)}:${canonical((value as Record<string, Json>)[key]!)}`;
    return `${text}}`;
  }
  return scalar(value);
}

const lineWidth = 100;

/** The text of a project file, ending in one line feed. Reading it and writing it again gives the same bytes. */
export const prettyJson = (value: Json): string => placed(value, () => `${pretty(value, '')}\n`);

function pretty(value: Json, indent: string): string {
  if (!isContainer(value)) return scalar(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (!value.some(isContainer)) {
      const line = `[${value.map(scalar).join(', ')}]`;
      if (indent.length + line.length <= lineWidth) return line;
    }
    return `[\n${value.map((item) => inner + pretty(item, inner)).join(',\n')}\n${indent}]`;
  }
  const keys = sortedKeys(value);
  if (keys.length === 0) return '{}';
  const record = value as Record<string, Json>;
  return `{\n${keys.map((key) => `${inner}${scalar(key)}: ${pretty(record[key]!, inner)}`).join(',\n')}\n${indent}}`;
}

/** The same value with every object's keys in canonical order: what a reader of the canonical text would get. */
export function canonicalValue(value: Json): Json {
  if (Array.isArray(value)) return value.map(canonicalValue);
  if (!isContainer(value)) return value;
  return Object.fromEntries(sortedKeys(value).map((key) => [key, canonicalValue((value as Record<string, Json>)[key]!)]));
}

/** UTF-8 bytes of the canonical form. */
export const canonicalBytes = (value: Json): Uint8Array => utf8(canonicalJson(value));
