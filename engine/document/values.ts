/** What a register of a document may hold: bounded, plain JSON. Documents come over the network, so nothing here trusts its input. */
import type { Json } from '../kernel/json.ts';

export interface ValueLimits {
  /** Containers inside containers. */
  depth: number;
  /** Values in total, the containers included. */
  nodes: number;
  /** UTF-16 units of one text. */
  text: number;
}

export const valueLimits: ValueLimits = { depth: 16, nodes: 20_000, text: 65_536 };

/**
 * True when `value` is JSON within the limits: finite numbers, well-formed texts, arrays and plain objects. An object whose prototype was
 * replaced on the way in (a decoder that assigns `__proto__`) is refused, as is one that would do so to the next reader.
 */
export function isPlainJson(value: unknown, limits: ValueLimits = valueLimits): value is Json {
  let left = limits.nodes;
  const walk = (node: unknown, depth: number): boolean => {
    left -= 1;
    if (left < 0 || depth > limits.depth) return false;
    if (node === null || typeof node === 'boolean') return true;
    if (typeof node === 'number') return Number.isFinite(node);
    if (typeof node === 'string') return node.length <= limits.text && node.isWellFormed();
    if (Array.isArray(node)) return node.every((item) => walk(item, depth + 1));
    if (typeof node !== 'object' || Object.getPrototypeOf(node) !== Object.prototype) return false;
    return Object.entries(node).every(([key, item]) => key.length <= 200 && key !== '__proto__' && walk(item, depth + 1));
  };
  return walk(value, 0);
}

/** Equality of values; the order of an object's members does not count. `undefined` (no register) equals only itself. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  const left = a as Record<string, Json>;
  const right = b as Record<string, Json>;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]));
}

/** A name that is safe as a key of a record and readable in a file. */
export const isName = (text: unknown): text is string => typeof text === 'string' && /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(text);
