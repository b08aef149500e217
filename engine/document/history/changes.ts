/** What one person's transactions changed, and how to take it back without touching what others did since. */
import * as Y from 'yjs';
import type { Json } from '../../kernel/json.ts';
import type { AnyDocument } from '../documents.ts';
import { placementKey, placementsOf, registersOf } from '../level/document.ts';
import { nextLamport } from '../level/edit.ts';
import { EditOrigin } from '../origin.ts';
import { isWithin, readPlacement, resolveTree, root, trash, writePlacement } from '../tree.ts';
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
  reason: 'overwritten' | 'place-gone';
}

const rootNames: Record<AnyDocument['kind'], readonly string[]> = { level: ['entities', 'meta'], project: ['project'], script: [] };

/** Reports the changes of every transaction that carries an origin. Returns how to stop. */
export function recordChanges(document: AnyDocument, report: (origin: EditOrigin, changes: Change[]) => void): () => void {
  const stops: (() => void)[] = [];
  for (const name of rootNames[document.kind]) {
    const map = document.doc.getMap(name);
    const onChange = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void => {
      if (transaction.origin instanceof EditOrigin)
        report(
          transaction.origin,
          events.flatMap((event) => changesOf(document, name, map, event)),
        );
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

/** `later` on top of `earlier`: one change per register, first before and last after; what cancels out is gone. */
export function compose(earlier: readonly Change[], later: readonly Change[]): Change[] {
  const all = [...earlier];
  for (const change of later) {
    const at = all.findIndex((known) => known.document === change.document && isSamePlace(known, change));
    const known = all[at];
    if (!known) all.push(change);
    else if (known.kind === 'text' && change.kind === 'text') all[at] = { ...joinText(known, change), document: known.document };
    else if (known.kind === 'create' && change.kind === 'register') {
      if (change.key === placementKey && change.after !== undefined) all[at] = { ...known, after: change.after };
    } else if (known.kind === 'register' && change.kind === 'register') all[at] = { ...known, after: change.after };
  }
  return all.filter(
    (change) =>
      !(change.kind === 'register' && sameValue(change.before, change.after)) &&
      !(change.kind === 'text' && change.inserted.length === 0 && change.removed.length === 0),
  );
}

function isSamePlace(known: Change, change: Change): boolean {
  if (known.kind === 'text' || change.kind === 'text') return known.kind === change.kind;
  if (known.kind === 'create') return known.entity === change.entity;
  return change.kind === 'register' && known.root === change.root && known.entity === change.entity && known.key === change.key;
}

/** Text that a step both made and removed was never there. */
function joinText(a: TextChange, b: TextChange): TextChange {
  const own = b.removed.flatMap((piece) => subtract([piece], a.inserted));
  return { kind: 'text', inserted: [...subtract(a.inserted, b.removed), ...b.inserted].reduce(union, []), removed: [...a.removed, ...own] };
}

/** Takes changes back, one transaction per document. Returns what was left alone because others changed it since. */
export function reverse(changes: readonly Change[], origin: EditOrigin): Left[] {
  const left: Left[] = [];
  for (const document of new Set(changes.map((change) => change.document))) {
    document.doc.transact(() => {
      for (const change of changes.toReversed()) {
        if (change.document !== document) continue;
        const reason =
          change.kind === 'text'
            ? document.kind === 'script' && reverseText(document, change)
              ? undefined
              : 'overwritten'
            : reverseRegister(change);
        if (reason) left.push({ document, what: describe(change), reason });
      }
    }, origin);
  }
  return left;
}

const describe = (change: Change): string =>
  change.kind === 'text' ? 'source' : change.kind === 'create' ? change.entity : [change.entity, change.key].filter(Boolean).join('/');

function reverseRegister(change: RegisterChange | CreateChange): Left['reason'] | undefined {
  const { document, after } = change;
  const key = change.kind === 'create' ? placementKey : change.key;
  const { entity } = change;
  const target =
    entity === undefined
      ? document.doc.getMap((change as RegisterChange).root)
      : document.kind === 'level'
        ? registersOf(document, entity)
        : undefined;
  if (!target || !sameValue(target.get(key) as Json | undefined, after)) return 'overwritten';
  if (entity !== undefined && key === placementKey && document.kind === 'level') {
    const now = readPlacement(after);
    const before = change.kind === 'create' ? { parent: trash, order: now?.order ?? 'a0' } : readPlacement(change.before);
    if (!now || !before) return 'overwritten';
    const placements = placementsOf(document);
    const tree = resolveTree(placements);
    const isSpecial = before.parent === root || before.parent === trash;
    if (!isSpecial && (!isWithin(tree, before.parent, root) || isWithin(tree, before.parent, entity))) return 'place-gone';
    target.set(key, writePlacement({ parent: before.parent, order: before.order, lamport: nextLamport(placements), previous: now.parent }));
    return undefined;
  }
  const { before } = change as RegisterChange;
  if (before === undefined) target.delete(key);
  else target.set(key, before);
  return undefined;
}
