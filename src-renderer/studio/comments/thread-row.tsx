import { useId, useMemo } from 'react';
import { classes, Icon, type IconName } from '../../ui/index.ts';
import type { CommentThread } from '../../../engine/document/index.ts';
import type { CommentAnchor } from '../../../engine/model/comments.ts';
import type { LevelRef } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { type About, aboutOf } from './about.ts';
import { Avatar } from './avatar.tsx';
import { commentsOf } from './comments.ts';
import styles from './comments.module.css';
import { piecesOf } from './mentions.ts';
import { useNow } from './use-now.ts';

export const aboutIcons: Readonly<Record<About['kind'], IconName>> = { entity: 'box', point: 'pin', gone: 'trash', nothing: 'help' };

/** What a thread is about, live: entities are renamed, deleted and brought back. */
export function useAbout(anchor: CommentAnchor | undefined, ref: LevelRef): About {
  const level = useCell(useEditor().level);
  const entity = anchor && 'entity' in anchor ? anchor.entity : undefined;
  useMaybeCell(level?.tree);
  useMaybeCell(
    useMemo(() => (entity === undefined || level?.ref.path !== ref.path ? undefined : level.entity(entity)), [level, entity, ref.path]),
  );
  return aboutOf(anchor, level, ref);
}

export function Text({ text, mentions = [] }: { text: string; mentions?: readonly { id: string; name: string }[] | undefined }) {
  return piecesOf(text, mentions).map((piece, index) =>
    piece.person ? (
      // Pieces have no identity of their own.
      <span key={index} className={styles['mention']}>
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  );
}

/** A thread in the list. */
export function ThreadRow({ thread, level }: { thread: CommentThread; level: LevelRef }) {
  const comments = commentsOf(useEditor());
  const about = useAbout(thread.anchor, level);
  const isForMe = useCell(comments.unread).some((mention) => mention.thread === thread.id);
  const id = useId();
  const now = useNow();
  const [first, ...replies] = thread.messages;
  const latest = thread.messages.at(-1) ?? first;
  return (
    <li>
      <button
        type="button"
        data-thread={thread.id}
        className={classes(styles['thread'], isForMe && styles['forMe'])}
        aria-label={t('comments.thread', { author: first.by.name, about: about.text })}
        aria-describedby={`${id}-text ${id}-foot`}
        onClick={() => comments.open({ level: level.path, thread: thread.id })}
      >
        <Avatar person={first.by} />
        <span className={styles['head']}>
          <span className={styles['author']}>{first.by.name}</span>
          <time className={styles['when']} dateTime={new Date(latest.at).toISOString()} title={t('comments.at', { at: latest.at })}>
            {t('comments.when', { at: latest.at, now })}
          </time>
        </span>
        <span id={`${id}-text`} className={styles['excerpt']}>
          <Text text={first.text} mentions={first.mentions} />
        </span>
        <span id={`${id}-foot`} className={styles['foot']}>
          <span className={classes(styles['about'], about.kind === 'gone' && styles['lost'])}>
            <Icon name={aboutIcons[about.kind]} size={12} />
            <span>{about.text}</span>
          </span>
          {replies.length > 0 && <span>{t('comments.replies', { count: replies.length })}</span>}
          {isForMe && <span className={styles['dot']}>{t('comments.mentionsYou')}</span>}
        </span>
      </button>
    </li>
  );
}
