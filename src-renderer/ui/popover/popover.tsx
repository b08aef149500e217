import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import { classes } from '../classes.ts';
import styles from './popover.module.css';

interface PopoverProps {
  /** Accessible name. */
  label: string;
  /** Shows the name at its top. */
  titled?: boolean;
  /** The button that opens it. */
  trigger: ReactElement;
  align?: 'start' | 'center' | 'end';
  className?: string | undefined;
  children: ReactNode;
}

/** Something small beside the button that opened it; what is behind stays in use. Escape and a press elsewhere close it. */
export function Popover({ label, titled = false, trigger, align = 'end', className, children }: PopoverProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} collisionPadding={8} className={styles['positioner']}>
          <Base.Popup {...(!titled && { 'aria-label': label })} className={classes(styles['popup'], className)}>
            {titled && <Base.Title className={styles['title']}>{label}</Base.Title>}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
