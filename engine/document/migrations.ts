/**
 * What a document holds has a version. A new kind of value needs none: it has a default, and what a reader does not know is kept. A register
 * whose meaning changes does: then the room's host, and nobody else, brings the document up when it opens the room, before anybody is in it.
 */
import type * as Y from 'yjs';
import type { AnyDocument, DocumentKind } from './documents.ts';

/** Brings documents of a kind from the version before `to` to it. The same document gives the same edits. */
export interface Migration {
  readonly kind: DocumentKind;
  readonly to: number;
  readonly change: (document: AnyDocument) => void;
}

export interface DocumentVersions {
  /** What this code reads and writes. */
  readonly current: number;
  readonly migrations: readonly Migration[];
}

export const documentVersions: DocumentVersions = { current: 1, migrations: [] };

/** No window may write here: the firewall knows no such root. */
const root = '$document';
const key = 'version';

/** 1 where nothing is said. */
export const versionOf = (doc: Y.Doc): number => {
  const version = doc.share.has(root) ? doc.getMap(root).get(key) : undefined;
  return typeof version === 'number' && Number.isSafeInteger(version) && version > 1 ? version : 1;
};

/** Says of what version a document is; the first says nothing. */
export const noteVersion = (doc: Y.Doc, version: number): void => {
  if (version > 1) doc.getMap(root).set(key, version);
};

/** Brings an older document to the current version. Called in one transaction: a document is never half of a version. */
export const migrate = (document: AnyDocument, { current, migrations }: DocumentVersions): void => {
  const version = versionOf(document.doc);
  const steps = migrations.filter(({ kind, to }) => kind === document.kind && to > version && to <= current);
  for (const { change } of steps.toSorted((a, b) => a.to - b.to)) change(document);
  noteVersion(document.doc, current);
};
