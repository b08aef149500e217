import { Button, Dialog, Icon } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import type { FileEdit, FileProblem } from './csv.ts';
import styles from './import-dialog.module.css';
import { setCells } from './set-cells.ts';
import { tableOf } from './table-state.ts';

/** More of them one would not read. */
const most = 100;

/** What a file would change, before it does. */
export function TableImportDialog() {
  const editor = useEditor();
  const { brought } = tableOf(editor);
  const now = useCell(brought);
  const close = (): void => {
    brought.set(undefined);
    editor.dialog.set(undefined);
  };
  if (!now) return null;
  const { edits, problems, ignored, rows } = now.plan;
  const entities = new Set(edits.map(({ entity }) => entity)).size;
  const write = (): void => {
    void editor.do(setCells, { edits, label: t('step.importCsv', { file: now.file, count: edits.length }) });
    close();
  };
  return (
    <Dialog
      wide
      title={t('csv.title', { file: now.file })}
      closeLabel={t('close')}
      onClose={close}
      footer={
        <>
          <Button large onClick={close}>
            {t('csv.cancel')}
          </Button>
          <Button look="filled" large disabled={edits.length === 0} onClick={write}>
            {t('csv.write', { count: edits.length })}
          </Button>
        </>
      }
    >
      <p role="status" className={styles['summary']}>
        {edits.length === 0 ? t('csv.nothing', { rows }) : t('csv.summary', { cells: edits.length, entities, rows })}
      </p>
      {ignored.length > 0 && <p className={styles['note']}>{t('csv.ignored', { columns: ignored.join(', ') })}</p>}
      {problems.length > 0 && <Problems problems={problems} />}
      {edits.length > 0 && <Changes edits={edits} />}
    </Dialog>
  );
}

function Problems({ problems }: { problems: readonly FileProblem[] }) {
  return (
    <section>
      <h3 className={styles['heading']}>
        <Icon name="alert" size={13} />
        {t('csv.problems', { count: problems.length })}
      </h3>
      <ul className={styles['problems']} aria-label={t('csv.problems', { count: problems.length })}>
        {problems.slice(0, most).map(({ row, column, problem }) => (
          <li key={`${row} ${column} ${problem}`}>
            <span className={styles['where']}>{column === undefined ? t('csv.row', { row }) : t('csv.cell', { row, column })}</span>
            <span>{problem}</span>
          </li>
        ))}
        {problems.length > most && <li>{t('table.refused.more', { count: problems.length - most })}</li>}
      </ul>
    </section>
  );
}

function Changes({ edits }: { edits: readonly FileEdit[] }) {
  return (
    // What scrolls is scrolled with keys as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles['box']} tabIndex={0} role="group" aria-label={t('csv.changes')}>
      <table className={styles['changes']} aria-label={t('csv.changes')}>
        <thead>
          <tr>
            <th scope="col">{t('table.name')}</th>
            <th scope="col">{t('csv.column')}</th>
            <th scope="col">{t('csv.now')}</th>
            <th scope="col">{t('csv.then')}</th>
          </tr>
        </thead>
        <tbody>
          {edits.slice(0, most).map(({ entity, column, name, from, to }) => (
            <tr key={`${entity} ${column.id}`}>
              <td>{name}</td>
              <td>{column.title}</td>
              <td className={styles['from']}>{from || t('value.none')}</td>
              <td>{to || t('value.none')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {edits.length > most && <p className={styles['note']}>{t('table.refused.more', { count: edits.length - most })}</p>}
    </div>
  );
}
