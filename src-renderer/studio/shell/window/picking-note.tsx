import { useEffect } from 'react';
import { Button, Icon } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './window.module.css';

/** While an entity is picked by pointing at it: for what, and how to leave it. */
export function PickingNote() {
  const { selection } = useEditor();
  const picking = useCell(selection.picking);
  useEffect(() => {
    if (!picking) return undefined;
    // Ahead of whatever else Escape closes: a tooltip over the button that began it.
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      selection.pick(undefined);
    };
    document.body.dataset['picking'] = '';
    window.addEventListener('keydown', onKey, true);
    return () => {
      delete document.body.dataset['picking'];
      window.removeEventListener('keydown', onKey, true);
    };
  }, [picking, selection]);
  if (!picking) return null;
  return (
    <p role="status" className={styles['banner']} data-tone="plain">
      <Icon name="pick" />
      {t('picking.about', picking)}
      <Button onClick={() => selection.pick(undefined)}>{t('picking.cancel')}</Button>
    </p>
  );
}
