/**
 * Reversing edits of a shared text. A step remembers which characters it made (by their identity in the CRDT) and which it removed. Taking
 * it back removes those of its characters that are still there and puts removed ones back where they stood, whatever others typed around.
 */
import * as Y from 'yjs';
import { type ScriptDocument, sourceOf } from '../script/document.ts';

/** `length` consecutive characters made by one client. */
export interface Range {
  client: number;
  clock: number;
  length: number;
}

export interface Removed extends Range {
  text: string;
}

export interface TextChange {
  kind: 'text';
  inserted: Range[];
  /** In the order of the text. */
  removed: Removed[];
}

export function textChangeOf(event: Y.YTextEvent): TextChange {
  const inserted: Range[] = [];
  const removed: Removed[] = [];
  // An event of a text lists no items, so they are walked; `adds` and `deletes` ask the transaction.
  for (let item = event.target._start; item !== null; item = item.right) {
    const [isNew, isGone] = [event.adds(item), event.deletes(item)];
    if (isNew === isGone || !(item.content instanceof Y.ContentString)) continue;
    const range = { client: item.id.client, clock: item.id.clock, length: item.length };
    if (isNew) inserted.push(range);
    else removed.push({ ...range, text: item.content.str });
  }
  return { kind: 'text', inserted: inserted.reduce<Range[]>(union, []), removed };
}

/** Adds a range, joining it to one it continues. */
export function union(ranges: readonly Range[], range: Range): Range[] {
  const last = ranges.at(-1);
  if (last && last.client === range.client && last.clock + last.length === range.clock)
    return [...ranges.slice(0, -1), { ...last, length: last.length + range.length }];
  return [...ranges, range];
}

/** The parts of `ranges` that are in none of `taken`; texts are cut along. */
export function subtract<R extends Range>(ranges: readonly R[], taken: readonly Range[]): R[] {
  return taken.reduce<R[]>(
    (rest, hole) =>
      rest.flatMap((range) => {
        if (range.client !== hole.client) return [range];
        const from = Math.max(range.clock, hole.clock);
        const to = Math.min(range.clock + range.length, hole.clock + hole.length);
        if (from >= to) return [range];
        return [cut(range, range.clock, from), cut(range, to, range.clock + range.length)].filter((part) => part.length > 0);
      }),
    [...ranges],
  );
}

function cut<R extends Range>(range: R, from: number, to: number): R {
  const text = 'text' in range ? { text: (range as unknown as Removed).text.slice(from - range.clock, to - range.clock) } : {};
  return { ...range, ...text, clock: from, length: to - from };
}

/** Removed characters that were put back are new characters: where the old ones went. */
const revivals = new WeakMap<Y.Doc, { from: Range; to: Range }[]>();

function revivalsOf(doc: Y.Doc): { from: Range; to: Range }[] {
  let list = revivals.get(doc);
  if (!list) revivals.set(doc, (list = []));
  return list;
}

/** A text that was opened again has the same characters, those that were put back too. */
export function carryRevivals(from: Y.Doc, to: Y.Doc): void {
  revivals.set(to, [...revivalsOf(from)]);
}

/** What `range` is today: the same characters, or the ones that took their place. */
function follow(doc: Y.Doc, range: Range): Range[] {
  for (const { from, to } of revivalsOf(doc)) {
    if (from.client !== range.client) continue;
    const start = Math.max(range.clock, from.clock);
    const end = Math.min(range.clock + range.length, from.clock + from.length);
    if (start >= end) continue;
    const revived = { client: to.client, clock: to.clock + (start - from.clock), length: end - start };
    return [cut(range, range.clock, start), cut(range, end, range.clock + range.length)]
      .filter((part) => part.length > 0)
      .concat(revived)
      .flatMap((part) => follow(doc, part));
  }
  return [range];
}

const indexOf = (document: ScriptDocument, client: number, clock: number): number | undefined =>
  Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON({ item: { client, clock } }), document.doc)?.index;

/** Reverses one change inside the caller's transaction. False when none of it could be: others removed everything it made. */
export function reverseText(document: ScriptDocument, { inserted, removed }: TextChange): boolean {
  const source = sourceOf(document);
  const { doc } = document;
  let reversed = 0;
  for (const range of inserted.flatMap((one) => follow(doc, one))) {
    const alive: Range[] = [];
    for (let { clock } = range; clock < range.clock + range.length;) {
      const item = Y.getItem(doc.store, Y.createID(range.client, clock)) as Y.Item;
      const end = Math.min(item.id.clock + item.length, range.clock + range.length);
      if (!item.deleted) alive.push({ client: range.client, clock, length: end - clock });
      clock = end;
    }
    for (const { client, clock, length } of alive) {
      const index = indexOf(document, client, clock);
      if (index === undefined) continue;
      source.delete(index, length);
      reversed += 1;
    }
  }
  doc.transact((transaction) => {
    for (const { client, clock, length, text } of removed) {
      // Right behind its own tombstone: an insertion by index would go behind every tombstone that follows.
      const left = Y.getItemCleanEnd(transaction, doc.store, Y.createID(client, clock + length - 1)) as Y.Item;
      const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID));
      const { right } = left;
      new Y.Item(id, left, left.lastId, right, right && right.id, source, null, new Y.ContentString(text)).integrate(transaction, 0);
      revivalsOf(doc).push({ from: { client, clock, length }, to: { client: id.client, clock: id.clock, length } });
      reversed += 1;
    }
    // Yjs caches positions of local edits, and this one went past the cache.
    if (source._searchMarker) source._searchMarker.length = 0;
  });
  return reversed > 0;
}
