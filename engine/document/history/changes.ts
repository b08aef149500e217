/** What one person's transactions changed, and how to take it back without touching what others did since. */
import * as Y from 'yjs';
import type { Json } from '../../kernel/json.ts';
import type { AnyDocument } from '../documents.ts';
import { type LevelDocument, placementKey, placementsOf, registersOf } from '../level/document.ts';
import { nextLamport } from '../level/edit.ts';
import { inParts, weightOfRegister } from '../level/parts.ts';
import { EditOrigin } from '../origin.ts';
import { isWithin, maxDepth, readPlacement, resolveTree, root, trash, writePlacement } from '../tree.ts';
import { sameValue } from '../values.ts';
import { reverseText, subtract, type TextChange, textChangeOf, union } from './text.ts';

/** One register: of an entity (`entity` names it) or of a root map. */
export interface RegisterChange {
  kind: 'register';
  document: AnyDocument;
  root: string;
  entity: string | undefined;
  key: string;
  before: Json | undefined;
  after: Json | undefined;
  /** Of a placement: the entity was in the trash before, with whatever it stood below. */
  wasDeleted?: boolean;
}

/** An entity that was not there before; taking it back moves it to the trash. */
export interface CreateChange {
  kind: 'create';
  document: AnyDocument;
  entity: string;
  /** Its placement as made. */
  after: Json;
}

export type Change = RegisterChange | CreateChange | (TextChange & { document: AnyDocument });

export interface Left {
  document: AnyDocument;
  what: string;
  /** `not-taken`: the document does not take what was there before. `closed`: nobody has it open. */
  reason: 'overwritten' | 'place-gone' | 'not-taken' | 'closed';
}

const rootNames: Record<AnyDocument['kind'], readonly string[]> = {
  level: ['entities', 'meta'],
  project: ['project'],
  script: [],
  comments: ['comments'],
};

/** Reports the changes of every transaction that carries an origin. Returns how to stop. */
export function recordChanges(document: AnyDocument, report: (origin: EditOrigin, changes: Change[]) => void): () => void {
  const stops: (() => void)[] = [];
  for (const name of rootNames[document.kind]) {
    const map = document.doc.getMap(name);
    const onChange = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void => {
      if (!(transaction.origin instanceof EditOrigin)) return;
      const changes = events.flatMap((event) => changesOf(document, name, map, event));
      if (document.kind === 'level') markDeleted(document, changes);
      report(transaction.origin, changes);
    };
    map.observeDeep(onChange as Parameters<typeof map.observeDeep>[0]);
    stops.push(() => map.unobserveDeep(onChange as Parameters<typeof map.observeDeep>[0]));
  }
  if (document.kind === 'script') {
    const source = document.doc.getText('source');
    const onChange = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
      if (transaction.origin instanceof EditOrigin) report(transaction.origin, [{ ...textChangeOf(event), document }]);
    };
    source.observe(onChange);
    stops.push(() => source.unobserve(onChange));
  }
  return () => {
    for (const stop of stops) stop();
  };
}

function changesOf(document: AnyDocument, rootName: string, map: Y.Map<unknown>, event: Y.YEvent<Y.AbstractType<unknown>>): Change[] {
  const target = event.target as unknown;
  if (!(target instanceof Y.Map)) return [];
  const holdsEntities = rootName === 'entities';
  if (target === map && holdsEntities) {
    return [...event.keys].flatMap(([entity, { action }]): CreateChange[] => {
      const created = map.get(entity);
      return action === 'add' && created instanceof Y.Map
        ? [{ kind: 'create', document, entity, after: created.get(placementKey) as Json }]
        : [];
    });
  }
  const entity = target === map ? undefined : ((target._item?.parentSub as string | null | undefined) ?? undefined);
  return [...event.keys].map(([key, { oldValue }]) => ({
    kind: 'register',
    document,
    root: rootName,
    entity,
    key,
    before: oldValue as Json | undefined,
    after: target.get(key) as Json | undefined,
  }));
}

