import { Icon, Menu } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { menuGroups } from '../action-ui.ts';
import styles from './top-bar.module.css';

/** Project ▸ Level. */
export function LevelMenu() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const level = useCell(editor.level);
  const file = useMaybeCell(project?.file);
  const name = useMaybeCell(level?.head)?.name;
  if (!project) return <span className={styles['crumb']}>LedgerQuest</span>;
  return (
    <div className={styles['crumbs']}>
      <Menu
        trigger={
          <button type="button" className={`${styles['crumb']} ${styles['project']}`}>
            {file?.name}
          </button>
        }
        groups={() => menuGroups(editor, 'project')}
      />
      <span className={styles['slash']} aria-hidden>
        /
      </span>
      <Menu
        trigger={
          <button type="button" className={`${styles['crumb']} ${styles['level']}`} aria-label={t('level.choose', { name: name ?? '' })}>
            <span>{name}</span>
            <Icon name="chevron-down" size={12} />
          </button>
        }
        groups={() => [
          project.levels.map((ref) => ({
            id: ref.path,
            label: ref.path === level?.ref.path ? (name ?? ref.name) : ref.name,
            checked: ref.path === level?.ref.path,
            onSelect: () => void editor.openLevel(ref),
          })),
        ]}
      />
    </div>
  );
}
