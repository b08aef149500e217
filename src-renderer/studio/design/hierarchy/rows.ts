import type { EntityData } from '../../../../engine/model/level.ts';
import { ancestorsOf, flattenTree, type LevelSession, type SceneTree, type TreeRow } from '../../editor/index.ts';
import type { IconName } from '../../../ui/index.ts';
import { answers, type Facts, parseFilter } from './filter.ts';

/** Levels up to this size open with every branch unfolded. */
const unfoldedUpTo = 300;

/** Whether a branch is open: small levels start unfolded, large ones folded; what the person toggled is remembered. */
export const isOpen = (toggled: ReadonlySet<string>, size: number, key: string): boolean => size <= unfoldedUpTo !== toggled.has(key);

/** What was toggled when some branches are open or folded as `open` says. */
export function withOpen(toggled: ReadonlySet<string>, size: number, keys: readonly string[], open: boolean): ReadonlySet<string> {
  const next = new Set(toggled);
  for (const key of keys) if (isOpen(toggled, size, key) !== open && !next.delete(key)) next.add(key);
  return next;
}

const noFacts: Facts = { hidden: new Set(), locked: new Set(), problems: new Map(), prefabOf: () => undefined };

/** What answers a search; undefined where none is on. */
export function foundBy(query: string, { level }: Pick<LevelSession, 'level'>, facts: Facts = noFacts): readonly string[] | undefined {
  const terms = parseFilter(query);
  if (terms.length === 0) return undefined;
  return Object.entries(level.get().entities).flatMap(([key, entity]) => (answers(terms, key, entity, facts) ? [key] : []));
}

/** The rows that answer a search, with their ancestors; all visible rows for an empty one. */
export function visibleRows(
  tree: SceneTree,
  { size, level }: Pick<LevelSession, 'size' | 'level'>,
  toggled: ReadonlySet<string>,
  query: string,
  facts: Facts = noFacts,
): TreeRow[] {
  const found = foundBy(query, { level }, facts);
  if (!found) return flattenTree(tree, (key) => isOpen(toggled, size.get(), key));
  const { entities } = level.get();
  const parentOf = (key: string): string | null | undefined => entities[key]?.parent;
  const wanted = new Set(found);
  for (const key of found) for (const above of ancestorsOf(key, parentOf)) wanted.add(above);
  return flattenTree({ children: (parent) => tree.children(parent).filter((key) => wanted.has(key)) }, () => true);
}

const kinds: readonly (readonly [component: string, icon: IconName])[] = [
  ['Camera', 'video'],
  ['Light', 'light'],
  ['Seat', 'person'],
  ['Label', 'type'],
  ['Conveyor', 'truck'],
  ['Stack', 'boxes'],
  ['Dial', 'timer'],
  ['Shape', 'box'],
  ['Model', 'box'],
  ['Board', 'image'],
  ['Panorama', 'sun'],
  ['Sound', 'activity'],
  ['Path', 'route'],
  ['NavRegion', 'walk'],
];

/** What an entity is, at a glance. */
export const kindOf = ({ components }: EntityData): IconName => kinds.find(([component]) => components[component])?.[1] ?? 'circle';
