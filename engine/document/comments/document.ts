/**
 * What people say about a level, shared: one flat map of registers. `<thread>/anchor` says what a thread is about, `<thread>/state` whether
 * it is resolved, `<thread>/message/<id>` holds one message as a whole. Removing a message is a register too (`gone` by its author,
 * `removed` by the owner), so that it can be taken back without anybody writing in another's name.
 */
import * as Y from 'yjs';

export interface CommentsDocument {
  readonly kind: 'comments';
  readonly doc: Y.Doc;
}

export const openCommentsDocument = (doc: Y.Doc = new Y.Doc()): CommentsDocument => {
  doc.getMap('comments');
  return { kind: 'comments', doc };
};

export const registersIn = ({ doc }: CommentsDocument): Y.Map<unknown> => doc.getMap('comments');

export type CommentPlace =
  | { thread: string; what: 'anchor' | 'state' }
  | { thread: string; what: 'message'; message: string }
  /** `gone`: taken away by its author; `removed`: by the owner. */
  | { thread: string; what: 'gone' | 'removed'; message: string };

const key = /^([A-Za-z0-9][A-Za-z0-9._-]{0,63})\/(?:(anchor|state)|(message|gone|removed)\/([A-Za-z0-9][A-Za-z0-9._-]{0,63}))$/;

/** Undefined for a key that no register can have. */
export function commentPlace(text: string): CommentPlace | undefined {
  const match = key.exec(text);
  if (!match) return undefined;
  const thread = match[1]!;
  if (match[2] !== undefined) return { thread, what: match[2] as 'anchor' | 'state' };
  return { thread, what: match[3] as 'message', message: match[4]! };
}

export const anchorKey = (thread: string): string => `${thread}/anchor`;
export const stateKey = (thread: string): string => `${thread}/state`;
export const messageKey = (thread: string, message: string): string => `${thread}/message/${message}`;
export const goneKey = (thread: string, message: string): string => `${thread}/gone/${message}`;
export const removedKey = (thread: string, message: string): string => `${thread}/removed/${message}`;
