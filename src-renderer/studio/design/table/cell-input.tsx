import { useId, useRef, useState } from 'react';
import { useLeaving } from '../../../ui/index.ts';
import styles from './table.module.css';

interface CellInputProps {
  label: string;
  /** What it begins with; all of it is chosen unless somebody began to type it. */
  text: string;
  isTyped: boolean;
  choices: readonly string[];
  /** What is wrong with a text; undefined where it can be taken. */
  check: (text: string) => string | undefined;
  /** The person is done: where they go from here. */
  onDone: (text: string, next: 'down' | 'up' | 'left' | 'right' | 'all' | 'stay') => void;
  onCancel: (problem?: string) => void;
}

/** A cell under the hand. What cannot be taken is said under it, and stays until it is mended or given up. */
export function CellInput({ label, text: first, isTyped, choices, check, onDone, onCancel }: CellInputProps) {
  const [text, setText] = useState(first);
  const [problem, setProblem] = useState<string>();
  const over = useRef(false);
  const [list, about] = [useId(), useId()];
  const done = (next: Parameters<typeof onDone>[1]): void => {
    const wrong = text === first && !isTyped ? undefined : check(text);
    if (next === 'stay' || wrong === undefined) {
      if (over.current) return;
      over.current = true;
      if (wrong === undefined) onDone(text, next);
      else onCancel(wrong);
    } else setProblem(wrong);
  };
  // The table may be led elsewhere, or go, while somebody types: as if they had left the cell.
  useLeaving(() => done('stay'));
  return (
    <>
      <input
        ref={(input) => {
          if (!input || document.activeElement === input) return;
          input.focus();
          if (!isTyped) input.select();
        }}
        className={styles['input']}
        dir="auto"
        aria-label={label}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={problem === undefined ? undefined : about}
        list={choices.length > 0 ? list : undefined}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setProblem(undefined);
        }}
        onBlur={() => done('stay')}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') {
            over.current = true;
            onCancel();
          } else if (event.key === 'Enter') done(event.ctrlKey || event.metaKey ? 'all' : event.shiftKey ? 'up' : 'down');
          else if (event.key === 'Tab') done(event.shiftKey ? 'left' : 'right');
          else return;
          event.preventDefault();
        }}
      />
      {choices.length > 0 && (
        <datalist id={list}>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </datalist>
      )}
      {problem !== undefined && (
        <span id={about} role="alert" className={styles['problem']}>
          {problem}
        </span>
      )}
    </>
  );
}
