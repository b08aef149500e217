/**
 * The tree that a set of concurrent moves means. Every entity carries one register `[parent, order, lamport, previous]`; two people moving
 * A under B and B under A leave a cycle that no replica asked for, so the tree is repaired where it is read: total, deterministic, the same
 * on every replica, and nothing is written back.
 *
 * R1 an entity without a usable register stands at the root. R2 a parent that does not exist falls back to the previous one, then to the
 * root. R3 in a cycle the newest edge (by lamport, then id) falls back. R4 siblings stand in the order of (key, id). R5 what would stand
 * deeper than 64 stands at the root.
 */
import { compareText, type Json } from '../kernel/json.ts';
import { bySibling } from './order.ts';
import { isName } from './values.ts';

/** The two ends of every chain of parents; no entity key can spell them. */
export const root = '#root';
export const trash = '#trash';
export const maxDepth = 64;

export interface Placement {
  parent: string;
  order: string;
  /** Counts up with every move in the level: tells which edge of a cycle is the newest. */
  lamport: number;
  /** The parent before this move. */
  previous: string;
}

export interface Tree {
  /** `#root`, `#trash` or an entity. Every chain of parents ends at one of the two. */
  parents: ReadonlyMap<string, string>;
  children: ReadonlyMap<string, readonly string[]>;
  /** Entities that do not stand where their register says, sorted. */
  repaired: readonly string[];
}

const isSpecial = (id: string): boolean => id === root || id === trash;
/** An id that an entity may have. */
export const isEntityId = (id: unknown): id is string => isName(id);
const isParent = (id: unknown): id is string => isName(id) || id === root || id === trash;

/** Reads the `@` register; undefined when it is not one. */
export function readPlacement(value: unknown): Placement | undefined {
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const [parent, order, lamport, previous] = value as unknown[];
  if (!isParent(parent) || !isParent(previous) || typeof order !== 'string' || order.length > 200) return undefined;
  if (!Number.isSafeInteger(lamport) || (lamport as number) < 0) return undefined;
  return { parent, order, lamport: lamport as number, previous };
}

export const writePlacement = ({ parent, order, lamport, previous }: Placement): Json => [parent, order, lamport, previous];

const atRoot: Placement = { parent: root, order: '', lamport: 0, previous: root };

/** Resolves every placement (undefined = none that can be used) into one tree. O(n log n). */
export function resolveTree(placements: ReadonlyMap<string, Placement | undefined>): Tree {
  const ids = [...placements.keys()].toSorted(compareText);
  const at = (id: string): Placement => placements.get(id) ?? atRoot;
  const parents = new Map<string, string>();
  const choice = new Map<string, number>();

  // R1, R2
  const choose = (id: string, from: number): void => {
    const { parent, previous } = at(id);
    const options = [parent, previous, root];
    let index = from;
    while (index < 2 && !(isSpecial(options[index]!) || placements.has(options[index]!))) index += 1;
    parents.set(id, options[index]!);
    choice.set(id, index);
  };
  for (const id of ids) choose(id, 0);

  // R3: cycles of a graph with one edge per node are disjoint, so breaking one never depends on another.
  for (let cycles = findCycles(ids, parents); cycles.length > 0; cycles = findCycles(ids, parents)) {
    for (const cycle of cycles) {
      const newest = cycle.reduce((a, b) => ((at(b).lamport - at(a).lamport || compareText(b, a)) > 0 ? b : a));
      choose(newest, choice.get(newest)! + 1);
    }
  }

  const group = (): Map<string, string[]> => {
    const children = new Map<string, string[]>();
    for (const id of ids) {
      const parent = parents.get(id)!;
      const list = children.get(parent);
      if (list) list.push(id);
      else children.set(parent, [id]);
    }
    return children;
  };
  let children = group();

  // R5
  const tooDeep: string[] = [];
  const visit = (id: string, depth: number): void => {
    for (const child of children.get(id) ?? []) {
      if (depth >= maxDepth) tooDeep.push(child);
      else visit(child, depth + 1);
    }
  };
  do {
    tooDeep.length = 0;
    visit(root, 0);
    for (const id of tooDeep) {
      parents.set(id, root);
      choice.set(id, 2);
    }
    if (tooDeep.length > 0) children = group();
  } while (tooDeep.length > 0);

  // R4
  for (const [parent, list] of children) {
    const sorted = list.map((id) => ({ id, order: at(id).order })).toSorted(bySibling);
    children.set(
      parent,
      sorted.map(({ id }) => id),
    );
  }
  return { parents, children, repaired: ids.filter((id) => choice.get(id)! > 0 || placements.get(id) === undefined) };
}

function findCycles(ids: readonly string[], parents: ReadonlyMap<string, string>): string[][] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const start of ids) {
    const path: string[] = [];
    const onPath = new Set<string>();
    let id = start;
    while (!isSpecial(id) && !done.has(id) && !onPath.has(id)) {
      path.push(id);
      onPath.add(id);
      id = parents.get(id)!;
    }
    if (onPath.has(id)) cycles.push(path.slice(path.indexOf(id)));
    for (const seen of path) done.add(seen);
  }
  return cycles;
}

/** True when `id` is `ancestor` or stands below it. */
export function isWithin({ parents }: Pick<Tree, 'parents'>, id: string, ancestor: string): boolean {
  for (let at: string | undefined = id; at !== undefined; at = parents.get(at)) if (at === ancestor) return true;
  return false;
}
