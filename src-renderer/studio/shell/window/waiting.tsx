import { withHint } from '../../../../engine/model/problem.ts';
import { Button, EmptyState } from '../../../ui/index.ts';
import type { Screen } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
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

/** The window when a project could not be opened, or its host not be reached: why, the next step, another try where one may help, and the way Home. */
export function Failed({ message, hint, project }: Omit<Extract<Screen, { at: 'failed' }>, 'at'>) {
  const editor = useEditor();
  // Another try helps nobody whom the host does not know.
  const signedOut = useCell(editor.signedOut);
  const isKnown = useCell(editor.host) !== undefined;
  const text = project ? withHint(message, hint) : (hint ?? '');
  return (
    <main className={styles['wait']}>
      <EmptyState icon="alert" title={project ? t('failed.open', { name: project.name }) : message} text={text}>
        {!signedOut && (
          <Button look="outline" onClick={() => void (project ? editor.openProject(project.handle, project.name) : editor.start())}>
            {t('again')}
          </Button>
        )}
        {isKnown && (
          <Button look="outline" onClick={() => void editor.closeProject()}>
            {t('failed.home')}
          </Button>
        )}
      </EmptyState>
    </main>
  );
}
