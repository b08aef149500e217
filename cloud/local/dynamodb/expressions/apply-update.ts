import { invalid } from '../../wire/error.ts';
import { type AttributeValue, type Item, setElements, typeOf } from '../values/attribute-value.ts';
import { addNumbers } from '../values/number.ts';
import { type Path, pathText, valueAt } from './path.ts';
import type { Update, UpdateOperand } from './update.ts';

/**
 * The item after the update. Every right-hand side is read from the item as it was. Throws ValidationException when an
 * operand is missing or of the wrong type, or a path leads nowhere.
 */
export function applyUpdate(update: Update, before: Item): Item {
  const draft = toDraft(before);
  const assignments = update.set.map(({ path, value }) => ({ path, value: read(value, before) }));
  const additions = update.add.map(({ path, value }) => ({ path, value: added(valueAt(before, path), value) }));
  for (const { path, value } of [...assignments, ...additions]) assign(draft, path, value);
  for (const { path, value } of update.delete) {
    const left = without(valueAt(before, path), value);
    if (left === 'empty') remove(draft, path);
    else if (left) assign(draft, path, left);
  }
  // From the back, so that the indices still to come mean what they meant.
  for (const path of [...update.remove].sort(byIndexDescending)) remove(draft, path);
  return draft as Item;
}

function read(operand: UpdateOperand, item: Item): AttributeValue {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path': {
      const value = valueAt(item, operand.path);
      if (!value) throw invalid('The provided expression refers to an attribute that does not exist in the item');
      return value;
    }
    case 'if_not_exists':
      return valueAt(item, operand.path) ?? read(operand.otherwise, item);
    case 'list_append': {
      const [first, second] = [read(operand.first, item), read(operand.second, item)];
      if (!('L' in first && 'L' in second)) throw wrongType();
      return { L: [...first.L, ...second.L] };
    }
    case 'plus':
    case 'minus': {
      const [left, right] = [read(operand.left, item), read(operand.right, item)];
      if (!('N' in left && 'N' in right)) throw wrongType();
      return { N: addNumbers(left.N, right.N, operand.kind === 'minus') };
    }
  }
}

function added(old: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (!old) return value;
  if ('N' in old && 'N' in value) return { N: addNumbers(old.N, value.N) };
  const [elements, more] = [setElements(old), setElements(value)];
  if (!elements || !more || typeOf(old) !== typeOf(value)) throw wrongType();
  return setOf(typeOf(old), [...new Set([...elements, ...more])]);
}

function without(old: AttributeValue | undefined, value: AttributeValue): AttributeValue | 'empty' | undefined {
  if (!old) return undefined;
  const [elements, gone] = [setElements(old), setElements(value)];
  if (!elements || !gone || typeOf(old) !== typeOf(value)) throw wrongType();
  const left = elements.filter((element) => !gone.includes(element));
  return left.length === 0 ? 'empty' : setOf(typeOf(old), left);
}

function setOf(type: string, elements: readonly string[]): AttributeValue {
  return { [type]: elements } as unknown as AttributeValue;
}

function wrongType(): Error {
  return invalid('An operand in the update expression has an incorrect data type');
}

/** A copy that may be changed. */
type Draft = Record<string, AttributeValue>;

function toDraft(item: Item): Draft {
  return Object.assign(Object.create(null), structuredClone({ ...item }));
}

/** The map or list that holds the path's last step. */
function holder(draft: Draft, path: Path): Draft | AttributeValue[] {
  const parent = path.length === 1 ? { M: draft } : valueAt(draft, path.slice(0, -1));
  const last = path.at(-1);
  if (parent && typeof last === 'string' && 'M' in parent) return parent.M as Draft;
  if (parent && typeof last === 'number' && 'L' in parent) return parent.L as AttributeValue[];
  throw invalid(`The document path provided in the update expression is invalid for update: ${pathText(path)}`);
}

function assign(draft: Draft, path: Path, value: AttributeValue): void {
  const within = holder(draft, path);
  if (Array.isArray(within)) {
    const index = path.at(-1) as number;
    if (index < within.length) within[index] = value;
    else within.push(value);
  } else within[path.at(-1) as string] = value;
}

function remove(draft: Draft, path: Path): void {
  const within = holder(draft, path);
  if (Array.isArray(within)) within.splice(path.at(-1) as number, 1);
  else delete within[path.at(-1) as string];
}

function byIndexDescending(a: Path, b: Path): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [x, y] = [a[index], b[index]];
    if (typeof x === 'number' && typeof y === 'number' && x !== y) return y - x;
  }
  return 0;
}
