/**
 * A draft is a level of its own that was copied from another one. What it changed since is brought into that level, or the other way round:
 * three-way, by the state in which both last said the same.
 */
import { placementKey } from '../level/document.ts';
import { type Choices, merge3, type Merged } from './merge.ts';
import { nodeAt, sameNode, withNode } from './nodes.ts';
import { entitiesMember, inOrder, type Members, membersOf, metaMember, type Node, type Part, valueOf } from './part.ts';

/** A draft has a name of its own, and a level is not made a draft by what it takes over. */
const ownOf = ['id', 'name', 'draft'];

type LevelPart = Extract<Part, { members: Members }>;
type Where = readonly [string, string];

export interface DraftMerge extends Merged {
  /** What `from` changed since, sorted, what is left out included: entities, and what the level itself says. */
  changed: readonly Where[];
}

/** What a thing is called where things are left out: that of an entity, or of what the level itself says. */
export const thingId = (where: readonly string[]): string => where.slice(0, 2).join('/');

/**
 * `into` with what `from` changed since `base`. Where nobody knows the base, everything that differs is a conflict. The parts are of levels.
 * @param left things of which nothing is taken, by `thingId`; what is new below a new entity goes with it
 */
export function mergeDraft(
  base: Part | undefined,
  from: Part,
  into: Part,
  choices: Choices = {},
  left: ReadonlySet<string> = new Set(),
): DraftMerge {
  if (from.kind !== 'level' || into.kind !== 'level') return { part: into, conflicts: [], displaced: [], changed: [] };
  const own = ownAs(from, into);
  const was = base?.kind === 'level' ? ownAs(base, into) : undefined;
  const before = was ?? into;
  const changed = things(own, before).filter((where) => !sameNode(nodeAt(own, where), nodeAt(before, where)));
  const taken = changed
    .filter((where) => isLeft(where, own, before, left))
    .reduce((part, where) => withThing(part, where, nodeAt(before, where)), own);
  return { ...merge3(was, taken, into, choices), changed };
}

function isLeft(where: Where, own: LevelPart, before: LevelPart, left: ReadonlySet<string>): boolean {
  if (left.has(thingId(where))) return true;
  const seen = new Set<string>();
  for (let at = where; at[0] === entitiesMember && !nodeAt(before, at) && !seen.has(at[1]); at = above(own, at)) {
    if (left.has(thingId(at))) return true;
    seen.add(at[1]);
  }
  return false;
}

function above(part: LevelPart, where: Where): Where {
  const placement = valueOf(nodeAt(part, [...where, placementKey]));
  return [entitiesMember, Array.isArray(placement) ? String(placement[0]) : ''];
}

/** `part` with the id, the name and the word about drafts of `other`. */
const ownAs = (part: LevelPart, other: LevelPart): LevelPart =>
  ownOf.reduce((all, key) => withThing(all, [metaMember, key], nodeAt(other, [metaMember, key])), part);

const withThing = (part: LevelPart, where: Where, put: Node | undefined): LevelPart => ({
  kind: part.kind,
  members: membersOf(withNode(part, where, put)),
});

const things = (a: LevelPart, b: LevelPart): Where[] =>
  [metaMember, entitiesMember].flatMap((top) =>
    inOrder(membersOf(a.members.get(top)), membersOf(b.members.get(top))).map((key): Where => [top, key]),
  );
