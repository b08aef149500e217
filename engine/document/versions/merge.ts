/**
 * Three versions of one thing: what it was (`base`), what somebody made of it (`mine`) and what it is elsewhere (`theirs`). Where only one
 * side changed something, that side counts; where both did, and not to the same, it is a conflict and `theirs` stands until somebody chooses.
 */
import { compareText, type Json } from '../../kernel/json.ts';
import { placementKey } from '../level/document.ts';
import { diffLines, type LineEdit, splitLines } from '../script/diff.ts';
import { root } from '../tree.ts';
import { nodeAt, sameNode, withNode } from './nodes.ts';
import { entitiesMember, inOrder, type Members, membersOf, type Node, type Part, valueOf } from './part.ts';

export interface MergeConflict {
  /** Unique in its merge, and the same whatever is chosen. */
  id: string;
  /** Path of the value, the component, the entity, the declaration; `['lines', '12']` in a script. */
  where: readonly string[];
  /** Absent where there was nothing. */
  base?: Json;
  mine?: Json;
  theirs?: Json;
}

export type Choice = 'mine' | 'theirs';
/** By the ids of conflicts; what is not named stays theirs. */
export type Choices = Readonly<Record<string, Choice>>;

export interface Merged {
  part: Part;
  conflicts: readonly MergeConflict[];
  /** Entities that cannot stand where they should (their parent is gone, or two moves made a circle) and stand elsewhere. */
  displaced: readonly string[];
}

/** Parts of one kind. Where nobody knows the base, everything that differs is a conflict. */
export function merge3(base: Part | undefined, mine: Part, theirs: Part, choices: Choices = {}): Merged {
  if (mine.kind === 'script' || theirs.kind === 'script') {
    if (mine.kind !== 'script' || theirs.kind !== 'script') return { part: theirs, conflicts: [], displaced: [] };
    const { text, conflicts } = mergeText(base?.kind === 'script' ? base.text : undefined, mine.text, theirs.text, choices);
    return { part: { kind: 'script', text }, conflicts, displaced: [] };
  }
  const conflicts: MergeConflict[] = [];
  const merged = mergeNodes(base && base.kind !== 'script' ? base : 'unknown', mine, theirs, [], choices, conflicts);
  const members = membersOf(merged);
  if (theirs.kind !== 'level') return { part: { kind: theirs.kind, members }, conflicts, displaced: [] };
  const { entities, displaced } = settlePlaces(membersOf(members.get(entitiesMember)), membersOf(theirs.members.get(entitiesMember)));
  return { part: { kind: 'level', members: new Map([...members, [entitiesMember, { members: entities }]]) }, conflicts, displaced };
}

function mergeNodes(
  base: Node | 'unknown' | undefined,
  mine: Node | undefined,
  theirs: Node | undefined,
  path: readonly string[],
  choices: Choices,
  conflicts: MergeConflict[],
): Node | undefined {
  const known = base === 'unknown' ? undefined : base;
  if (sameNode(mine, theirs)) return theirs;
  if (base !== 'unknown' && sameNode(known, mine)) return theirs;
  if (base !== 'unknown' && sameNode(known, theirs)) return mine;
  if (mine && theirs && 'members' in mine && 'members' in theirs) {
    const before = membersOf(known);
    const members = new Map<string, Node>();
    for (const name of inOrder(mine.members, theirs.members, before)) {
      const was = base === 'unknown' ? base : before.get(name);
      const node = mergeNodes(was, mine.members.get(name), theirs.members.get(name), [...path, name], choices, conflicts);
      if (node) members.set(name, node);
    }
    return { members };
  }
  const id = JSON.stringify(path);
  const [was, own, other] = [jsonOf(known), jsonOf(mine), jsonOf(theirs)];
  conflicts.push({
    id,
    where: path,
    ...(was !== undefined && { base: was }),
    ...(own !== undefined && { mine: own }),
    ...(other !== undefined && { theirs: other }),
  });
  return choices[id] === 'mine' ? mine : theirs;
}

function jsonOf(node: Node | undefined): Json | undefined {
  if (!node) return undefined;
  if ('value' in node) return node.value;
  return Object.fromEntries([...node.members].flatMap(([name, member]): [string, Json][] => [[name, jsonOf(member)!]]));
}

/**
 * Of two sides that a room has merged by itself already, `now` with what is chosen wherever both changed the same; without a choice, and
 * where `now` says something third, it stays as it is.
 */
export function settle(base: Part, mine: Part, theirs: Part, now: Part, choices: Choices): Merged & { standing: Choices } {
  const { conflicts } = merge3(base, mine, theirs);
  if (mine.kind === 'script' || theirs.kind === 'script' || now.kind === 'script')
    return { part: now, conflicts: [], displaced: [], standing: {} };
  const standing: Record<string, Choice> = {};
  let node: Node = now;
  for (const { id, where } of conflicts) {
    const [own, other, current] = [nodeAt(mine, where), nodeAt(theirs, where), nodeAt(now, where)];
    standing[id] = sameNode(current, own) ? 'mine' : 'theirs';
    const choice = choices[id] ?? standing[id];
    if (choice === 'mine') node = withNode(node, where, own);
    else if (standing[id] === 'mine') node = withNode(node, where, other);
  }
  const members = membersOf(node);
  if (now.kind !== 'level') return { part: { kind: now.kind, members }, conflicts, displaced: [], standing };
  const { entities, displaced } = settlePlaces(membersOf(members.get(entitiesMember)), membersOf(now.members.get(entitiesMember)));
  return {
    part: { kind: 'level', members: new Map([...members, [entitiesMember, { members: entities }]]) },
    conflicts,
    displaced,
    standing,
  };
}

