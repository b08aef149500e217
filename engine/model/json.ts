/**
 * Reads JSON text strictly (RFC 8259, no duplicate keys) and knows where every value stood, so that a refused field can be shown by line and
 * column. `JSON.parse` words its errors differently in every host; these sentences are the same everywhere.
 */
import type { Json } from '../kernel/json.ts';

export interface Place {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
}

export type JsonPath = readonly (string | number)[];

export type ParsedJson =
  | {
      ok: true;
      value: Json;
      /** Where the value at `path` begins; the nearest ancestor that exists answers for a path that does not. */
      locate(path: JsonPath): Place;
    }
  | ({ ok: false; message: string } & Place);

const maxDepth = 64;
const literal = /true|false|null/y;
const numeral = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const escapes: Record<string, string> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

class Refusal {
  readonly message: string;
  readonly at: number;
  constructor(message: string, at: number) {
    this.message = message;
    this.at = at;
  }
}

/** `{ok: true, value, locate}`, or the first thing that is wrong with its place. Depth is capped at 64. */
export function parseJson(text: string): ParsedJson {
  try {
    const value = readJson(text);
    // Few texts are ever asked where something stands: they are read again for it.
    let starts: Map<string, number> | undefined;
    return {
      ok: true,
      value,
      locate(path) {
        if (!starts) readJson(text, (starts = new Map()));
        const steps = path.map((step) => escapeStep(String(step)));
        for (let length = steps.length; length > 0; length -= 1) {
          const start = starts.get(`/${steps.slice(0, length).join('/')}`);
          if (start !== undefined) return placeOf(text, start);
        }
        return placeOf(text, starts.get('') ?? 0);
      },
    };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message, ...placeOf(text, error.at) };
    throw error;
  }
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

/** @param starts receives where each value begins, by its path. @throws Refusal */
function readJson(text: string, starts?: Map<string, number>): Json {
  let at = 0;

  const refuse = (message: string, where = at): never => {
    throw new Refusal(message, where);
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const skipBlank = (): void => {
    for (let code = text.charCodeAt(at); code === 32 || code === 10 || code === 13 || code === 9; code = text.charCodeAt(at)) at += 1;
  };
  const next = (): string => {
    skipBlank();
    return text[at] ?? refuse('The text ends too early: something is not closed.');
  };

  const readString = (): string => {
    const start = at;
    at += 1;
    // Most texts have nothing to escape: they are what stands between the quotes.
    for (let end = at, code = text.charCodeAt(end); code >= 32 && code !== 92; code = text.charCodeAt((end += 1))) {
      if (code !== 34) continue;
      at = end + 1;
      return text.slice(start + 1, end);
    }
    let out = '';
    for (;;) {
      const char = text[at] ?? refuse('This text has no closing quote.', start);
      at += 1;
      if (char === '"') return out;
      if (char < ' ') refuse('A line break or control character must be written as an escape (\\n, \\t).', at - 1);
      if (char !== '\\') {
        out += char;
        continue;
      }
      const kind = text[at] ?? '';
      at += 1;
      if (kind === 'u') {
        const hex = /^[0-9a-fA-F]{4}/.exec(text.slice(at, at + 4))?.[0] ?? refuse('\\u needs four hexadecimal digits.', at - 2);
        out += String.fromCharCode(Number.parseInt(hex, 16));
        at += 4;
      } else out += escapes[kind] ?? refuse(`\\${kind} is not an escape of JSON.`, at - 2);
    }
  };

  const readValue = (path: string, depth: number): Json => {
    const first = next();
    starts?.set(path, at);
    if (depth > maxDepth) refuse(`Nested deeper than ${maxDepth} levels.`);
    if (first === '"') return readString();
    if (first === '{') return readObject(path, depth);
    if (first === '[') return readArray(path, depth);
    const word = match(literal);
    if (word !== undefined) return word === 'null' ? null : word === 'true';
    const digits = match(numeral);
    if (digits === undefined) return refuse(`A value is expected here, not ${JSON.stringify(first)}.`);
    const value = Number(digits);
    return Number.isFinite(value) ? value : refuse(`${digits} is too large a number.`, at - digits.length);
  };

  const readArray = (path: string, depth: number): Json[] => {
    const items: Json[] = [];
    at += 1;
    if (next() === ']') {
      at += 1;
      return items;
    }
    for (;;) {
      items.push(readValue(starts ? `${path}/${items.length}` : '', depth + 1));
      const after = next();
      if (after !== ',' && after !== ']') refuse(`A comma or ] is expected here, not ${JSON.stringify(after)}.`);
      at += 1;
      if (after === ']') return items;
      if (next() === ']') refuse('A comma stands before ]: remove it.');
    }
  };

  const readObject = (path: string, depth: number): Json => {
    const object: Record<string, Json> = {};
    at += 1;
    if (next() === '}') {
      at += 1;
      return object;
    }
    for (;;) {
      if (next() !== '"') refuse('A name in double quotes is expected here.');
      const keyAt = at;
      const key = readString();
      if (Object.hasOwn(object, key)) refuse(`The name ${JSON.stringify(key)} stands twice in the same object.`, keyAt);
      if (next() !== ':') refuse(`A colon is expected after ${JSON.stringify(key)}.`);
      at += 1;
      const value = readValue(starts ? `${path}/${escapeStep(key)}` : '', depth + 1);
      // Defined rather than set, a key named __proto__ stays data.
      if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
      else object[key] = value;
      const after = next();
      if (after !== ',' && after !== '}') refuse(`A comma or } is expected here, not ${JSON.stringify(after)}.`);
      at += 1;
      if (after === '}') return object;
      if (next() === '}') refuse('A comma stands before }: remove it.');
    }
  };

  if (text.startsWith('\uFEFF')) refuse('The file begins with a byte order mark: save it as plain UTF-8.');
  skipBlank();
  if (at === text.length) refuse('The file is empty.');
  const value = readValue('', 0);
  skipBlank();
  if (at < text.length) refuse('Something follows after the end of the value.');
  return value;
}

const escapeStep = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');
