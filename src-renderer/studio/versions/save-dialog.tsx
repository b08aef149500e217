import { useState } from 'react';
import { Button, Dialog, SearchField } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useEditor } from '../react.ts';
import styles from './versions.module.css';
import { versionsOf } from './versions.ts';

/** Gives what the project is now a name. */
export function SaveVersionDialog() {
  const editor = useEditor();
  const [name, setName] = useState('');
  const close = (): void => editor.dialog.set(undefined);
  const save = (): void => {
    if (name.trim() === '') return;
    close();
    void versionsOf(editor).save(name.trim());
  };
  return (
    <Dialog
      title={t('versions.save')}
      about={t('versions.save.about')}
      closeLabel={t('close')}
      onClose={close}
      footer={
        <>
          <Button large onClick={close}>
            {t('versions.cancel')}
          </Button>
          <Button look="filled" large disabled={name.trim() === ''} onClick={save}>
            {t('versions.save.do')}
          </Button>
        </>
      }
    >
      <form
        className={styles['naming']}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <SearchField
          focused
          label={t('versions.name')}
          placeholder={t('versions.name.hint')}
          maxLength={120}
          value={name}
          onChange={setName}
        />
      </form>
    </Dialog>
  );
}
