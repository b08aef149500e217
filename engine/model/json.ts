/**
 * Reads JSON text strictly (RFC 8259, no duplicate keys) and remembers where every value stood, so that a refused field can be shown by
 * line and column. `JSON.parse` words its errors differently in every host; these sentences are the same everywhere.
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
const blank = /[\t\n\r ]*/y;
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
  const starts = new Map<string, number>();
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
  const next = (): string => {
    match(blank);
    return text[at] ?? refuse('The text ends too early: something is not closed.');
  };

  const readString = (): string => {
    const start = at;
    at += 1;
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
    starts.set(path, at);
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
      items.push(readValue(`${path}/${items.length}`, depth + 1));
      const after = next();
      if (after !== ',' && after !== ']') refuse(`A comma or ] is expected here, not ${JSON.stringify(after)}.`);
      at += 1;
      if (after === ']') return items;
      if (next() === ']') refuse('A comma stands before ]: remove it.');
    }
  };

  const readObject = (path: string, depth: number): Json => {
    const entries = new Map<string, Json>();
    at += 1;
    if (next() === '}') {
      at += 1;
      return {};
    }
    for (;;) {
      if (next() !== '"') refuse('A name in double quotes is expected here.');
      const keyAt = at;
      const key = readString();
      if (entries.has(key)) refuse(`The name ${JSON.stringify(key)} stands twice in the same object.`, keyAt);
      if (next() !== ':') refuse(`A colon is expected after ${JSON.stringify(key)}.`);
      at += 1;
      entries.set(key, readValue(`${path}/${escapeStep(key)}`, depth + 1));
      const after = next();
      if (after !== ',' && after !== '}') refuse(`A comma or } is expected here, not ${JSON.stringify(after)}.`);
      at += 1;
      // fromEntries defines properties, so a key named __proto__ stays data.
      if (after === '}') return Object.fromEntries(entries);
      if (next() === '}') refuse('A comma stands before }: remove it.');
    }
  };

  const place = (offset: number): Place => {
    const before = text.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    return { line: before.split('\n').length, column: offset - lineStart + 1 };
  };

  try {
    if (text.startsWith('\uFEFF')) refuse('The file begins with a byte order mark: save it as plain UTF-8.');
    match(blank);
    if (at === text.length) refuse('The file is empty.');
    const value = readValue('', 0);
    match(blank);
    if (at < text.length) refuse('Something follows after the end of the value.');
    return {
      ok: true,
      value,
      locate(path) {
        const steps = path.map((step) => escapeStep(String(step)));
        for (let length = steps.length; length > 0; length -= 1) {
          const start = starts.get(`/${steps.slice(0, length).join('/')}`);
          if (start !== undefined) return place(start);
        }
        return place(starts.get('') ?? 0);
      },
    };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message, ...place(error.at) };
    throw error;
  }
}

const escapeStep = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');
