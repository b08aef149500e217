import { Button } from '../../ui/index.ts';
import { type Editor, type Run, scriptFailures } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { useEditor } from '../react.ts';
import styles from './analyse.module.css';

/** That scripts failed in a run, how often and when first; undefined where none did. */
export function failuresText(editor: Editor, { troubles }: Run): string | undefined {
  const failed = scriptFailures(troubles);
  if (!failed) return undefined;
  const time = failed.tick < 1 ? t('script.fault.start') : editor.momentText(failed.tick);
  return t('run.failures', { times: failed.times, time });
}

/** Says of the run that is looked at that scripts failed in it, and leads to where. */
export function RunFailures({ run }: { run: Run }) {
  const editor = useEditor();
  const text = failuresText(editor, run);
  if (text === undefined) return null;
  return (
    <div className={styles['failures']}>
      <p>{text}</p>
      <Button icon="alert" onClick={() => editor.reveal.set('problems')}>
        {t('run.failures.show')}
      </Button>
    </div>
  );
}
