import type { Problem } from '../../../../engine/model/problem.ts';
import { Button, EmptyState, Icon } from '../../../ui/index.ts';
import type { Editor } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './problems.module.css';
import { RecoveredCopies } from './recovered-copies.tsx';

/** What is wrong with the level, worst first; a click leads to the place. */
export function Problems() {
  const editor = useEditor();
  const problems = useCell(editor.problems);
  const copies = useCell(editor.recovered.list);
  if (problems.length + copies.length === 0) return <EmptyState icon="ok" title={t('problems.none')} text={t('problems.none.hint')} />;
  return (
    <>
      <RecoveredCopies />
      {problems.length > 0 && <ProblemList problems={problems} />}
    </>
  );
}

function ProblemList({ problems }: { problems: readonly Problem[] }) {
  const editor = useEditor();
  const mayEdit = useCell(editor.canEdit);
  const isGuest = useCell(editor.host)?.guestOf !== undefined;
  return (
    <ul className={styles['list']} aria-label={t('panel.problems')}>
      {problems.map((problem) => (
        <li key={`${problem.code} ${problem.file} ${problem.entity ?? ''} ${problem.message}`}>
          <button type="button" className={styles['item']} onClick={() => goTo(editor, problem)}>
            <span className={`${styles['sign']} ${styles[problem.severity]}`}>
              <Icon name={problem.severity === 'error' ? 'alert' : 'warning'} size={13} />
            </span>
            <span>{problem.message}</span>
            <span className={styles['where']}>{[problem.file, problem.line].filter((part) => part !== undefined).join(':')}</span>
            {problem.hint !== undefined && <span className={styles['hint']}>{problem.hint}</span>}
          </button>
          {problem.folder === 'damaged' && !isGuest && (
            <span className={styles['mend']}>
              <Button look="outline" disabled={!mayEdit} onClick={() => void writeAgain(editor, problem.file)}>
                {t('problems.writeAgain')}
              </Button>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

async function writeAgain({ bridge, project, notices }: Editor, file: string): Promise<void> {
  const open = project.get();
  try {
    if (open) await bridge.invoke('project.writeAgain', { project: open.handle, file });
  } catch (error) {
    notices.refuse(error);
  }
}

function goTo(editor: Editor, { entity, file, line, column }: Problem): void {
  if (entity !== undefined && editor.level.get()?.entity(entity).get()) {
    editor.selection.set([entity]);
    editor.reveal.set('inspector');
    editor.viewport.get()?.frame([entity]);
    return;
  }
  if (file.startsWith('scripts/')) {
    editor.place.set({ file, line, column });
    editor.reveal.set('script');
  }
}
