import { classes, Icon } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { NoticeList } from './notice-list.tsx';
import styles from './status-bar.module.css';

/** What is going on, in one line: size of the level, cost of a tick, problems, edits that wait. */
export function StatusBar() {
  const editor = useEditor();
  const level = useCell(editor.level);
  const entities = useMaybeCell(level?.size) ?? 0;
  const selected = useCell(editor.selection.keys).length;
  const run = useCell(editor.preview.current);
  const problems = useCell(editor.problems);
  const program = useCell(editor.preview.program, ({ state }) => state);
  const waiting = useCell(editor.sync, (sync) => sync.waiting);
  const host = useCell(editor.host);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const copies = useCell(editor.recovered.list).length;
  const warnings = problems.length - errors + copies;
  return (
    <footer className={styles['bar']}>
      <div className={styles['side']}>
        {level && <span>{t('status.entities', { count: entities })}</span>}
        {selected > 0 && <span>{t('status.selected', { count: selected })}</span>}
        {run && run.tick > 0 && <span>{t('status.run', { ticks: run.tick, milliseconds: run.milliseconds })}</span>}
        {run && run.tick > 0 && run.fuel > 0 && <span>{t('status.fuel', { work: run.fuel / run.tick })}</span>}
        {waiting > 0 && <span className={styles['warn']}>{t('status.waiting', { count: waiting })}</span>}
      </div>
      <div className={styles['side']}>
        {program === 'compiling' && <span>{t('status.compiling')}</span>}
        <button
          type="button"
          className={classes(styles['problems'], errors > 0 ? styles['bad'] : warnings > 0 && styles['warn'])}
          onClick={() => editor.reveal.set('problems')}
        >
          <Icon name={errors + warnings > 0 ? 'alert' : 'ok'} size={12} />
          {errors + warnings > 0 ? t('status.problems', { errors, warnings }) : t('status.noProblems')}
        </button>
        <NoticeList />
        {host && <span>{t('status.version', { version: host.version })}</span>}
      </div>
    </footer>
  );
}
