/** Places among siblings as fractional keys: a move writes one entity, and siblings stand in the order of (key, id). */
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import { compareText } from '../kernel/json.ts';

export interface Sibling {
  id: string;
  order: string;
}

export const bySibling = (a: Sibling, b: Sibling): number => compareText(a.order, b.order) || compareText(a.id, b.id);

/** Longer keys are re-spaced rather than extended. */
const longestKey = 64;

/** True when new keys can be generated beside `key`; hand-written files may hold any text. */
export function isOrderKey(key: string): boolean {
  try {
    generateKeyBetween(key, null);
    generateKeyBetween(null, key);
    return true;
  } catch {
    return false;
  }
}

/** `count` keys in order. */
export const orderKeys = (count: number): string[] => generateNKeysBetween(null, null, count);

/**
 * Keys for `count` newcomers at `index` among `siblings` (in order). Where the neighbours leave no room (equal keys made at the same moment
 * by two people, hand-written or overlong ones) the siblings in the way get new keys too: `rekeyed`.
 */
export function placeAt(siblings: readonly Sibling[], index: number, count = 1): { keys: string[]; rekeyed: Sibling[] } {
  const usable = (at: number): boolean => siblings[at]!.order.length <= longestKey && isOrderKey(siblings[at]!.order);
  let low = index - 1;
  while (low >= 0 && !usable(low)) low -= 1;
  const floor = low >= 0 ? siblings[low]!.order : null;
  let high = index;
  while (high < siblings.length && !(usable(high) && (floor === null || siblings[high]!.order > floor))) high += 1;
  const ceiling = high < siblings.length ? siblings[high]!.order : null;
  const before = index - 1 - low;
  const after = high - index;
  const keys = generateNKeysBetween(floor, ceiling, before + count + after);
  const rekeyed = [...siblings.slice(low + 1, index), ...siblings.slice(index, high)].map(({ id }, at) => ({
    id,
    order: keys[at < before ? at : at + count]!,
  }));
  return { keys: keys.slice(before, before + count), rekeyed };
}
