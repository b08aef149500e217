/** The top of the level in the tree of a document. */
export const root = '#root';

/** A row of the scene tree as it stands on the screen. */
export interface TreeRow {
  key: string;
  /** 1 at the top. */
  level: number;
  /** Position among its siblings, 1-based, and how many they are. */
  position: number;
  siblings: number;
  /** undefined: it has no children. */
  expanded: boolean | undefined;
}

/** Who stands under whom, in order; null is the top. */
export interface SceneTree {
  children: (parent: string | null) => readonly string[];
}

/** The visible rows, top to bottom. */
export function flattenTree(source: SceneTree, isExpanded: (key: string) => boolean): TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (parent: string | null, level: number): void => {
    const keys = source.children(parent);
    keys.forEach((key, index) => {
      const hasChildren = source.children(key).length > 0;
      const expanded = hasChildren ? isExpanded(key) : undefined;
      rows.push({ key, level, position: index + 1, siblings: keys.length, expanded });
      if (expanded) visit(key, level + 1);
    });
  };
  visit(null, 1);
  return rows;
}

/** Everything below `key`, itself first, parents before children. */
export function branch(source: SceneTree, key: string): string[] {
  return [key, ...source.children(key).flatMap((child) => branch(source, child))];
}

/** Of some entities only those that do not stand below another of them. */
export function topsOf(keys: readonly string[], parentOf: (key: string) => string | null | undefined): string[] {
  const chosen = new Set(keys);
  return keys.filter((key) => {
    for (let at = parentOf(key); at; at = parentOf(at)) if (chosen.has(at)) return false;
    return true;
  });
}

/** The chain of parents of `key`, nearest first. */
export function ancestorsOf(key: string, parentOf: (key: string) => string | null | undefined): string[] {
  const found: string[] = [];
  for (let at = parentOf(key); at && !found.includes(at); at = parentOf(at)) found.push(at);
  return found;
}
