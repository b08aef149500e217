import { useState } from 'react';
import { type JoinLink, parseLink } from '../../../src-main/contract/join-link.ts';
import { Button, Dialog, SearchField } from '../../ui/index.ts';
import { describeError } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { useEditor } from '../react.ts';
import styles from './desktop.module.css';

const linkIn = (text: string): JoinLink | undefined => {
  try {
    return parseLink(text);
  } catch {
    return undefined;
  }
};

/** Joins a project by the link that its host has made; it opens in a window of its own. */
export function JoinDialog() {
  const editor = useEditor();
  const [text, setText] = useState('');
  const [joining, setJoining] = useState(false);
  const [refused, setRefused] = useState<{ message: string; hint: string | undefined }>();
  const link = linkIn(text);
  const close = (): void => editor.dialog.set(undefined);
  const join = async (): Promise<void> => {
    if (!link || joining) return;
    setJoining(true);
    setRefused(undefined);
    try {
      await editor.ports.desktop?.invoke('link.join', { link: text.trim() });
      close();
    } catch (error) {
      setRefused(describeError(error));
      setJoining(false);
    }
  };
  return (
    <Dialog
      title={t('desktop.join')}
      about={t('desktop.link.about')}
      closeLabel={t('close')}
      onClose={close}
      footer={
        <>
          <Button large onClick={close}>
            {t('desktop.cancel')}
          </Button>
          <Button look="filled" large disabled={!link || joining} onClick={() => void join()}>
            {joining ? t('desktop.link.doing') : t('desktop.link.do')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void join();
        }}
      >
        <SearchField
          focused
          label={t('desktop.link')}
          placeholder={t('desktop.link.hint')}
          maxLength={1000}
          value={text}
          onChange={setText}
        />
      </form>
      {link ? (
        <div className={styles['what']}>
          <strong>{t('desktop.link.where', link)}</strong>
          <code className="mono">{t('desktop.link.fingerprint', { fingerprint: link.fingerprint.slice(0, 12) })}</code>
        </div>
      ) : (
        text.trim() !== '' && (
          <p role="status" className={styles['bad']}>
            {t('desktop.link.bad')}
          </p>
        )
      )}
      {refused && (
        <p role="alert" className={styles['bad']}>
          {refused.message} {refused.hint}
        </p>
      )}
    </Dialog>
  );
}
