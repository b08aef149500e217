import type { CSSProperties } from 'react';
import { Icon, Menu } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { menuGroups } from '../action-ui.ts';
import { levelLabel } from '../level-label.ts';
import styles from './top-bar.module.css';

/** Project ▸ Level. */
export function LevelMenu() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const level = useCell(editor.level);
  const file = useMaybeCell(project?.file);
  const head = useMaybeCell(level?.head);
  const name = head?.name;
  const badge = head?.draft && t('drafts.badge');
  const letters = { '--project': file?.name.length ?? 0, '--level': name?.length ?? 0, '--badge': badge ? badge.length + 2 : 0 };
  if (!project) return <span className={styles['crumb']}>LedgerQuest</span>;
  return (
    <div className={styles['crumbs']} style={letters as CSSProperties}>
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
            {badge && <span className={styles['badge']}>{badge}</span>}
            <Icon name="chevron-down" size={12} />
          </button>
        }
        groups={() => [
          project.levels.map((ref) => ({
            id: ref.path,
            label: levelLabel(ref.path === level?.ref.path && name !== undefined ? { ...ref, name } : ref, project.levels),
            checked: ref.path === level?.ref.path,
            onSelect: () => void editor.openLevel(ref),
          })),
        ]}
      />
    </div>
  );
}
