import { Button } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell } from '../react.ts';
import type { Publishing } from './publishing.ts';
import styles from './ship.module.css';

/** Only what is saved can be published: says how many edits are not, and lets the person choose. */
export function UnsavedEdits({ publishing }: { publishing: Publishing }) {
  const count = useCell(publishing.unsaved);
  const { at } = useCell(publishing.state);
  const waiting = at === 'waiting';
  if (count === 0 || (at !== 'idle' && !waiting)) return null;
  return (
    <section role="status" aria-label={t('publish.unsaved')} className={styles['quiet']}>
      <p>{waiting ? t('publish.unsaved.waiting', { n: count }) : t('publish.unsaved.count', { n: count })}</p>
      <Button look="outline" onDo={() => publishing.publish('leave-out')}>
        {t('publish.unsaved.leaveOut')}
      </Button>
      {waiting && (
        <Button look="outline" onClick={() => publishing.callOff()}>
          {t('publish.unsaved.callOff')}
        </Button>
      )}
    </section>
  );
}
