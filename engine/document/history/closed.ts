/** Documents that were closed while steps were about them, by name: opened again as they were, the steps go on with what is open now. */
import * as Y from 'yjs';
import type { AnyDocument } from '../documents.ts';
import { carryRevivals } from './text.ts';

export interface Closed {
  close: (name: string, document: AnyDocument) => void;
  has: (document: AnyDocument) => boolean;
  of: (name: string) => AnyDocument | undefined;
  /** The one that was closed under this name, which is closed no more. */
  open: (name: string) => AnyDocument | undefined;
  /** Whether it came back as it was, edit for edit: then what steps know of it is true of the new one. */
  holdsTheSame: (was: AnyDocument, now: AnyDocument) => boolean;
  clear: () => void;
}

export function createClosed(): Closed {
  const byName = new Map<string, AnyDocument>();
  const all = new Set<AnyDocument>();
  return {
    close(name, document) {
      byName.set(name, document);
      all.add(document);
    },
    has: (document) => all.has(document),
    of: (name) => byName.get(name),
    open(name) {
      const document = byName.get(name);
      byName.delete(name);
      if (document) all.delete(document);
      return document;
    },
    holdsTheSame(was, now) {
      const isSame = Y.equalSnapshots(Y.snapshot(was.doc), Y.snapshot(now.doc));
      if (isSame) carryRevivals(was.doc, now.doc);
      return isSame;
    },
    clear() {
      byName.clear();
      all.clear();
    },
  };
}