/** Marks the moves of entities that were in the trash before these changes. */
function markDeleted(document: LevelDocument, changes: readonly Change[]): void {
  const isMove = (change: Change): change is RegisterChange & { entity: string } =>
    change.kind === 'register' && change.key === placementKey && change.entity !== undefined;
  const moves = changes.filter(isMove);
  const before = new Map(moves.map((move) => [move.entity, readPlacement(move.before)]));
  const parentBefore = (entity: string): string | undefined =>
    (before.has(entity) ? before.get(entity) : readPlacement(registersOf(document, entity)?.get(placementKey)))?.parent;
  for (const move of moves) {
    let at = parentBefore(move.entity);
    for (let depth = 0; at !== undefined && at !== root && at !== trash && depth < maxDepth; depth += 1) at = parentBefore(at);
    if (at === trash) move.wasDeleted = true;
  }
}

/** `later` on top of `earlier`: one change per register, first before and last after; what cancels out is gone. */
export function compose(earlier: readonly Change[], later: readonly Change[]): Change[] {
  const all = [...earlier];
  const places = new Map<AnyDocument, Map<string, number>>();
  const placesOf = (document: AnyDocument): Map<string, number> => {
    let known = places.get(document);
    if (!known) places.set(document, (known = new Map()));
    return known;
  };
  all.forEach((change, at) => placesOf(change.document).set(placeOf(change), at));
  for (const change of later) {
    const known = placesOf(change.document);
    // What is done to an entity that this step made is part of making it.
    const making =
      change.kind === 'register' && change.root === 'entities' && change.entity !== undefined
        ? known.get(makingOf(change.entity))
        : undefined;
    const at = making ?? known.get(placeOf(change));
    const before = at === undefined ? undefined : all[at];
    if (at === undefined || !before) {
      known.set(placeOf(change), all.length);
      all.push(change);
    } else if (before.kind === 'text' && change.kind === 'text') all[at] = { ...joinText(before, change), document: before.document };
    else if (before.kind === 'create' && change.kind === 'register') {
      if (change.key === placementKey && change.after !== undefined) all[at] = { ...before, after: change.after };
    } else if (before.kind === 'register' && change.kind === 'register') all[at] = { ...before, after: change.after };
  }
  return all.filter((change) => !isNothing(change));
}

const makingOf = (entity: string): string => `made ${entity}`;

function placeOf(change: Change): string {
  if (change.kind === 'text') return 'text';
  return change.kind === 'create' ? makingOf(change.entity) : `${change.root} ${change.entity ?? ''} ${change.key}`;
}

const isNothing = (change: Change): boolean =>
  (change.kind === 'register' && sameValue(change.before, change.after)) ||
  (change.kind === 'text' && change.inserted.length === 0 && change.removed.length === 0);

/** Text that a step both made and removed was never there. */
function joinText(a: TextChange, b: TextChange): TextChange {
  const own = b.removed.flatMap((piece) => subtract([piece], a.inserted));
  return { kind: 'text', inserted: [...subtract(a.inserted, b.removed), ...b.inserted].reduce(union, []), removed: [...a.removed, ...own] };
}

/**
 * What is written to a register when a change of it is taken back: as a rule what it held before (undefined: nothing), else what means the
 * same in the mouth of this person. Undefined where it may hold neither: a room would refuse it, and with it everything else that its author
 * has not saved.
 */
export type PutBack = (change: RegisterChange, before: Json | undefined) => { value: Json | undefined } | undefined;

/** Takes changes back, in transactions that rooms take. Returns what was left alone because others changed it since, or it does not fit. */
export function reverse(changes: readonly Change[], origin: EditOrigin, putBack: PutBack = (_, value) => ({ value })): Left[] {
  const left: Left[] = [];
  for (const document of new Set(changes.map((change) => change.document))) {
    const places = document.kind === 'level' ? createPlaces(document) : undefined;
    const isWaiting = (change: Change): boolean => {
      const reason = reverseOne(change, places, putBack);
      if (reason && reason !== 'place-gone') left.push(leftOf(change, reason));
      return reason === 'place-gone';
    };
    let waiting = changes.filter((change) => change.document === document).toReversed();
    // A place may be there again once another change of the step is taken back.
    for (let before = Infinity; waiting.length < before;) {
      before = waiting.length;
      waiting = inParts(waiting, weightOf).flatMap((part) => document.doc.transact(() => part.filter(isWaiting), origin));
    }
    left.push(...waiting.map((change) => leftOf(change, 'place-gone')));
  }
  return left;
}

