import { Icon, Tooltip } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { commentsOf } from './comments.ts';
import styles from './comments.module.css';
import { openAbout } from './pins.ts';

/** How many open threads are about an entity; leads to them. */
export function CommentsBadge({ entity }: { entity: string }) {
  const editor = useEditor();
  const level = useCell(editor.level);
  const count = useCell(
    commentsOf(editor).levels,
    (all) => openAbout(all.find(({ ref }) => ref.path === level?.ref.path)?.threads ?? [], entity).length,
  );
  if (count === 0) return null;
  const show = (): void => {
    const comments = commentsOf(editor);
    comments.opened.set(undefined);
    comments.shown.set('open');
    comments.only.set(entity);
    editor.reveal.set('comments');
  };
  return (
    <Tooltip text={t('comments.badge', { count })}>
      <button type="button" className={styles['badge']} aria-label={t('comments.badge', { count })} onClick={show}>
        <Icon name="message" size={12} />
        {count}
      </button>
    </Tooltip>
  );
}

/** How many messages name this person and were not seen, for the panel's tab; the tab keeps its name, and each thread in the list says so. */
export function UnreadMark() {
  const unread = useCell(commentsOf(useEditor()).unread, ({ length }) => length);
  return unread === 0 ? null : (
    <span aria-hidden title={t('comments.unread', { count: unread })} className={styles['unread']}>
      {unread}
    </span>
  );
}
