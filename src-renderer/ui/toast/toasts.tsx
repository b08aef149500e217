import { useEffect } from 'react';
import { Button, IconButton } from '../button/button.tsx';
import { classes } from '../classes.ts';
import { Icon, type IconName } from '../icon.tsx';
import styles from './toast.module.css';

export interface ToastContent {
  id: string;
  tone: 'plain' | 'good' | 'warn' | 'bad';
  title: string;
  text?: string | undefined;
  action?: { label: string; run: () => void } | undefined;
  /** How often it was said. */
  count: number;
}

const signs: Record<ToastContent['tone'], IconName> = { plain: 'message', good: 'ok', warn: 'warning', bad: 'alert' };

interface ToastProps {
  toasts: readonly ToastContent[];
  dismissLabel: string;
  onDismiss: (id: string) => void;
}

/**
 * Short messages over the lower right corner of what stands above them in the window, so that nothing moves when one comes or goes; errors are
 * announced at once, the rest politely. They stay until dismissed, by Escape the last one, or taken away by their owner.
 */
export function Toasts({ toasts, dismissLabel, onDismiss }: ToastProps) {
  const last = toasts.at(-1)?.id;
  useEffect(() => {
    if (last === undefined) return undefined;
    // What is open over the window, and a field that is being typed in, have the key first.
    const onKey = (event: KeyboardEvent): void => {
      const isTaken = event.target instanceof Element && event.target.closest('[role="dialog"], [role="menu"], input, textarea') !== null;
      if (event.key !== 'Escape' || event.defaultPrevented || isTaken) return;
      event.preventDefault();
      onDismiss(last);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [last, onDismiss]);
  return (
    <div className={styles['over']}>
      <div className={styles['tray']} aria-live="polite">
        {toasts.map((toast) => (
          <Toast key={toast.id} toast={toast} isAlert={toast.tone === 'bad'} dismissLabel={dismissLabel} onDismiss={onDismiss} />
        ))}
      </div>
    </div>
  );
}

/** The same messages as a list to look back at. */
export function ToastList({ toasts, label }: { toasts: readonly ToastContent[]; label: string }) {
  return (
    <ul aria-label={label} className={styles['list']}>
      {toasts.map((toast) => (
        <li key={toast.id}>
          <Toast toast={toast} />
        </li>
      ))}
    </ul>
  );
}

interface OneProps {
  toast: ToastContent;
  isAlert?: boolean;
  dismissLabel?: string;
  onDismiss?: (id: string) => void;
}

function Toast({ toast: { id, tone, title, text, action, count }, isAlert, dismissLabel = '', onDismiss }: OneProps) {
  return (
    <div role={isAlert ? 'alert' : undefined} className={classes(styles['toast'], tone !== 'plain' && styles[tone])}>
      <span className={styles['lead']}>
        <Icon name={signs[tone]} />
      </span>
      <span className={styles['title']}>
        {title}
        {count > 1 && <span className={styles['count']}>{` × ${count}`}</span>}
      </span>
      {onDismiss && <IconButton icon="close" label={dismissLabel} size={12} onClick={() => onDismiss(id)} />}
      {text && <p className={styles['text']}>{text}</p>}
      {action && (
        <div className={styles['foot']}>
          <Button look="outline" onClick={action.run}>
            {action.label}
          </Button>
        </div>
      )}
    </div>
  );
}
