import { useRef } from 'react';
import { Button, Dialog } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import styles from './desktop.module.css';
import { openingsOf } from './openings.ts';

/** Something from outside wants to be opened: nothing of it has been, and nothing will be unless the person says so. */
export function OpeningDialog() {
  const openings = openingsOf(useEditor());
  const question = useCell(openings.question);
  const cancel = useRef<HTMLButtonElement>(null);
  if (!question) return null;
  const { what } = question;
  return (
    <Dialog
      initialFocus={cancel}
      title={t(`desktop.ask.${what.kind}`)}
      about={t(`desktop.ask.${what.kind}.about`)}
      closeLabel={t('close')}
      onClose={() => void openings.answer(false)}
      footer={
        <>
          <Button ref={cancel} large onClick={() => void openings.answer(false)}>
            {t('desktop.cancel')}
          </Button>
          <Button look="filled" large onClick={() => void openings.answer(true)}>
            {t(`desktop.ask.${what.kind}.do`)}
          </Button>
        </>
      }
    >
      <div className={styles['what']}>
        {what.kind === 'folder' ? (
          <code className="mono">{what.path}</code>
        ) : (
          <>
            <strong>{t('desktop.link.where', what)}</strong>
            <code className="mono">{t('desktop.link.fingerprint', what)}</code>
          </>
        )}
      </div>
    </Dialog>
  );
}
