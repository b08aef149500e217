import type { Choice, Choices } from '../../../engine/document/index.ts';
import { Button, Icon } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import styles from './take-over.module.css';

/** Something that both sides changed. */
export interface ConflictView {
  id: string;
  /** What it is about: `House: Transform position`. */
  subject: string;
  mine: string;
  theirs: string;
  /** Who wrote either, where that is known. */
  by?: { mine: string; theirs: string };
}

/** What the two sides are called, alone and all at once. */
export interface Sides {
  mine: string;
  theirs: string;
  allMine: string;
  allTheirs: string;
}

interface ConflictsProps {
  conflicts: readonly ConflictView[];
  choices: Choices;
  sides: Sides;
  onChoose: (choices: Choices) => void;
}

/** A choice wherever both sides changed the same. */
export function Conflicts({ conflicts, choices, sides, onChoose }: ConflictsProps) {
  const all = (choice: Choice): void => onChoose(Object.fromEntries(conflicts.map(({ id }) => [id, choice])));
  return (
    <section aria-label={t('takeOver.conflicts')}>
      <div className={styles['heading']}>
        <h3>{t('takeOver.conflicts')}</h3>
        <Button onClick={() => all('mine')}>{sides.allMine}</Button>
        <Button onClick={() => all('theirs')}>{sides.allTheirs}</Button>
      </div>
      {conflicts.map((conflict) => (
        <Conflict
          key={conflict.id}
          conflict={conflict}
          sides={sides}
          choice={choices[conflict.id] ?? 'theirs'}
          onChoose={(choice) => onChoose({ ...choices, [conflict.id]: choice })}
        />
      ))}
    </section>
  );
}

interface ConflictProps {
  conflict: ConflictView;
  sides: Sides;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}

function Conflict({ conflict: { id, subject, by, ...text }, sides, choice, onChoose }: ConflictProps) {
  const side = (value: Choice) => (
    <label className={styles['side']}>
      <input type="radio" name={id} checked={choice === value} onChange={() => onChoose(value)} />
      <span className={styles['whose']}>{sides[value]}</span>
      <span className={styles['value']}>
        {text[value]}
        {by && by[value] !== '' && <span className={styles['by']}>{by[value]}</span>}
      </span>
    </label>
  );
  return (
    <fieldset className={styles['conflict']}>
      <legend>{subject}</legend>
      {side('mine')}
      {side('theirs')}
    </fieldset>
  );
}

export function Sentences({ title, sentences, warn = false }: { title: string; sentences: readonly string[]; warn?: boolean }) {
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
