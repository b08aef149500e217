import { EmptyState, Icon } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import styles from './levels.module.css';

/** The levels of the project; the open one is marked. */
export function Levels() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const open = useCell(editor.level);
  const name = useMaybeCell(open?.head)?.name;
  if (!project) return <EmptyState icon="layers" title={t('tree.none')} />;
  return (
    <ul className={styles['list']} aria-label={t('panel.levels')}>
      {project.levels.map((ref) => {
        const current = ref.path === open?.ref.path;
        return (
          <li key={ref.path}>
            <button type="button" className={styles['item']} aria-current={current} onClick={() => void editor.openLevel(ref)}>
              <Icon name="layers" size={13} />
              {current ? (name ?? ref.name) : ref.name}
              <span className={styles['about']}>{ref.path.replace(/^levels\//, '')}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
