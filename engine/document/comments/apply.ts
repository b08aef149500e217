/** A comments file becomes edits: seeding an empty room, a change in the project folder. */
import type { Json } from '../../kernel/json.ts';
import type { CommentsFile } from '../../model/comments.ts';
import { changed } from '../level/apply.ts';
import type { EditOrigin } from '../origin.ts';
import { sameValue } from '../values.ts';
import { anchorKey, commentPlace, type CommentsDocument, goneKey, messageKey, registersIn, removedKey, stateKey } from './document.ts';

export type CommentRegisters = ReadonlyMap<string, Json>;

export function commentRegisters({ threads }: CommentsFile): CommentRegisters {
  const registers = new Map<string, Json>();
  for (const [thread, { anchor, state, messages }] of Object.entries(threads)) {
    if (anchor) registers.set(anchorKey(thread), anchor as Json);
    if (state) registers.set(stateKey(thread), state as Json);
    for (const [id, message] of Object.entries(messages)) registers.set(messageKey(thread, id), message as Json);
  }
  return registers;
}

/**
 * Applies what changed from `base` to `next` and nothing else, in one transaction. A message that is gone from the file is removed as the
 * owner removes one, and comes back when it is in the file again.
 */
export function applyCommentChanges(document: CommentsDocument, base: CommentRegisters, next: CommentRegisters, origin: EditOrigin): void {
  const registers = registersIn(document);
  const put = (key: string, value: Json): void => {
    if (!sameValue(registers.get(key) as Json | undefined, value)) registers.set(key, value);
  };
  document.doc.transact(() => {
    for (const [key, value] of changed(base, next)) {
      const place = commentPlace(key);
      if (!place) continue;
      if (value !== undefined) put(key, value);
      else if (place.what === 'state') registers.delete(key);
      if (place.what !== 'message') continue;
      const { thread, message } = place;
      if (value === undefined) put(removedKey(thread, message), true);
      else for (const sign of [goneKey(thread, message), removedKey(thread, message)]) if (registers.has(sign)) put(sign, false);
    }
  }, origin);
}
