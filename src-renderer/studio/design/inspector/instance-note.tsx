import { Button, Icon, IconButton, Menu } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { resetInstance } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { menuGroups } from '../../shell/action-ui.ts';
import styles from './inspector.module.css';

/** Of which prefab the selected entity is an instance, and what can be done about it. */
export function InstanceNote({ level, entity }: { level: LevelSession; entity: string }) {
  const editor = useEditor();
  const instance = useCell(level.instance(entity));
  const prefabs = useMaybeCell(useCell(editor.project)?.wholePrefabs);
  if (!instance) return null;
  const { prefab, without } = instance;
  const declared = prefabs?.get(prefab);
  return (
    <>
      <div className={styles['instance']}>
        <Icon name="layers" size={13} />
        <span>
          {t('inspector.instance')} <strong>{prefab}</strong>
        </span>
        <Menu
          align="end"
          trigger={<IconButton icon="more" label={t('inspector.instance.menu', { prefab })} />}
          groups={() =>
            menuGroups(editor, 'entity').flatMap((group) => {
              const own = group.filter(({ id }) => id.startsWith('prefab.') && id !== 'prefab.create' && id !== 'prefab.createBranch');
              return own.length > 0 ? [own] : [];
            })
          }
        />
      </div>
      {!declared && <p className={styles['some']}>{t('inspector.instance.unknown', { prefab })}</p>}
      {without
        .filter((component) => declared?.[component])
        .map((component) => (
          <p key={component} className={styles['without']}>
            <span>{t('inspector.instance.without', { component })}</span>
            <Button look="quiet" onClick={() => void editor.do(resetInstance, { resets: [{ entity, component }], what: component })}>
              {t('inspector.instance.restore')}
            </Button>
          </p>
        ))}
    </>
  );
}
