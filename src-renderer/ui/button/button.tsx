import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { classes } from '../classes.ts';
import { Icon, type IconName } from '../icon.tsx';
import { Tooltip } from '../tooltip/tooltip.tsx';
import styles from './button.module.css';
import { type Deed, isSecondClick, useOnce } from './use-once.ts';

type Look = 'quiet' | 'outline' | 'filled' | 'danger';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'type'> {
  look?: Look;
  large?: boolean;
  icon?: IconName;
  /** In place of `onClick`, for what must not be done twice: the button waits until it is done. */
  onDo?: Deed | undefined;
  /** Sends the form that it is in, as Enter in one of its fields does. */
  submits?: boolean;
  children?: ReactNode;
}

/** What a button with a deed has of its own. */
function useDeed(deed: Deed | undefined): Pick<ComponentProps<'button'>, 'onClick' | 'aria-busy' | 'aria-disabled'> {
  const { busy, press } = useOnce(deed);
  if (!deed) return {};
  return { onClick: press, ...(busy && { 'aria-busy': true, 'aria-disabled': true }) };
}

/** A double click on a button selects no text beside it. */
const selectNothing = (event: MouseEvent): void => {
  if (isSecondClick(event)) event.preventDefault();
};

const look = (name: Look): string | undefined => (name === 'quiet' ? undefined : styles[name]);

export function Button({ look: chosen = 'quiet', large = false, icon, submits = false, className, onDo, children, ...rest }: ButtonProps) {
  const deed = useDeed(onDo);
  return (
    <button
      type={submits ? 'submit' : 'button'}
      onMouseDown={selectNothing}
      className={classes(styles['button'], look(chosen), large && styles['large'], className)}
      {...rest}
      {...deed}
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
export function IconButton({ icon, label, keys, size, look: chosen = 'quiet', large = false, className, onDo, ...rest }: IconButtonProps) {
  const deed = useDeed(onDo);
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        className={classes(styles['button'], styles['icon'], look(chosen), large && styles['large'], className)}
        {...rest}
        {...deed}
      >
        <Icon name={icon} {...(size !== undefined && { size })} />
      </button>
    </Tooltip>
  );
}