/** About how many bytes it takes to take a change back. */
const weightOf = (change: Change): number =>
  change.kind === 'register' ? (change.entity?.length ?? 0) + weightOfRegister(change.key, change.before) : 0;

const describe = (change: Change): string => {
  if (change.kind === 'text') return 'source';
  return change.kind === 'create' ? change.entity : [change.entity, change.key].filter(Boolean).join('/');
};

/** A change that is left alone. */
export const leftOf = (change: Change, reason: Left['reason']): Left => ({ document: change.document, what: describe(change), reason });

/** Where entities stand while a step is being taken back; the tree is resolved once and follows the moves made. */
interface Places {
  /** Could `entity` stand under `parent` now, where it stood before? */
  canHold: (parent: string, entity: string, wasDeleted: boolean) => boolean;
  moved: (entity: string, parent: string) => void;
  lamport: () => number;
}

function createPlaces(document: LevelDocument): Places {
  let resolved: { parents: Map<string, string>; lamport: number } | undefined;
  const now = () => {
    if (!resolved) {
      const placements = placementsOf(document);
      resolved = { parents: new Map(resolveTree(placements).parents), lamport: nextLamport(placements) };
    }
    return resolved;
  };
  return {
    canHold(parent, entity, wasDeleted) {
      if (parent === root || parent === trash) return true;
      // What was deleted goes back below what is deleted; anything else would vanish there.
      return (wasDeleted || isWithin(now(), parent, root)) && !isWithin(now(), parent, entity);
    },
    moved: (entity, parent) => void now().parents.set(entity, parent),
    lamport: () => now().lamport,
  };
}

function reverseOne(change: Change, places: Places | undefined, putBack: PutBack): Left['reason'] | undefined {
  const { document } = change;
  if (change.kind === 'text') return document.kind === 'script' && reverseText(document, change) ? undefined : 'overwritten';
  const key = change.kind === 'create' ? placementKey : change.key;
  const target = targetOf(change);
  if (!target || !isStill(key, target.get(key), change.after)) return 'overwritten';
  if (places && change.entity !== undefined && key === placementKey) return reverseMove(change, change.entity, target, places);
  const back = putBack(change as RegisterChange, (change as RegisterChange).before);
  if (!back) return 'not-taken';
  if (back.value === undefined) target.delete(key);
  else target.set(key, back.value);
  return undefined;
}

/** A placement is the same when it means the same place: an undo writes it with a new lamport. */
function isStill(key: string, now: unknown, after: Json | undefined): boolean {
  if (key !== placementKey) return sameValue(now as Json | undefined, after);
  const [a, b] = [readPlacement(now), readPlacement(after)];
  return a !== undefined && a.parent === b?.parent && a.order === b.order;
}

function targetOf(change: RegisterChange | CreateChange): Y.Map<unknown> | undefined {
  const { document, entity } = change;
  if (entity !== undefined) return document.kind === 'level' ? registersOf(document, entity) : undefined;
  return document.doc.getMap((change as RegisterChange).root);
}

function reverseMove(
  change: RegisterChange | CreateChange,
  entity: string,
  target: Y.Map<unknown>,
  places: Places,
): Left['reason'] | undefined {
  const now = readPlacement(change.after);
  const before = change.kind === 'create' ? { parent: trash, order: now?.order ?? 'a0' } : readPlacement(change.before);
  if (!now || !before) return 'overwritten';
  const wasDeleted = change.kind === 'register' && change.wasDeleted === true;
  if (!places.canHold(before.parent, entity, wasDeleted)) return 'place-gone';
  target.set(placementKey, writePlacement({ parent: before.parent, order: before.order, lamport: places.lamport(), previous: now.parent }));
  places.moved(entity, before.parent);
  return undefined;
}
