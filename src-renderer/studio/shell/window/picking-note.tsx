import { Button, Icon } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './window.module.css';

/** While an entity is picked by pointing at it: for what, and how to leave it. */
export function PickingNote() {
  const { selection } = useEditor();
  const picking = useCell(selection.picking);
  if (!picking) return null;
  return (
    <p role="status" className={styles['banner']} data-tone="plain">
      <Icon name="pick" />
      {t('picking.about', picking)}
      <Button onClick={() => selection.pick(undefined)}>{t('picking.cancel')}</Button>
    </p>
  );
}
