import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import styles from './versions.module.css';

/** Why a viewer finds the buttons off. */
export function ViewerNote() {
  const editor = useEditor();
  const guestOf = useCell(editor.host)?.guestOf;
  if (useCell(editor.canEdit)) return null;
  return <p className={styles['quiet']}>{guestOf === undefined ? t('versions.viewer') : t('versions.viewer.guest', { host: guestOf })}</p>;
}
