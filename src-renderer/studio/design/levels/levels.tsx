import { Button, EmptyState, Icon, IconButton, type IconName, Menu } from '../../../ui/index.ts';
import { levelDeeds, newLevel } from '../../authoring/actions.ts';
import { beginDraft, bringNews, compareDraft, detachDraft, dropDraft, takeOverDraft } from '../../drafts/actions.ts';
import type { Action, LevelRef } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { versionsOf } from '../../versions/versions.ts';
import styles from './levels.module.css';

/** The levels of the project, each with its drafts; the open one is marked, and what is done with it stands above. */
export function Levels() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const levels = useMaybeCell(project?.levelRefs) ?? [];
  const open = useCell(editor.level);
  const head = useMaybeCell(open?.head);
  const canEdit = useCell(editor.canEdit);
  const start = useMaybeCell(project?.file)?.levels[0];
  if (!project) return <EmptyState icon="layers" title={t('tree.none')} />;
  return (
    <>
      <Deeds isDraft={head?.draft !== undefined} />
      <ul className={styles['list']} aria-label={t('panel.levels')}>
        {levels.map((ref) => {
          const current = ref.path === open?.ref.path;
          return (
            <li key={ref.path} className={styles['row']}>
              <button type="button" className={styles['item']} aria-current={current} onClick={() => void editor.openLevel(ref)}>
                <Row
                  level={current && head ? { ...ref, name: head.name, draft: head.draft } : ref}
                  all={levels}
                  isStart={ref.path === start}
                />
              </button>
              {canEdit && !ref.draft && (
                <RowMenu level={current && head ? { ...ref, name: head.name } : ref} isStart={ref.path === start} />
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Row({ level: { name, path, draft }, all, isStart }: { level: LevelRef; all: readonly LevelRef[]; isStart: boolean }) {
  if (!draft)
    return (
      <>
        <Icon name="layers" size={13} />
        <span className={styles['name']} title={name}>
          {name}
        </span>
        {isStart && all.length > 1 && <span className={styles['badge']}>{t('levels.startsHere')}</span>}
        <span className={styles['about']} title={path}>
          {path.replace(/^levels\//, '')}
        </span>
      </>
    );
  const hasLevel = all.some((other) => other.path === draft.of);
  return (
    <>
      <Icon name="fork" size={13} className={hasLevel ? styles['below'] : undefined} />
      <span className={styles['name']} title={name}>
        {name}
      </span>
      <span className={styles['badge']}>{t('drafts.badge')}</span>
      <span className={styles['about']}>
        {hasLevel ? t('drafts.about', { by: draft.by, at: new Date(draft.at) }) : t('drafts.orphan', draft)}
      </span>
    </>
  );
}

function RowMenu({ level, isStart }: { level: LevelRef; isStart: boolean }) {
  const editor = useEditor();
  const entry = (action: (typeof levelDeeds)[keyof typeof levelDeeds], icon: IconName, disabled = false) => ({
    id: action.id,
    label: t(action.title as 'action.level.rename'),
    icon,
    disabled: disabled || !(action.when?.(editor) ?? true),
    onSelect: () => void editor.do(action, level),
  });
  return (
    <Menu
      align="end"
      trigger={<IconButton icon="more" label={t('levels.of', level)} />}
      groups={() => [
        [entry(levelDeeds.rename, 'pencil'), entry(levelDeeds.duplicate, 'copy'), entry(levelDeeds.start, 'play', isStart)],
        [entry(levelDeeds.remove, 'trash')],
      ]}
    />
  );
}

const ofDrafts: readonly Action[] = [takeOverDraft, compareDraft, bringNews, detachDraft, dropDraft];

/** What is done with the open level. */
function Deeds({ isDraft }: { isDraft: boolean }) {
  const editor = useEditor();
  const canEdit = useCell(editor.canEdit);
  const open = useCell(editor.level);
  const marked = useCell(versionsOf(editor).marked);
  if (!open) return null;
  const actions = isDraft ? ofDrafts : [newLevel, beginDraft];
  return (
    <div className={styles['deeds']}>
      {actions.map((action) => (
        <Button
          key={action.id}
          look="outline"
          icon={action.icon as IconName}
          disabled={!canEdit && action !== compareDraft}
          onClick={() => void editor.do(action)}
        >
          {t(action.title as 'action.draft.begin')}
        </Button>
      ))}
      {marked && (
        <Button look="outline" icon="eye-off" onClick={() => versionsOf(editor).marked.set(undefined)}>
          {t('drafts.compare.unmark')}
        </Button>
      )}
      {!canEdit && <p className={styles['quiet']}>{t('drafts.viewer')}</p>}
    </div>
  );
}
