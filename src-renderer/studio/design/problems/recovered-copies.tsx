import { parseRoomName } from '../../../../engine/document/index.ts';
import { Button, Icon } from '../../../ui/index.ts';
import type { Editor, KeptCopy } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { copyText } from '../../shell/copy-text.ts';
import { takeOverOf } from '../../versions/index.ts';
import styles from './problems.module.css';

/** What rooms could not accept: the person's own work, until they have it where they want it. */
export function RecoveredCopies() {
  const editor = useEditor();
  const copies = useCell(editor.recovered.list);
  if (copies.length === 0) return null;
  return (
    <ul className={styles['list']} aria-label={t('problems.recovered')}>
      {copies.map((copy) => (
        <li key={copy.id} className={styles['copy']}>
          <span className={`${styles['sign']} ${styles['warning']}`}>
            <Icon name="warning" size={13} />
          </span>
          <span>{t(copy.theirs === undefined ? 'recovered' : 'recovered.overlap', copy)}</span>
          <span className={styles['hint']}>{copy.message}</span>
          <span className={styles['choices']}>
            {parseRoomName(copy.room)?.kind !== 'comments' && (
              <Button look="outline" onClick={() => void takeOverOf(editor).open(copy)}>
                {t('problems.recovered.compare')}
              </Button>
            )}
            <Button look="outline" onClick={() => void copyText(editor, copy.text, t('recovered.copied'))}>
              {t('problems.recovered.copy')}
            </Button>
            <Button look="outline" onClick={() => download(copy)}>
              {t('problems.recovered.download')}
            </Button>
            <Button look="outline" onClick={() => void dismiss(editor, copy)}>
              {t('problems.recovered.dismiss')}
            </Button>
          </span>
        </li>
      ))}
    </ul>
  );
}

async function dismiss({ recovered, notices }: Editor, copy: KeptCopy): Promise<void> {
  try {
    await recovered.dismiss(copy);
  } catch (error) {
    notices.refuse(error);
  }
}

function download({ file, text }: KeptCopy): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = file;
  link.click();
  // The browser has taken the bytes over by the time it comes back to us.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
