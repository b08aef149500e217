import type { Json } from '../kernel/json.ts';
import { z } from './zod.ts';

/** How deep lists and objects may stand in each other: whatever walks through a value by calling itself comes to its end. */
const maxDepth = 256;

/** Whether JSON can hold a value, with everything in it: no NaN, no undefined, nothing with a prototype of its own. */
function isJson(value: unknown, depth = 0): value is Json {
  if (depth > maxDepth) return false;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) if (!isJson(value[i], depth + 1)) return false;
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  // Whoever copies an object key by key would give the copy another prototype.
  if (Object.hasOwn(value, '__proto__')) return false;
  for (const key of Object.keys(value)) if (!isJson((value as Record<string, unknown>)[key], depth + 1)) return false;
  return true;
}

/**
 * Whatever JSON can hold; what is read is the value itself, not a copy. Its own look at the value: the description that zod has for JSON
 * refers to itself, and keeps account of every object for that.
 */
export const JsonValue = z
  .unknown()
  .refine(
    (value) => isJson(value),
    `expected what JSON can hold: numbers, texts, true, false, null, lists and objects, at most ${maxDepth} deep`,
  ) as z.ZodType<Json, Json>;
