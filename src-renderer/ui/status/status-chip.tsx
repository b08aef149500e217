import type { ComponentProps } from 'react';
import { classes } from '../classes.ts';
import styles from './status.module.css';

export type Tone = 'idle' | 'good' | 'busy' | 'warn' | 'bad';

interface StatusChipProps extends ComponentProps<'span'> {
  tone: Tone;
  /** Its accessible name; what it says is its text. */
  name: string;
  outlined?: boolean;
}

/** A state in a word or two. `role=status`: a change of it is announced. */
export function StatusChip({ tone, name, outlined = false, className, children, ...rest }: StatusChipProps) {
  return (
    <span
      role="status"
      aria-label={name}
      className={classes(styles['chip'], tone !== 'idle' && styles[tone], outlined && styles['outlined'], className)}
      {...rest}
    >
      <span className={styles['dot']} aria-hidden />
      <span className={styles['says']}>{children}</span>
    </span>
  );
}
