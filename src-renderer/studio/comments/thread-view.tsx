import { useEffect, useRef, useState } from 'react';
import { Button, classes, Icon, IconButton, Menu } from '../../ui/index.ts';
import type { Comment, CommentThread } from '../../../engine/document/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { Avatar } from './avatar.tsx';
import { type Comments, commentsOf, type LevelComments, selectionAnchor, type ThreadRef } from './comments.ts';
import { Composer } from './composer.tsx';
import styles from './comments.module.css';
import { aboutIcons, Text, useAbout } from './thread-row.tsx';
import { useNow } from './use-now.ts';

interface ThreadProps {
  comments: LevelComments;
  thread: CommentThread;
  onBack: () => void;
}

/** One thread: what it is about, who said what, and where one answers. */
export function ThreadView({ comments: { ref: level, session }, thread, onBack }: ThreadProps) {
  const editor = useEditor();
  const comments = commentsOf(editor);
  const canEdit = useCell(editor.canEdit);
  const ref: ThreadRef = { level: level.path, thread: thread.id };
  const { resolved, changed, messages } = thread;
  const now = useNow();
  const me = session.room.person?.id;
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => comments.seen(thread), [comments, thread]);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [messages.length]);
  return (
    // Escape leads back from anywhere inside; every control in here has a name and a key of its own.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={styles['view']}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onBack();
      }}
    >
      <header className={styles['bar']}>
        <Back focused={!canEdit} onBack={onBack} />
        <span className={styles['grow']} />
        {canEdit && (
          <Button look="outline" icon={resolved ? 'reset' : 'check'} onClick={() => comments.resolve(ref, !resolved)}>
            {t(resolved ? 'comments.reopen' : 'comments.resolve')}
          </Button>
        )}
      </header>
      <Subject thread={thread} comments={comments} refTo={ref} level={level} canEdit={canEdit} />
      <ol className={styles['messages']} aria-label={t('comments')}>
        {messages.map((message, index) => (
          <li key={message.id} ref={index === messages.length - 1 ? end : undefined} className={styles['message']}>
            <Message message={message} comments={comments} refTo={ref} mine={message.by.id === me} owner={session.room.role === 'owner'} />
          </li>
        ))}
      </ol>
      {resolved && changed && (
        <p className={styles['settled']}>
          <Icon name="ok" size={13} />
          {t('comments.resolvedBy', { name: changed.by.name, when: t('comments.when', { at: changed.at, now }) })}
        </p>
      )}
      {canEdit ? (
        <Composer
          focused
          label={t('comments.reply')}
          hint={t('comments.reply.hint')}
          send={t('comments.reply')}
          onSend={(text) => comments.reply(ref, text)}
        />
      ) : (
        <p className={styles['quiet']}>{t('comments.viewer')}</p>
      )}
    </div>
  );
}

function Back({ focused, onBack }: { focused: boolean; onBack: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focused) button.current?.focus();
  }, [focused]);
  return <IconButton ref={button} icon="back" label={t('comments.back')} onClick={onBack} />;
}

interface SubjectProps {
  thread: CommentThread;
  comments: Comments;
  refTo: ThreadRef;
  level: LevelComments['ref'];
  canEdit: boolean;
}

/** What the thread is about; where that is gone, it can be put on something else. */
function Subject({ thread, comments, refTo, level, canEdit }: SubjectProps) {
  const editor = useEditor();
  const about = useAbout(thread.anchor, level);
  useCell(editor.selection.keys);
  const isLost = about.kind === 'gone' || about.kind === 'nothing';
  const anchor = selectionAnchor(editor);
  return (
    <div className={classes(styles['subject'], isLost && styles['lost'])}>
      <Icon name={aboutIcons[about.kind]} size={13} />
      <span className={styles['grow']}>
        <span>{about.text}</span>
        {about.kind === 'gone' && <span className={styles['hint']}>{t('comments.gone.hint')}</span>}
      </span>
      {isLost && canEdit && (
        <Button look="outline" disabled={!anchor} onClick={() => anchor && comments.anchor(refTo, anchor)}>
          {t('comments.reanchor')}
        </Button>
      )}
      {!isLost && (
        <IconButton
          icon="focus"
          label={about.kind === 'point' ? t('comments.goTo.point') : t('comments.goTo', { name: about.name })}
          onClick={() => void comments.goTo(refTo)}
        />
      )}
    </div>
  );
}

interface MessageProps {
  message: Comment;
  comments: Comments;
  refTo: ThreadRef;
  mine: boolean;
  owner: boolean;
}

function Message({ message, comments, refTo, mine, owner }: MessageProps) {
  const canEdit = useCell(useEditor().canEdit);
  const [editing, setEditing] = useState(false);
  const now = useNow();
  const { by, at, edited, text, mentions } = message;
  return (
    <article className={styles['said']} aria-label={by.name}>
      <Avatar person={by} />
      <header className={styles['head']}>
        <span className={styles['author']}>{by.name}</span>
        <time className={styles['when']} dateTime={new Date(at).toISOString()} title={t('comments.at', { at })}>
          {[t('comments.when', { at, now }), ...(edited === undefined ? [] : [t('comments.edited')])].join(', ')}
        </time>
        {canEdit && (mine || owner) && (
          <Menu
            align="end"
            trigger={<IconButton icon="more" className={styles['more']} label={t('comments.more', { author: by.name })} />}
            groups={() => [
              [
                ...(mine ? [{ id: 'edit', label: t('comments.edit'), icon: 'pencil' as const, onSelect: () => setEditing(true) }] : []),
                {
                  id: 'delete',
                  label: t('comments.delete'),
                  icon: 'trash' as const,
                  onSelect: () => void comments.remove(refTo, message),
                },
              ],
            ]}
          />
        )}
      </header>
      {editing ? (
        <Composer
          focused
          label={t('comments.text')}
          hint={t('comments.text.hint')}
          send={t('comments.save')}
          initial={text}
          onCancel={() => setEditing(false)}
          onSend={(next) => {
            const done = next === text || comments.change(refTo, message, next);
            if (done) setEditing(false);
            return done;
          }}
        />
      ) : (
        <p className={styles['text']}>
          <Text text={text} mentions={mentions} />
        </p>
      )}
    </article>
  );
}
