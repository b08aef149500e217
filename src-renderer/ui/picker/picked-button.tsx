import type { ComponentPropsWithRef, ReactNode } from 'react';
import { classes } from '../classes.ts';
import { Icon } from '../icon.tsx';
import styles from './picked-button.module.css';

/** What opens a picker where a field has one of many: it shows what is chosen. */
export function PickedButton({
  label,
  shown,
  picture,
  isMissing = false,
  ...rest
}: Omit<ComponentPropsWithRef<'button'>, 'children'> & {
  /** What the field is called. */
  label: string;
  shown: string;
  /** What the chosen one looks like. */
  picture?: ReactNode;
  /** What was chosen is not there any more. */
  isMissing?: boolean;
}) {
  return (
    <button
      {...rest}
      type="button"
      aria-label={`${label}: ${shown}`}
      className={classes(styles['button'], Boolean(picture) && styles['pictured'], isMissing && styles['missing'])}
    >
      {picture}
      <bdi className={styles['name']}>{shown}</bdi>
      <Icon name="chevron-down" size={12} />
    </button>
  );
}
