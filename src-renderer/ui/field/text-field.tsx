import { type ComponentProps, useEffect, useRef } from 'react';
import { classes } from '../classes.ts';
import styles from './field.module.css';
import { useDraft } from './use-draft.ts';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'> {
  /** Accessible name. */
  label: string;
  value: string;
  /** The text after the person is done: Enter, or leaving the field. Escape takes it back. */
  onCommit: (value: string) => void;
}

/** A line of text that counts when it is finished. */
export function TextField({ label, value, onCommit, className, ...rest }: TextFieldProps) {
  const draft = useDraft(value, onCommit);
  return (
    <input
      {...rest}
      type="text"
      dir="auto"
      aria-label={label}
      className={classes(styles['text'], className)}
      data-pending={draft.pending}
      value={draft.value}
      onChange={(event) => draft.type(event.target.value)}
      onBlur={() => draft.leave()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        draft.onKeyDown(event);
        rest.onKeyDown?.(event);
      }}
    />
  );
}

interface SearchFieldProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  focused?: boolean;
}

/** Text that counts with every letter. */
export function SearchField({ label, value, onChange, focused = false, className, ...rest }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  return (
    <input
      {...rest}
      ref={input}
      type="search"
      dir="auto"
      aria-label={label}
      className={classes(styles['text'], className)}
      data-pending={value === '' ? undefined : true}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
