import type { AttributeMap, AttributeValue } from '../values/attribute-value.ts';

/** A document path: attribute names and list indices; the first is a name. */
export type Path = readonly (string | number)[];

/** The value at the path, or undefined where the item has none. */
export function valueAt(item: AttributeMap, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) {
    if (value === undefined) return undefined;
    if (typeof step === 'string') value = 'M' in value && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
    else value = 'L' in value ? value.L[step] : undefined;
  }
  return value;
}

export function pathText(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/** How two paths stand in each other's way: one within the other, or one a list where the other has a map. */
export function pathClash(a: Path, b: Path): 'overlap' | 'conflict' | undefined {
  for (let index = 0; ; index++) {
    const [x, y] = [a[index], b[index]];
    if (x === undefined || y === undefined) return 'overlap';
    if (typeof x !== typeof y) return 'conflict';
    if (x !== y) return undefined;
  }
}
