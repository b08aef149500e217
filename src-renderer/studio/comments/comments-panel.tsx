import { useEffect, useRef } from 'react';
import { Button, classes, EmptyState, Icon, IconButton, Select } from '../../ui/index.ts';
import type { CommentThread } from '../../../engine/document/index.ts';
import type { CommentAnchor } from '../../../engine/model/comments.ts';
import type { LevelSession } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { keysOf } from '../shell/action-ui.ts';
import { commentOnSelection } from './actions.ts';
import { commentsOf, type LevelComments } from './comments.ts';
import { Composer } from './composer.tsx';
import styles from './comments.module.css';
import { aboutIcons, ThreadRow, useAbout } from './thread-row.tsx';
import { ThreadView } from './thread-view.tsx';

/** What people say about the open project: the list, or one thread of it. */
export function CommentsPanel() {
  const editor = useEditor();
  const comments = commentsOf(editor);
  const level = useCell(editor.level);
  const opened = useCell(comments.opened);
  useCell(comments.levels);
  const found = opened && comments.threadOf(opened);
  const cameFrom = useRef<string>(undefined);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    comments.visible.set(true);
    return () => comments.visible.set(false);
  }, [comments]);
  // Whoever comes back from a thread stands where they left.
  useEffect(() => {
    if (found || cameFrom.current === undefined) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-thread="${CSS.escape(cameFrom.current)}"]`);
    cameFrom.current = undefined;
    (row ?? list.current?.querySelector<HTMLElement>('button'))?.focus();
  });
  if (found)
    return (
      <ThreadView
        key={found.thread.id}
        {...found}
        onBack={() => {
          cameFrom.current = found.thread.id;
          comments.opened.set(undefined);
        }}
      />
    );
  return (
    <div ref={list} className={styles['view']}>
      <Bar level={level} />
      {level && <Draft level={level} />}
      <List level={level} />
    </div>
  );
}

const isShown =
  (shown: 'open' | 'resolved', only: string | readonly string[] | undefined) =>
  ({ id, resolved, anchor }: CommentThread): boolean =>
    resolved === (shown === 'resolved') &&
    (only === undefined ||
      (typeof only === 'string' ? anchor !== undefined && 'entity' in anchor && anchor.entity === only : only.includes(id)));

/** The levels that are looked at, the open one first. */
function useLevels(level: LevelSession | undefined): readonly LevelComments[] {
  const comments = commentsOf(useEditor());
  const all = useCell(comments.levels);
  const scope = useCell(comments.scope);
  const here = all.filter(({ ref }) => ref.path === level?.ref.path);
  return scope === 'level' ? here : [...here, ...all.filter((one) => !here.includes(one))];
}

function Bar({ level }: { level: LevelSession | undefined }) {
  const editor = useEditor();
  const comments = commentsOf(editor);
  const shown = useCell(comments.shown);
  const scope = useCell(comments.scope);
  const only = useCell(comments.only);
  const selection = useCell(editor.selection.keys);
  const canEdit = useCell(editor.canEdit);
  const all = useCell(comments.levels);
  const levels = useLevels(level);
  const threads = levels.flatMap((one) => one.threads);
  const count = (which: 'open' | 'resolved'): number => threads.filter(isShown(which, only)).length;
  const name =
    typeof only === 'string' ? (level?.entity(only).get()?.name ?? only) : only && t('comments.together', { count: only.length });
  return (
    <>
      <div className={styles['bar']}>
        <div role="group" aria-label={t('comments.show')} className={styles['switch']}>
          {(['open', 'resolved'] as const).map((which) => (
            <button
              key={which}
              type="button"
              aria-pressed={shown === which}
              className={styles['choice']}
              onClick={() => comments.shown.set(which)}
            >
              {t(`comments.${which}`, { count: count(which) })}
            </button>
          ))}
        </div>
        <span className={styles['grow']} />
        {all.length > 1 && (
          <Select
            label={t('comments.scope')}
            value={scope}
            choices={[
              { value: 'level', label: t('comments.scope.level') },
              { value: 'project', label: t('comments.scope.project') },
            ]}
            onChange={(value) => comments.scope.set(value === 'project' ? value : 'level')}
          />
        )}
        <IconButton
          icon="plus"
          label={t('action.comment')}
          keys={keysOf(editor, commentOnSelection)}
          disabled={!canEdit || selection.length === 0}
          onClick={() => void editor.do(commentOnSelection)}
        />
      </div>
      {name !== undefined && (
        <div className={styles['only']}>
          <span className={styles['chip']}>
            <Icon name="box" size={12} />
            <span>{t('comments.about', { name })}</span>
            <IconButton icon="close" size={12} label={t('comments.about.clear')} onClick={() => comments.only.set(undefined)} />
          </span>
        </div>
      )}
    </>
  );
}

/** A thread that is being begun. */
function Draft({ level }: { level: LevelSession }) {
  const comments = commentsOf(useEditor());
  const anchor = useCell(comments.drafted);
  return anchor ? <Writing key={JSON.stringify(anchor)} anchor={anchor} level={level} /> : null;
}

function Writing({ anchor, level }: { anchor: CommentAnchor; level: LevelSession }) {
  const comments = commentsOf(useEditor());
  const about = useAbout(anchor, level.ref);
  return (
    <section className={styles['draft']} aria-label={t('comments.new')}>
      <div className={classes(styles['about'], styles['subjectLine'])}>
        <Icon name={aboutIcons[about.kind]} size={12} />
        <span>{about.text}</span>
      </div>
      <Composer
        focused
        label={t('comments.text')}
        hint={t('comments.text.hint')}
        send={t('comments.send')}
        onSend={(text) => comments.start(anchor, text)}
        onCancel={() => comments.drafted.set(undefined)}
      />
    </section>
  );
}

function List({ level }: { level: LevelSession | undefined }) {
  const editor = useEditor();
  const comments = commentsOf(editor);
  const shown = useCell(comments.shown);
  const only = useCell(comments.only);
  const drafted = useCell(comments.drafted);
  const canEdit = useCell(editor.canEdit);
  const selection = useCell(editor.selection.keys);
  const levels = useLevels(level)
    .map((one) => ({ ...one, threads: one.threads.filter(isShown(shown, only)).toReversed() }))
    .filter(({ threads }) => threads.length > 0);
  if (levels.length === 0) {
    if (drafted) return null;
    if (shown === 'resolved') return <EmptyState icon="ok" title={t('comments.noneResolved')} text={t('comments.noneResolved.hint')} />;
    return (
      <EmptyState icon="message" title={t('comments.none')} text={t(canEdit ? 'comments.none.hint' : 'comments.none.viewer')}>
        {canEdit && selection.length > 0 && (
          <Button look="outline" icon="message" onClick={() => void editor.do(commentOnSelection)}>
            {t('action.comment')}
          </Button>
        )}
      </EmptyState>
    );
  }
  return levels.map(({ ref, threads }) => (
    <section key={ref.path}>
      {ref.path !== level?.ref.path && <h3 className={styles['level']}>{ref.name}</h3>}
      <ul aria-label={ref.path === level?.ref.path ? t('comments') : ref.name} className={styles['list']}>
        {threads.map((thread) => (
          <ThreadRow key={thread.id} thread={thread} level={ref} />
        ))}
      </ul>
    </section>
  ));
}
