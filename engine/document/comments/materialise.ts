/** What comments mean: total, deterministic, never throws. What does not fit is left out. */
import { compareText } from '../../kernel/json.ts';
import { CommentAnchor, type CommentAuthor, CommentMessage, CommentState, type CommentsFile } from '../../model/comments.ts';
import { commentPlace, type CommentsDocument, goneKey, registersIn, removedKey } from './document.ts';

export interface Comment extends CommentMessage {
  id: string;
}

export interface CommentThread {
  id: string;
  /** Undefined where it cannot be read: the thread is about nothing until somebody says what. */
  anchor: CommentAnchor | undefined;
  resolved: boolean;
  /** Who resolved or reopened it last, and when. */
  changed: { by: CommentAuthor; at: number } | undefined;
  /** At least one; by time, then id. Removed ones are not there. */
  messages: readonly [Comment, ...Comment[]];
}

const byTime = (a: { at: number; id: string }, b: { at: number; id: string }): number => a.at - b.at || compareText(a.id, b.id);

/** The threads that hold something, by the time of their first message, then id. */
export function materialiseComments(document: CommentsDocument): readonly CommentThread[] {
  const registers = registersIn(document);
  const messages = new Map<string, Comment[]>();
  for (const [key, value] of registers) {
    const place = commentPlace(key);
    if (place?.what !== 'message') continue;
    const { thread, message: id } = place;
    if (registers.get(goneKey(thread, id)) === true || registers.get(removedKey(thread, id)) === true) continue;
    const parsed = CommentMessage.safeParse(value);
    if (!parsed.success) continue;
    const own = messages.get(thread);
    if (own) own.push({ id, ...parsed.data });
    else messages.set(thread, [{ id, ...parsed.data }]);
  }
  const threads = [...messages].map(([id, own]): CommentThread => {
    const anchor = CommentAnchor.safeParse(registers.get(`${id}/anchor`));
    const state = CommentState.safeParse(registers.get(`${id}/state`));
    return {
      id,
      anchor: anchor.data,
      resolved: state.data?.resolved ?? false,
      changed: state.data && { by: state.data.by, at: state.data.at },
      messages: own.toSorted(byTime) as [Comment, ...Comment[]],
    };
  });
  return threads.toSorted((a, b) => byTime({ at: a.messages[0].at, id: a.id }, { at: b.messages[0].at, id: b.id }));
}

/** The comments as their file holds them. */
export function toCommentsFile(document: CommentsDocument): CommentsFile {
  const threads = materialiseComments(document).map(
    ({ id, anchor, resolved, changed, messages }): [string, CommentsFile['threads'][string]] => [
      id,
      {
        ...(anchor && { anchor }),
        ...(changed && { state: { resolved, ...changed } }),
        messages: Object.fromEntries(messages.map(({ id: message, ...rest }) => [message, rest])),
      },
    ],
  );
  return { format: 1, threads: Object.fromEntries(threads) };
}

/** True once anything was ever said: a level that nobody has spoken of has no file. */
export const hasComments = (document: CommentsDocument): boolean => registersIn(document).size > 0;

/** Tells of every change. Returns how to stop. */
export function observeComments(document: CommentsDocument, listener: () => void): () => void {
  const registers = registersIn(document);
  registers.observe(listener);
  return () => registers.unobserve(listener);
}
