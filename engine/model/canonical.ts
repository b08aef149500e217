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

function scalar(value: unknown, place: Place | undefined): string {
  const refused = (why: string): RangeError => new RangeError(`${spell(place) || '/'}: ${why}`);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refused(`${value} has no JSON form`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw refused('the text holds half of a surrogate pair');
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  throw refused(`${typeof value} has no JSON form`);
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** RFC 8785. Throws RangeError with the path of what has no canonical form (NaN, undefined, a function, half a surrogate pair). */
export const canonicalJson = (value: Json): string => canonical(value, undefined);

/** Where a value stands, from the inside out; spelled only when it is refused. */
interface Place {
  readonly key: string | number;
  readonly above: Place | undefined;
}

const spell = (place: Place | undefined): string => (place === undefined ? '' : `${spell(place.above)}/${place.key}`);

function canonical(value: Json, place: Place | undefined): string {
  if (Array.isArray(value)) {
    let text = '[';
    for (let i = 0; i < value.length; i += 1) text += (i === 0 ? '' : ',') + canonical(value[i]!, { key: i, above: place });
    return `${text}]`;
  }
  if (isContainer(value)) {
    let text = '{';
    for (const key of sortedKeys(value))
      text += `${text.length === 1 ? '' : ','}${scalar(key, place)}:${canonical((value as Record<string, Json>)[key]!, { key, above: place })}`;
    return `${text}}`;
  }
  return scalar(value, place);
}

const lineWidth = 100;

/** The text of a project file, ending in one line feed. Reading it and writing it again gives the same bytes. */
export const prettyJson = (value: Json): string => `${pretty(value, '', undefined)}\n`;

function pretty(value: Json, indent: string, place: Place | undefined): string {
  if (!isContainer(value)) return scalar(value, place);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (!value.some(isContainer)) {
      const line = `[${value.map((item) => scalar(item, place)).join(', ')}]`;
      if (indent.length + line.length <= lineWidth) return line;
    }
    return `[\n${value.map((item, index) => inner + pretty(item, inner, { key: index, above: place })).join(',\n')}\n${indent}]`;
  }
  const keys = sortedKeys(value);
  if (keys.length === 0) return '{}';
  const record = value as Record<string, Json>;
  return `{\n${keys.map((key) => `${inner}${scalar(key, place)}: ${pretty(record[key]!, inner, { key, above: place })}`).join(',\n')}\n${indent}}`;
}

/** The same value with every object's keys in canonical order: what a reader of the canonical text would get. */
export function canonicalValue(value: Json): Json {
  if (Array.isArray(value)) return value.map(canonicalValue);
  if (!isContainer(value)) return value;
  return Object.fromEntries(sortedKeys(value).map((key) => [key, canonicalValue((value as Record<string, Json>)[key]!)]));
}

/** UTF-8 bytes of the canonical form. */
export const canonicalBytes = (value: Json): Uint8Array => utf8(canonicalJson(value));
