import { Dialog as Base } from '@base-ui/react/dialog';
import { type ReactNode, type RefObject, useRef } from 'react';
import { IconButton } from '../button/button.tsx';
import { isSecondClick } from '../button/use-once.ts';
import { classes } from '../classes.ts';
import styles from './dialog.module.css';

interface DialogProps {
  title: string;
  about?: string;
  /** The name of the closing button. */
  closeLabel: string;
  wide?: boolean;
  /** Near the top of the window, without a heading: for what one types into. */
  palette?: boolean;
  footer?: ReactNode;
  initialFocus?: RefObject<HTMLElement | null>;
  onClose: () => void;
  children: ReactNode;
}

/** A modal dialog: it is open while it is mounted. Escape and the scrim close it; focus goes back to where it was. */
export function Dialog({ title, about, closeLabel, wide = false, palette = false, footer, initialFocus, onClose, children }: DialogProps) {
  // Without a better place focus goes to the dialog itself, not to its closing button.
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root
      open
      onOpenChange={(open, { reason, event }) => {
        // The click before was in it, or opened it: what the dialog shows may have grown smaller since.
        const isStray = reason === 'outside-press' && isSecondClick(event as UIEvent);
        if (!open && !isStray) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles['scrim']} />
        <Base.Popup
          className={classes(styles['popup'], wide && styles['wide'], palette && styles['high'])}
          ref={popup}
          initialFocus={initialFocus ?? popup}
        >
          {palette ? (
            <>
              <Base.Title className="off-screen">{title}</Base.Title>
              {children}
            </>
          ) : (
            <>
              <header className={styles['head']}>
                <Base.Title className={styles['title']}>{title}</Base.Title>
                <Base.Close render={<IconButton icon="close" label={closeLabel} />} />
              </header>
              {about && <Base.Description className={styles['about']}>{about}</Base.Description>}
              <div className={styles['body']}>{children}</div>
            </>
          )}
          {footer && <footer className={styles['foot']}>{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
