import { Button, EmptyState } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useEditor } from '../../react.ts';
import { Logo } from '../top-bar/logo.tsx';
import styles from './window.module.css';

/** The window while there is nothing to show yet. */
export function Waiting({ text }: { text: string }) {
  return (
    <main className={styles['wait']}>
      <Logo size={28} />
      <p role="status">{text}</p>
    </main>
  );
}

/** The window when a project could not be opened: why, the next step, and another try. */
export function Failed({ message, hint }: { message: string; hint: string | undefined }) {
  const editor = useEditor();
  return (
    <main className={styles['wait']}>
      <EmptyState icon="alert" title={message} text={hint ?? ''}>
        <Button look="outline" onClick={() => void editor.start()}>
          {t('again')}
        </Button>
      </EmptyState>
    </main>
  );
}
