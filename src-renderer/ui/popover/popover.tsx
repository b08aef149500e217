import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import styles from './popover.module.css';

interface PopoverProps {
  /** The button that opens it. */
  trigger: ReactElement;
  /** Its accessible name, and the line at its top. */
  title: string;
  align?: 'start' | 'end';
  children: ReactNode;
}

/** A few controls beside the button they belong to; what is behind stays in use. */
export function Popover({ trigger, title, align = 'start', children }: PopoverProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align={align} className={styles['positioner']}>
          <Base.Popup className={styles['popup']}>
            <Base.Title className={styles['title']}>{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
