import type { AttributeMap, AttributeValue } from '../values/attribute-value.ts';
import { type Path, pathClash, valueAt } from './path.ts';
import type { Placeholders } from './placeholders.ts';
import { Reader } from './reader.ts';

export type Projection = readonly Path[];

/** Parses `a, b.c, d[1]`; no path may be within another. */
export function parseProjection(text: string, placeholders: Placeholders): Projection {
  const reader = new Reader('ProjectionExpression', text, placeholders);
  const paths = [reader.path()];
  while (reader.takeSymbol(',')) paths.push(reader.path());
  reader.expectEnd();
  refuseClashes(reader, paths);
  return paths;
}

export function refuseClashes(reader: Reader, paths: readonly Path[]): void {
  for (const [index, path] of paths.entries()) {
    for (const earlier of paths.slice(0, index)) {
      const clash = pathClash(earlier, path);
      if (clash) {
        const show = (each: Path): string => `[${each.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
        throw reader.error(
          `Two document paths ${clash === 'overlap' ? 'overlap' : 'conflict'} with each other; must remove or rewrite one of these paths; path one: ${show(earlier)}, path two: ${show(path)}`,
        );
      }
    }
  }
}

/** The item with only the projected parts; chosen list elements close ranks in their order. */
export function project(item: AttributeMap, projection: Projection | undefined): AttributeMap {
  if (!projection) return item;
  const root: Branch = new Map();
  for (const path of projection) {
    const value = valueAt(item, path);
    if (value === undefined) continue;
    let branch = root;
    for (const step of path.slice(0, -1)) {
      const next = branch.get(step) ?? new Map();
      branch.set(step, next);
      branch = next as Branch;
    }
    branch.set(path.at(-1)!, value);
  }
  return mapOf(root);
}

type Branch = Map<string | number, Branch | AttributeValue>;

function mapOf(branch: Branch): AttributeMap {
  const map: Record<string, AttributeValue> = Object.create(null);
  for (const [name, child] of branch) map[name] = valueOf(child);
  return map;
}

function valueOf(child: Branch | AttributeValue): AttributeValue {
  if (!(child instanceof Map)) return child;
  if (typeof child.keys().next().value === 'string') return { M: mapOf(child) };
  const elements = [...child].sort(([a], [b]) => (a as number) - (b as number));
  return { L: elements.map(([, element]) => valueOf(element)) };
}
