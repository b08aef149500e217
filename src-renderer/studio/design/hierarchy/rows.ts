import type { EntityData } from '../../../../engine/model/level.ts';
import { ancestorsOf, flattenTree, type LevelSession, type SceneTree, type TreeRow } from '../../editor/index.ts';
import type { IconName } from '../../../ui/index.ts';

/** Levels up to this size open with every branch unfolded. */
const unfoldedUpTo = 300;

/** Whether a branch is open: small levels start unfolded, large ones folded; what the person toggled is remembered. */
export const isOpen = (toggled: ReadonlySet<string>, size: number, key: string): boolean => size <= unfoldedUpTo !== toggled.has(key);

/** The rows that answer a search, with their ancestors; all visible rows for an empty one. */
export function visibleRows(
  tree: SceneTree,
  { size, level }: Pick<LevelSession, 'size' | 'level'>,
  toggled: ReadonlySet<string>,
  query: string,
): TreeRow[] {
  const words = query.trim().toLowerCase();
  if (words === '') return flattenTree(tree, (key) => isOpen(toggled, size.get(), key));
  const { entities } = level.get();
  const parentOf = (key: string): string | null | undefined => entities[key]?.parent;
  const wanted = new Set<string>();
  for (const [key, entity] of Object.entries(entities)) {
    if (!answers(entity, words)) continue;
    wanted.add(key);
    for (const above of ancestorsOf(key, parentOf)) wanted.add(above);
  }
  return flattenTree({ children: (parent) => tree.children(parent).filter((key) => wanted.has(key)) }, () => true);
}

/** By name, or by component: `Light`. */
export const answers = ({ name, components }: EntityData, query: string): boolean =>
  name.toLowerCase().includes(query) || Object.keys(components).some((component) => component.toLowerCase() === query);

const kinds: readonly (readonly [component: string, icon: IconName])[] = [
  ['Camera', 'video'],
  ['Light', 'light'],
  ['Seat', 'person'],
  ['Label', 'type'],
  ['Conveyor', 'truck'],
  ['Stack', 'boxes'],
  ['Dial', 'timer'],
  ['Shape', 'box'],
];

/** What an entity is, at a glance. */
export const kindOf = ({ components }: EntityData): IconName => kinds.find(([component]) => components[component])?.[1] ?? 'circle';
