import { classes } from '../classes.ts';
import styles from './field.module.css';
import { useDraft } from './use-draft.ts';

interface TextAreaProps {
  /** Accessible name. */
  label: string;
  value: string;
  maxLength?: number;
  /** The text after the person is done: leaving the field, or Enter with Ctrl or Cmd. Escape takes it back. */
  onCommit: (value: string) => void;
}

/** Lines of text that count when they are finished. As high as they need. */
export function TextArea({ label, value, maxLength, onCommit }: TextAreaProps) {
  const draft = useDraft(value, onCommit);
  return (
    <textarea
      rows={2}
      dir="auto"
      aria-label={label}
      maxLength={maxLength}
      className={classes(styles['text'], styles['area'])}
      data-pending={draft.pending}
      value={draft.value}
      onChange={(event) => draft.type(event.target.value)}
      onBlur={() => draft.leave()}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.blur();
        draft.onKeyDown(event);
      }}
    />
  );
}
