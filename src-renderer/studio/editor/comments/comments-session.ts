import {
  type CommentsDocument,
  type CommentThread,
  type EditOrigin,
  type History,
  materialiseComments,
  observeComments,
  putBackComment,
} from '../../../../engine/document/index.ts';
import { LedgerError } from '../../../../engine/kernel/error.ts';
import { t } from '../../i18n/index.ts';
import type { RoomClient } from '../../people/index.ts';
import { type Cell, createCell } from '../cell.ts';
import type { LevelRef } from '../level/level-session.ts';
import { followDocument } from '../rooms/follow-document.ts';
import { viewerRefused } from '../rooms/viewer.ts';

export interface CommentAuthorship {
  by: { id: string; name: string };
  /** The project's owner may remove what others wrote. */
  owner: boolean;
}

/** What people say about a level, as long as its project is open. */
export interface CommentsSession {
  readonly level: LevelRef;
  readonly room: RoomClient<'comments'>;
  readonly threads: Cell<readonly CommentThread[]>;
  /** One step of the person's history, in their name. @throws LedgerError `viewer`, `opening-afresh`: nothing is changed */
  edit(label: string, change: (document: CommentsDocument, who: CommentAuthorship, origin: EditOrigin) => void): void;
  dispose: () => void;
}

export function createCommentsSession(level: LevelRef, room: RoomClient<'comments'>, history: History): CommentsSession {
  const threads = createCell(materialiseComments(room.document));
  let document: CommentsDocument | undefined;
  const who = (): CommentAuthorship | undefined =>
    room.person && { by: { id: room.person.id, name: room.person.name }, owner: room.role === 'owner' };
  const stop = followDocument(room, (next) => {
    document = next;
    const read = (): void => threads.set(materialiseComments(next));
    const stops = [
      observeComments(next, read),
      history.track(
        next,
        (change, before) => {
          const me = who();
          return me && room.role !== 'viewer' ? putBackComment(next, change, before, { ...me.by, owner: me.owner }) : undefined;
        },
        room.room,
      ),
    ];
    read();
    return () => {
      document = undefined;
      for (const end of stops) end();
    };
  });
  return {
    level,
    room,
    threads,
    edit(label, change) {
      if (room.role === 'viewer') throw viewerRefused();
      const [target, me] = [document, who()];
      if (!target || !me)
        throw new LedgerError({ code: 'opening-afresh', message: t('comments.openingAfresh'), hint: t('project.openingAfresh.hint') });
      history.step(label, (origin) => change(target, me, origin));
    },
    dispose: stop,
  };
}
