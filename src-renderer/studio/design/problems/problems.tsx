import { Button, EmptyState, Icon } from '../../../ui/index.ts';
import { type Editor, type EditorProblem, problemKey } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { MainCameraChoice, rivals } from './main-cameras.tsx';
import styles from './problems.module.css';
import { RecoveredCopies } from './recovered-copies.tsx';

/** What is wrong with the level and with the run that is looked at, worst first; a click leads to the place. */
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

function ProblemList({ problems }: { problems: readonly EditorProblem[] }) {
  const editor = useEditor();
  const mayEdit = useCell(editor.canEdit);
  const isGuest = useCell(editor.host)?.guestOf !== undefined;
  return (
    <ul className={styles['list']} aria-label={t('panel.problems')}>
      {problems.map((problem) => (
        <li key={problemKey(problem)}>
          <button type="button" className={styles['item']} onClick={() => goTo(editor, problem)}>
            <span className={`${styles['sign']} ${styles[problem.severity]}`}>
              <Icon name={problem.severity === 'error' ? 'alert' : 'warning'} size={13} />
            </span>
            <span>{wordsOf(editor, problem)}</span>
            <span className={styles['where']}>{whereOf(editor, problem)}</span>
            {problem.hint !== undefined && problem.code !== twoMain && <span className={styles['hint']}>{problem.hint}</span>}
            {problem.run && <span className={styles['hint']}>{whenOf(editor, problem.run)}</span>}
            {problem.run?.isRewritten && <span className={styles['hint']}>{t('problems.run.rewritten', problem)}</span>}
          </button>
          {problem.run && <WaysToRun problem={problem} run={problem.run} />}
          {problem.code === twoMain && <MainCameraChoice entity={problem.entity} />}
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

/** To the line, and to the moment where the run has one to show. */
function WaysToRun({ problem, run: { tick } }: { problem: EditorProblem; run: NonNullable<EditorProblem['run']> }) {
  const editor = useEditor();
  return (
    <span className={styles['mend']}>
      {problem.line !== undefined && (
        <Button look="outline" onClick={() => goTo(editor, problem)}>
          {t('problems.run.goToLine', { line: problem.line })}
        </Button>
      )}
      {tick > 0 && (
        // The transport tells where it is; no panel comes to the front over this one.
        <Button look="outline" onClick={() => editor.preview.seek(tick)}>
          {t('problems.run.goTo', { time: editor.momentText(tick) })}
        </Button>
      )}
    </span>
  );
}

const whenOf = (editor: Editor, { tick, times }: NonNullable<EditorProblem['run']>): string =>
  tick > 0 ? t('problems.run', { time: editor.momentText(tick), times }) : t('problems.run.start');

async function writeAgain({ bridge, project, notices }: Editor, file: string): Promise<void> {
  const open = project.get();
  try {
    if (open) await bridge.invoke('project.writeAgain', { project: open.handle, file });
  } catch (error) {
    notices.refuse(error);
  }
}

const twoMain = 'two-main-cameras';

/** What it says; where Studio has the names, without keys. */
function wordsOf(editor: Editor, { code, entity, message }: EditorProblem): string {
  const two = code === twoMain ? rivals(editor, entity) : undefined;
  return two ? t('problems.twoMain', { first: two.first.name, other: two.other.name }) : message;
}

/** The line of a file; of what has none, the entity. */
function whereOf({ level }: Editor, { file, line, entity }: EditorProblem): string {
  const place = file === '' && entity !== undefined ? (level.get()?.entity(entity).get()?.name ?? entity) : file;
  return [place, line].filter((part) => part !== undefined).join(':');
}

function goTo(editor: Editor, { entity, file, line, column }: EditorProblem): void {
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
