import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Button, classes } from '../../ui/index.ts';
import { commentLimits } from '../../../engine/model/comments.ts';
import type { ProjectPerson } from '../../../src-main/contract/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { Avatar } from './avatar.tsx';
import { commentsOf } from './comments.ts';
import styles from './comments.module.css';
import { type Naming, namingAt, peopleNamed } from './mentions.ts';

interface ComposerProps {
  label: string;
  hint: string;
  send: string;
  initial?: string;
  focused?: boolean;
  /** True when it was taken: then the field is empty again. */
  onSend: (text: string) => boolean;
  /** Without it there is nothing to go back from. */
  onCancel?: () => void;
}

const fewLeft = 200;
const mostOffered = 6;

/** Where a comment is written: Enter sends, Shift+Enter is a new line, @ names somebody. */
export function Composer({ label, hint, send, initial = '', focused = false, onSend, onCancel }: ComposerProps) {
  const editor = useEditor();
  const people = useCell(commentsOf(editor).people);
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [text, setText] = useState(initial);
  const [naming, setNaming] = useState<Naming>();
  const [chosen, setChosen] = useState(0);
  const offered = naming ? peopleNamed(people, naming.said).slice(0, mostOffered) : [];
  const isOffering = offered.length > 0;

  useEffect(() => {
    if (!focused) return;
    field.current?.focus();
    field.current?.setSelectionRange(initial.length, initial.length);
  }, [focused, initial]);
  useEffect(() => {
    const { current } = field;
    if (!current) return;
    current.style.height = 'auto';
    current.style.height = `${Math.min(current.scrollHeight + 2, 220)}px`;
  }, [text]);

  const look = (): void => {
    const { value = '', selectionStart = 0 } = field.current ?? {};
    setNaming(namingAt(value, selectionStart ?? 0));
    setChosen(0);
  };
  const name = (person: ProjectPerson): void => {
    if (!naming || !field.current) return;
    const after = text.slice(naming.from + 1 + naming.said.length);
    const before = `${text.slice(0, naming.from)}@${person.name} `;
    field.current.value = before + after.trimStart();
    field.current.setSelectionRange(before.length, before.length);
    field.current.focus();
    setText(field.current.value);
    setNaming(undefined);
  };
  const submit = (): void => {
    if (text.trim() === '' || !onSend(text.trim())) return;
    setText('');
    setNaming(undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const take = (): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (isOffering) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        take();
        setChosen((chosen + (event.key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length);
        return;
      }
      if (event.key === 'Enter' || event.key === 'Tab') {
        take();
        name(offered[chosen] ?? offered[0]!);
        return;
      }
      if (event.key === 'Escape') {
        take();
        setNaming(undefined);
        return;
      }
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      take();
      submit();
    } else if (event.key === 'Escape' && onCancel) {
      take();
      onCancel();
    }
  };
  const left = commentLimits.text - text.length;
  return (
    <div className={styles['composer']}>
      <textarea
        ref={field}
        rows={1}
        aria-label={label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={isOffering ? listId : undefined}
        aria-activedescendant={isOffering ? `${listId}-${chosen}` : undefined}
        placeholder={hint}
        maxLength={commentLimits.text}
        className={styles['field']}
        data-pending={text === '' ? undefined : true}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          look();
        }}
        onSelect={look}
        onBlur={() => setNaming(undefined)}
        onKeyDown={onKeyDown}
      />
      {isOffering && (
        <div id={listId} role="listbox" aria-label={t('comments.people')} className={styles['offer']}>
          {offered.map((person, index) => (
            // The field keeps the focus; the keys are its own.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={person.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === chosen}
              tabIndex={-1}
              className={classes(styles['person'], index === chosen && styles['chosen'])}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => name(person)}
            >
              <Avatar person={person} />
              {person.name}
            </div>
          ))}
        </div>
      )}
      {(text.trim() !== '' || onCancel) && (
        <div className={styles['row']}>
          {left <= fewLeft && <span className={styles['quiet']}>{t('comments.left', { count: left })}</span>}
          <span className={styles['grow']} />
          {onCancel && <Button onClick={onCancel}>{t('comments.cancel')}</Button>}
          <Button look="outline" icon="send" disabled={text.trim() === ''} onClick={submit}>
            {send}
          </Button>
        </div>
      )}
    </div>
  );
}
