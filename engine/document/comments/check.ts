/** Which values the registers of comments may hold, and in whose name. */
import type { Json } from '../../kernel/json.ts';
import { CommentAnchor, type CommentAuthor, CommentMessage, CommentState } from '../../model/comments.ts';
import type { z } from '../../model/zod.ts';
import { isPlainJson } from '../values.ts';
import { commentPlace, type CommentsDocument, messageKey, registersIn } from './document.ts';

/** Who writes, as the room knows them. */
export interface CommentWriter extends CommentAuthor {
  /** May remove what others wrote. */
  owner: boolean;
  /** The latest time that they may say it is: milliseconds since 1970; undefined where nobody knows. */
  latest: number | undefined;
}

const valueLimits = { depth: 4, nodes: 100, text: 4000 };

const misfit = (type: z.ZodType, value: unknown): string | undefined => {
  const parsed = type.safeParse(value);
  if (parsed.success) return undefined;
  const { path, message } = parsed.error.issues[0]!;
  return [path.length > 0 ? `has no good ${path.join('.')}:` : 'does not fit:', message].join(' ');
};

/** Why a register may not hold this value, whoever writes it; undefined when it may. */
export function checkCommentRegister(key: string, value: unknown): string | undefined {
  const place = commentPlace(key);
  if (!place) return 'is not a register of comments';
  if (!isPlainJson(value, valueLimits)) return 'is not plain JSON within the limits';
  switch (place.what) {
    case 'anchor':
      return misfit(CommentAnchor, value);
    case 'state':
      return misfit(CommentState, value);
    case 'message':
      return misfit(CommentMessage, value);
    case 'gone':
    case 'removed':
      return typeof value === 'boolean' ? undefined : 'is not true or false';
  }
}

/** Why this person may not write this value: it speaks in another's name, or of a time to come. For values that fit. */
export function checkCommentAuthor(key: string, value: unknown, writer: CommentWriter): string | undefined {
  const what = commentPlace(key)?.what;
  if (what !== 'message' && what !== 'state') return undefined;
  const { by, at, edited = at } = value as CommentMessage;
  if (by.id !== writer.id || by.name !== writer.name) return `speaks in the name of ${by.name} (${by.id}), and ${writer.name} wrote it`;
  if (writer.latest !== undefined && Math.max(at, edited) > writer.latest) return 'is of a time to come';
  return undefined;
}

/** Who a register that is there belongs to, where that matters. */
export function authorOf(key: string, value: unknown): string | undefined {
  if (commentPlace(key)?.what !== 'message') return undefined;
  const parsed = CommentMessage.safeParse(value);
  return parsed.success ? parsed.data.by.id : undefined;
}

/**
 * What undo and redo write to a register in a person's name. An anchor is never taken away: others may have answered, and a thread without
 * messages is not there in any case. Undefined where the room would refuse it.
 */
export function putBackComment(
  document: CommentsDocument,
  { key, after }: { key: string; after: Json | undefined },
  before: Json | undefined,
  { id, name, owner }: Pick<CommentWriter, 'id' | 'name' | 'owner'>,
): { value: Json | undefined } | undefined {
  const place = commentPlace(key);
  if (!place) return undefined;
  switch (place.what) {
    case 'message': {
      const theirs = [before, after].some((value) => value !== undefined && authorOf(key, value) !== id);
      return theirs ? undefined : { value: before && inName(before, { id, name }) };
    }
    case 'state':
      return { value: before && inName(before, { id, name }) };
    case 'anchor':
      return { value: before ?? after };
    case 'removed':
      return owner ? { value: before } : undefined;
    case 'gone': {
      const message = messageKey(place.thread, place.message);
      return authorOf(message, registersIn(document).get(message)) === id ? { value: before } : undefined;
    }
  }
}

const inName = (value: Json, by: CommentAuthor): Json => ({ ...(value as Record<string, Json>), by: { ...by } });
