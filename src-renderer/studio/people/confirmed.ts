import * as Y from 'yjs';
import { type DocumentKind, type DocumentOf, openDocument } from '../../../engine/document/index.ts';

/**
 * What of a room is known to be on the server's disk, kept as updates: with it a copy that was set aside can be told apart from what others
 * did. A second document would cost every edit twice.
 */
export interface Confirmed<K extends DocumentKind> {
  add(update: Uint8Array): void;
  /** The room as the server last said it. */
  document(): DocumentOf<K>;
  clear(): void;
}

export function createConfirmed<K extends DocumentKind>(kind: K): Confirmed<K> {
  let updates: Uint8Array[] = [];
  return {
    add(update) {
      updates.push(update);
      // Neighbours of like size become one, so that there are few, and each byte is merged a few times only.
      while (updates.length > 1 && updates.at(-1)!.length * 2 >= updates.at(-2)!.length) {
        const merged = Y.mergeUpdates(updates.slice(-2));
        updates = [...updates.slice(0, -2), merged];
      }
    },
    document() {
      const document = openDocument(kind);
      for (const update of updates) Y.applyUpdate(document.doc, update);
      return document;
    },
    clear() {
      updates = [];
    },
  };
}