/** Every entity ends at the top: one whose parent is gone, or that stands below itself, goes back to where it stands for the others, else to the top. */
function settlePlaces(entities: Members, theirs: Members): { entities: Members; displaced: string[] } {
  const settled = new Map(entities);
  const displaced = new Set<string>();
  const placementOf = (from: Members, id: string): readonly [string, string] => {
    const value = valueOf(membersOf(from.get(id)).get(placementKey));
    return Array.isArray(value) ? (value as [string, string]) : [root, 'a0'];
  };
  const endsAtTop = (id: string): boolean => {
    const seen = new Set<string>();
    for (let at = id; at !== root; [at] = placementOf(settled, at)) {
      if (seen.has(at) || !settled.has(at)) return false;
      seen.add(at);
    }
    return true;
  };
  const put = (id: string, placement: readonly [string, string]): void => {
    displaced.add(id);
    settled.set(id, { members: new Map([...membersOf(settled.get(id)), [placementKey, { value: [...placement] }]]) });
  };
  const strays = (): string[] => inOrder(settled).filter((id) => !endsAtTop(id));
  for (const id of strays()) {
    const [parent] = placementOf(settled, id);
    const [theirParent, theirOrder] = placementOf(theirs, id);
    const isOwnFault = !settled.has(parent) || theirParent !== parent;
    if (!isOwnFault || endsAtTop(id)) continue;
    put(id, theirs.has(id) ? [theirParent, theirOrder] : [root, placementOf(settled, id)[1]]);
  }
  for (const id of strays()) if (!endsAtTop(id)) put(id, [root, placementOf(settled, id)[1]]);
  return { entities: settled, displaced: [...displaced].toSorted(compareText) };
}

/** Changes of both sides, joined where they touch the same lines. */
function mergeText(base: string | undefined, mine: string, theirs: string, choices: Choices): { text: string; conflicts: MergeConflict[] } {
  if (base === undefined) return mergeWithoutBase(mine, theirs, choices);
  const lines = splitLines(base);
  const sides = [diffLines(base, mine), diffLines(base, theirs)] as const;
  const conflicts: MergeConflict[] = [];
  let text = '';
  let at = 0;
  for (let [own, other] = sides; own.length + other.length > 0;) {
    const start = Math.min(own[0]?.from ?? Infinity, other[0]?.from ?? Infinity);
    let end = start;
    const taken: [LineEdit[], LineEdit[]] = [[], []];
    for (let before = -1; before !== end + taken[0].length + taken[1].length;) {
      before = end + taken[0].length + taken[1].length;
      [own, other] = [own, other].map((edits, side) => {
        const touching = edits.filter(({ from }) => from < end || from === start);
        taken[side]!.push(...touching);
        for (const { to } of touching) end = Math.max(end, to);
        return edits.slice(touching.length);
      }) as [LineEdit[], LineEdit[]];
    }
    const [a, b] = taken.map((edits) => withEdits(lines, edits, start, end)) as [string, string];
    const was = lines.slice(start, end).join('');
    text += lines.slice(at, start).join('');
    if (a === b || taken[0].length === 0) text += b;
    else if (taken[1].length === 0) text += a;
    else text += conflictOf(start, was, a, b, choices, conflicts);
    at = end;
  }
  return { text: text + lines.slice(at).join(''), conflicts };
}

/** Lines `start` to before `end` after some edits between them. */
function withEdits(lines: readonly string[], edits: readonly LineEdit[], start: number, end: number): string {
  let text = '';
  let at = start;
  for (const edit of edits) {
    text += lines.slice(at, edit.from).join('') + edit.lines.join('');
    at = edit.to;
  }
  return text + lines.slice(at, end).join('');
}

function mergeWithoutBase(mine: string, theirs: string, choices: Choices): { text: string; conflicts: MergeConflict[] } {
  const lines = splitLines(theirs);
  const conflicts: MergeConflict[] = [];
  let text = '';
  let at = 0;
  for (const edit of diffLines(theirs, mine)) {
    text += lines.slice(at, edit.from).join('');
    text += conflictOf(edit.from, undefined, edit.lines.join(''), lines.slice(edit.from, edit.to).join(''), choices, conflicts);
    at = edit.to;
  }
  return { text: text + lines.slice(at).join(''), conflicts };
}

function conflictOf(
  line: number,
  base: string | undefined,
  mine: string,
  theirs: string,
  choices: Choices,
  conflicts: MergeConflict[],
): string {
  const where = ['lines', String(line + 1)];
  const id = JSON.stringify(where);
  conflicts.push({ id, where, ...(base !== undefined && { base }), mine, theirs });
  return choices[id] === 'mine' ? mine : theirs;
}
