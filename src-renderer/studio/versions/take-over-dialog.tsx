import { Button, Dialog } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { Conflicts, Sentences } from './merge-view.tsx';
import { takeOverOf } from './take-over.ts';
import styles from './take-over.module.css';

/** What a copy that was set aside would change, and a choice wherever others changed the same. */
export function TakeOverDialog() {
  const editor = useEditor();
  const takeOver = takeOverOf(editor);
  const plan = useCell(takeOver.plan);
  if (!plan) return null;
  const { copy, choices, conflicts, changes, left } = plan;
  const hasOthers = copy.theirs !== undefined;
  const sides = {
    mine: t('takeOver.mine'),
    theirs: t(hasOthers ? 'takeOver.others' : 'takeOver.theirs'),
    allMine: t('takeOver.allMine'),
    allTheirs: t(hasOthers ? 'takeOver.allOthers' : 'takeOver.allTheirs'),
  };
  return (
    <Dialog
      wide
      title={t('takeOver.title', copy)}
      about={copy.message}
      closeLabel={t('close')}
      onClose={() => takeOver.close()}
      footer={
        <>
          <Button large onClick={() => takeOver.close()}>
            {t('versions.cancel')}
          </Button>
          <Button look="filled" large disabled={changes.length === 0} onClick={() => void takeOver.apply()}>
            {t('takeOver.do', { count: changes.length })}
          </Button>
        </>
      }
    >
      {conflicts.length > 0 && (
        <Conflicts conflicts={conflicts} choices={choices} sides={sides} onChoose={(next) => takeOver.choose(next)} />
      )}
      <Sentences title={t('takeOver.changes')} sentences={changes} />
      {changes.length === 0 && <p className={styles['quiet']}>{t('takeOver.nothing')}</p>}
      {left.length > 0 && <Sentences title={t('takeOver.left')} sentences={left} warn />}
    </Dialog>
  );
}
