import { sameValue } from '../values.ts';
import { membersOf, type Node, type Part } from './part.ts';

/** Equality of what two nodes hold; a missing one equals only itself. */
export function sameNode(a: Node | undefined, b: Node | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  if ('value' in a || 'value' in b) return 'value' in a && 'value' in b && sameValue(a.value, b.value);
  return a.members.size === b.members.size && [...a.members].every(([name, node]) => sameNode(node, b.members.get(name)));
}

export const samePart = (a: Part | undefined, b: Part | undefined): boolean => {
  if (!a || !b) return a === b;
  if (a.kind === 'script' || b.kind === 'script') return a.kind === 'script' && b.kind === 'script' && a.text === b.text;
  return a.kind === b.kind && sameNode(a, b);
};

/** What stands at a path; undefined where nothing does. */
export const nodeAt = (node: Node | undefined, path: readonly string[]): Node | undefined =>
  path.reduce<Node | undefined>((at, name) => membersOf(at).get(name), node);

/** The same with `put` at a path, or without what stood there. Nothing is made on the way to a place that is gone. */
export function withNode(node: Node, [name, ...rest]: readonly string[], put: Node | undefined): Node {
  if (name === undefined) return put ?? node;
  const members = new Map(membersOf(node));
  const inner = members.get(name);
  if (rest.length > 0) {
    if (inner) members.set(name, withNode(inner, rest, put));
  } else if (put) members.set(name, put);
  else members.delete(name);
  return { members };
}
