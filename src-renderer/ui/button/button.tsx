import type { ComponentProps, ReactNode } from 'react';
import { classes } from '../classes.ts';
import { Icon, type IconName } from '../icon.tsx';
import { Tooltip } from '../tooltip/tooltip.tsx';
import styles from './button.module.css';

type Look = 'quiet' | 'outline' | 'filled' | 'danger';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'type'> {
  look?: Look;
  large?: boolean;
  icon?: IconName;
  /** Sends the form that it is in, as Enter in one of its fields does. */
  submits?: boolean;
  children?: ReactNode;
}

const look = (name: Look): string | undefined => (name === 'quiet' ? undefined : styles[name]);

export function Button({ look: chosen = 'quiet', large = false, icon, submits = false, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type={submits ? 'submit' : 'button'}
      className={classes(styles['button'], look(chosen), large && styles['large'], className)}
      {...rest}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'submits'> {
  icon: IconName;
  /** Its accessible name, and its tooltip. */
  label: string;
  /** Shown after the label in the tooltip. */
  keys?: string | undefined;
  size?: number;
}

/** A button that is only a picture: always named, always with a tooltip. */
export function IconButton({ icon, label, keys, size, look: chosen = 'quiet', large = false, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        className={classes(styles['button'], styles['icon'], look(chosen), large && styles['large'], className)}
        {...rest}
      >
        <Icon name={icon} {...(size !== undefined && { size })} />
      </button>
    </Tooltip>
  );
}
