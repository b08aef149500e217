import { useRef, useState } from 'react';
import { Button, canBeGiven, givenAtFirst, pointAtWrong, ValueField } from '../ui/index.ts';
import { words } from './messages.ts';
import { fieldsInOrder } from '../../engine/model/field-order.ts';
import { capital, spokenName } from '../../engine/model/spoken-name.ts';
import type { PlayerLevel } from '../../engine/net/protocol/index.ts';
import type { Json } from '../../engine/kernel/index.ts';
import styles from './play.module.css';

export interface CommandFormProps {
  type: string;
  definition: PlayerLevel['commands'][string];
  title: string;
  /** What people call what is sent with it. */
  called: string;
  /** What the level says to this player before this command. */
  notice?: string | undefined;
  disabled: boolean;
  onSend: (payload: Record<string, Json>) => void;
}

/** A form made from the command's own description: what the level asks for is what the player can say. */
export function CommandForm({ type, definition, title, called, notice, disabled, onSend }: CommandFormProps) {
  // What a person cannot give in one field is left out: it takes its default.
  const fields = fieldsInOrder(definition.fields).filter(([, spec]) => canBeGiven(spec));
  const [values, setValues] = useState<Record<string, Json>>(() =>
    Object.fromEntries(fields.map(([name, spec]) => [name, spec.default ?? givenAtFirst(spec)])),
  );
  const form = useRef<HTMLFormElement>(null);
  return (
    <form
      ref={form}
      className={styles['form']}
      aria-label={title}
      // A field says itself what is wrong with it, in the words of this page.
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!disabled && !pointAtWrong(form.current)) onSend(values);
      }}
    >
      <h2>{title}</h2>
      {notice !== undefined && (
        <p role="status" aria-label={words.notice(called)} className={styles['notice']}>
          {notice}
        </p>
      )}
      {definition.help && <p className={styles['help']}>{definition.help}</p>}
      <div className={styles['fields']}>
        {fields.map(([name, spec]) => {
          const label = spec.label ?? capital(spokenName(name));
          return (
            <div key={name} className={styles['field']}>
              <span>
                <span aria-hidden="true">{label}</span>
                {spec.help !== undefined && <small>{spec.help}</small>}
              </span>
              <ValueField
                label={label}
                spec={spec}
                value={values[name]}
                explain={words.number}
                onChange={(value) => setValues((known) => ({ ...known, [name]: value }))}
              />
            </div>
          );
        })}
        <Button look="filled" large submits disabled={disabled}>
          {capital(spokenName(type))}
        </Button>
      </div>
    </form>
  );
}
