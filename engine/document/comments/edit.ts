/** What people do with comments: each call is one transaction. Values are the caller's to check (`checkCommentRegister`). */
import type { Json } from '../../kernel/json.ts';
import type { CommentAnchor, CommentAuthor, CommentMessage } from '../../model/comments.ts';
import type { EditOrigin } from '../origin.ts';
import { anchorKey, type CommentsDocument, goneKey, messageKey, registersIn, removedKey, stateKey } from './document.ts';

export interface MessageRef {
  thread: string;
  message: string;
}

const write = (document: CommentsDocument, origin: EditOrigin, registers: Readonly<Record<string, Json>>): void => {
  const map = registersIn(document);
  document.doc.transact(() => {
    for (const [key, value] of Object.entries(registers)) map.set(key, value);
  }, origin);
};

/** A new thread with its first message. Both ids are new. */
export const startThread = (
  document: CommentsDocument,
  { thread, message }: MessageRef,
  anchor: CommentAnchor,
  value: CommentMessage,
  origin: EditOrigin,
): void => write(document, origin, { [anchorKey(thread)]: anchor as Json, [messageKey(thread, message)]: value as Json });

/** A new message, or another text of an old one: then `by` and `at` stay. */
export const writeMessage = (
  document: CommentsDocument,
  { thread, message }: MessageRef,
  value: CommentMessage,
  origin: EditOrigin,
): void => write(document, origin, { [messageKey(thread, message)]: value as Json });

/** @param as `author` of the message; `owner`: of the project, of whosever message */
export const removeMessage = (
  document: CommentsDocument,
  { thread, message }: MessageRef,
  as: 'author' | 'owner',
  origin: EditOrigin,
): void => write(document, origin, { [as === 'author' ? goneKey(thread, message) : removedKey(thread, message)]: true });

export const setResolved = (
  document: CommentsDocument,
  thread: string,
  resolved: boolean,
  { by, at }: { by: CommentAuthor; at: number },
  origin: EditOrigin,
): void => write(document, origin, { [stateKey(thread)]: { resolved, by, at } });

export const anchorThread = (document: CommentsDocument, thread: string, anchor: CommentAnchor, origin: EditOrigin): void =>
  write(document, origin, { [anchorKey(thread)]: anchor as Json });
