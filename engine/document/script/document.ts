/** A script as a shared text. */
import * as Y from 'yjs';
import { EditOrigin } from '../origin.ts';
import { diffText, type TextEdit } from './diff.ts';

export interface ScriptDocument {
  readonly kind: 'script';
  readonly doc: Y.Doc;
}

/** UTF-16 units; larger ones are refused by rooms. */
export const maxScriptLength = 262_144;

export const openScriptDocument = (doc: Y.Doc = new Y.Doc()): ScriptDocument => {
  doc.getText('source');
  return { kind: 'script', doc };
};

export const sourceOf = ({ doc }: ScriptDocument): Y.Text => doc.getText('source');

export const readScript = (document: ScriptDocument): string => sourceOf(document).toJSON();

/** Applies edits (all speaking of the text as it is now, in order, not overlapping) in one transaction. */
export function editScript(document: ScriptDocument, edits: readonly TextEdit[], origin: EditOrigin): void {
  const source = sourceOf(document);
  document.doc.transact(() => {
    for (const { at, remove, insert } of edits.toReversed()) {
      if (remove > 0) source.delete(at, remove);
      if (insert !== '') source.insert(at, insert);
    }
  }, origin);
}

/** Makes the text `next` with as few edits as it takes. */
export const replaceScript = (document: ScriptDocument, next: string, origin: EditOrigin): void =>
  editScript(document, diffText(readScript(document), next), origin);

/** Tells of every change as edits of the text before it. Returns how to stop. */
export function observeScript(
  document: ScriptDocument,
  listener: (edits: TextEdit[], by: 'remote' | EditOrigin['by'], origin: unknown) => void,
): () => void {
  const source = sourceOf(document);
  const onChange = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    const edits: TextEdit[] = [];
    let at = 0;
    for (const { retain = 0, delete: remove = 0, insert } of event.delta) {
      at += retain;
      if (remove === 0 && insert === undefined) continue;
      const last = edits.at(-1);
      const text = typeof insert === 'string' ? insert : '';
      if (last && last.at + last.remove === at && retain === 0) {
        last.remove += remove;
        last.insert += text;
      } else edits.push({ at, remove, insert: text });
      at += remove;
    }
    if (edits.length > 0) listener(edits, transaction.origin instanceof EditOrigin ? transaction.origin.by : 'remote', transaction.origin);
  };
  source.observe(onChange);
  return () => source.unobserve(onChange);
}

/** A position that stays with its text while others type, for carets and comments; plain JSON. */
export const anchorAt = (document: ScriptDocument, offset: number): string =>
  JSON.stringify(Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(sourceOf(document), offset)));

/** Where an anchor stands now; undefined when it is not one of this text. Anchors come from other people: nothing is trusted. */
export function offsetOf(document: ScriptDocument, anchor: string): number | undefined {
  try {
    const position = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(JSON.parse(anchor)), document.doc);
    return position?.type === sourceOf(document) ? position.index : undefined;
  } catch {
    return undefined;
  }
}
