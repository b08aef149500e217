import type { Choice } from '../../../engine/document/index.ts';
import { Button, Dialog, Icon } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { type ConflictView, type Plan, takeOverOf } from './take-over.ts';
import styles from './take-over.module.css';

/** What a copy that was set aside would change, and a choice wherever others changed the same. */
export function TakeOverDialog() {
  const editor = useEditor();
  const takeOver = takeOverOf(editor);
  const plan = useCell(takeOver.plan);
  if (!plan) return null;
  const { copy, conflicts, changes, left } = plan;
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
      {conflicts.length > 0 && <Conflicts plan={plan} />}
      <Sentences title={t('takeOver.changes')} sentences={changes} />
      {changes.length === 0 && <p className={styles['quiet']}>{t('takeOver.nothing')}</p>}
      {left.length > 0 && <Sentences title={t('takeOver.left')} sentences={left} warn />}
    </Dialog>
  );
}

function Conflicts({ plan: { copy, conflicts, choices } }: { plan: Plan }) {
  const takeOver = takeOverOf(useEditor());
  const all = (choice: Choice): void => takeOver.choose(Object.fromEntries(conflicts.map(({ id }) => [id, choice])));
  return (
    <section aria-label={t('takeOver.conflicts')}>
      <div className={styles['heading']}>
        <h3>{t('takeOver.conflicts')}</h3>
        <Button onClick={() => all('mine')}>{t('takeOver.allMine')}</Button>
        <Button onClick={() => all('theirs')}>{t(copy.theirs === undefined ? 'takeOver.allTheirs' : 'takeOver.allOthers')}</Button>
      </div>
      {conflicts.map((conflict) => (
        <Conflict
          key={conflict.id}
          conflict={conflict}
          theirs={t(copy.theirs === undefined ? 'takeOver.theirs' : 'takeOver.others')}
          choice={choices[conflict.id] ?? 'theirs'}
          onChoose={(choice) => takeOver.choose({ ...choices, [conflict.id]: choice })}
        />
      ))}
    </section>
  );
}

interface ConflictProps {
  conflict: ConflictView;
  /** What the other side is called. */
  theirs: string;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}

function Conflict({ conflict: { id, subject, ...text }, theirs, choice, onChoose }: ConflictProps) {
  const side = (value: Choice, whose: string, shown: string) => (
    <label className={styles['side']}>
      <input type="radio" name={id} checked={choice === value} onChange={() => onChoose(value)} />
      <span className={styles['whose']}>{whose}</span>
      <span className={styles['value']}>{shown}</span>
    </label>
  );
  return (
    <fieldset className={styles['conflict']}>
      <legend>{subject}</legend>
      {side('mine', t('takeOver.mine'), text.mine)}
      {side('theirs', theirs, text.theirs)}
    </fieldset>
  );
}

function Sentences({ title, sentences, warn = false }: { title: string; sentences: readonly string[]; warn?: boolean }) {
  if (sentences.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={styles['heading']}>{title}</h3>
      <ul className={styles['sentences']}>
        {sentences.map((sentence, index) => (
          // Two lines of a script may be said the same way; their place is who they are.
          <li key={index}>
            {warn && <Icon name="warning" size={12} className={styles['warn']} />}
            {sentence}
          </li>
        ))}
      </ul>
    </section>
  );
}
