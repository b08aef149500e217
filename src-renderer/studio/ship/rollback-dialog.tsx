import { useRef } from 'react';
import { Button, Dialog, Icon } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { rollbackOf } from './rollback.ts';
import styles from './ship.module.css';

export function RollbackDialog() {
  const rollback = rollbackOf(useEditor());
  const state = useCell(rollback.state);
  const cancel = useRef<HTMLButtonElement>(null);
  if (state.at === 'none') return null;
  const running = state.at === 'running';
  return (
    <Dialog
      initialFocus={cancel}
      title={t('rollback.title', state.order)}
      about={t('rollback.about', state.order)}
      closeLabel={t('publish.close')}
      onClose={() => rollback.dismiss()}
      footer={
        <>
          <Button ref={cancel} large disabled={running} onClick={() => rollback.dismiss()}>
            {t('rollback.cancel')}
          </Button>
          <Button look="danger" large icon="history" disabled={running} onDo={() => rollback.confirm()}>
            {running ? t('rollback.running') : t('rollback.do', state.order)}
          </Button>
        </>
      }
    >
      {state.at === 'refused' && (
        <div role="alert" className={styles['failed']}>
          <Icon name="alert" size={18} />
          <div>
            <strong>{state.why.message}</strong>
            {state.why.hint && <p>{state.why.hint}</p>}
          </div>
        </div>
      )}
    </Dialog>
  );
}
