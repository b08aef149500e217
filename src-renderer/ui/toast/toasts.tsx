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
}

const signs: Record<ToastContent['tone'], IconName> = { plain: 'message', good: 'ok', warn: 'warning', bad: 'alert' };

/** Short messages in the corner; errors are announced at once, the rest politely. They stay until dismissed or taken away by their owner. */
export function Toasts({
  toasts,
  dismissLabel,
  onDismiss,
}: {
  toasts: readonly ToastContent[];
  dismissLabel: string;
  onDismiss: (id: string) => void;
}) {
  return (
    <div className={styles['viewport']} aria-live="polite">
      {toasts.map(({ id, tone, title, text, action }) => (
        <div key={id} role={tone === 'bad' ? 'alert' : undefined} className={classes(styles['toast'], tone !== 'plain' && styles[tone])}>
          <span className={styles['lead']}>
            <Icon name={signs[tone]} />
          </span>
          <span className={styles['title']}>{title}</span>
          <IconButton icon="close" label={dismissLabel} size={12} onClick={() => onDismiss(id)} />
          {text && <p className={styles['text']}>{text}</p>}
          {action && (
            <div className={styles['foot']}>
              <Button look="outline" onClick={action.run}>
                {action.label}
              </Button>
            </div>
          )}
        </div>
      ))}
    </div>
  );
}
