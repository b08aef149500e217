import { useMemo, useState } from 'react';
import { classes, EmptyState, Icon, IconButton } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { FilterChips, FilterField } from '../hierarchy/filter-bar.tsx';
import { problemMarks } from '../hierarchy/problem-marks.ts';
import { useFacts } from '../hierarchy/use-facts.ts';
import { RunNote } from '../inspector/run-value.tsx';
import { filesIn, holdsFiles } from '../assets/drag.ts';
import { exportCsv, importCsv, importDropped } from './actions.ts';
import type { Column } from './columns.ts';
import { ColumnPicker } from './column-picker.tsx';
import { Grid } from './grid.tsx';
import { columnsOf, findRows, inOrder, shownColumns } from './shown.ts';
import styles from './table.module.css';
import { tableOf } from './table-state.ts';

export function TablePanel() {
  const editor = useEditor();
  const level = useCell(editor.level);
  // As the token --row has it.
  const { preferences } = editor;
  const rowHeight = Math.round((24 * useCell(preferences.textSize) * useCell(preferences.zoom)) / 10_000);
  if (!level) return <EmptyState icon="table" title={t('tree.none')} />;
  return <LevelTable key={`${rowHeight} ${level.ref.path}`} level={level} rowHeight={rowHeight} />;
}

/** The entities that a search finds or that were selected, in the order of the scene or sorted. Rows stay where they are while one edits. */
function useRows(level: LevelSession): readonly string[] {
  const editor = useEditor();
  const table = tableOf(editor);
  const query = useCell(table.query);
  const only = useCell(table.only);
  const scene = useCell(level.tree);
  const facts = useFacts(level, query, useCell(problemMarks(editor)));
  // The rows are found anew when somebody appears, moves or goes.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => findRows(level, query, only, facts), [level, scene, query, only, facts]);
}

function LevelTable({ level, rowHeight }: { level: LevelSession; rowHeight: number }) {
  const editor = useEditor();
  const table = tableOf(editor);
  const query = useCell(table.query);
  const only = useCell(table.only);
  const chosen = useCell(table.columns);
  const sorting = useCell(table.sorting);
  const canEdit = useCell(editor.canEdit);
  const [isOver, setOver] = useState(false);
  const types = useMaybeCell(useCell(editor.project)?.types);
  const rows = useRows(level);
  const { all, usual } = useMemo(() => columnsOf(level, rows, types ?? [], query), [level, rows, types, query]);
  const columns = useMemo(() => shownColumns(all, chosen ?? usual), [all, usual, chosen]);
  const keys = useMemo(() => inOrder(editor, level, rows, columns, sorting), [editor, level, rows, columns, sorting]);
  const sort = ({ id }: Column): void =>
    table.sorting.update((now) => (now?.column !== id ? { column: id, down: false } : now.down ? undefined : { column: id, down: true }));

  return (
    <div
      className={classes(styles['panel'], isOver && styles['over'])}
      onDragOver={(event) => {
        if (!holdsFiles(event.dataTransfer)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!holdsFiles(event.dataTransfer)) return;
        event.preventDefault();
        event.stopPropagation();
        void editor.do(importDropped, { files: filesIn(event.dataTransfer) });
      }}
    >
      <div className={styles['bar']}>
        <span className={styles['search']}>
          <FilterField query={query} onChange={table.query.set} />
        </span>
        {only && (
          <span className={styles['only']}>
            {t('table.only', { count: only.length })}
            <button type="button" aria-label={t('table.only.leave')} onClick={() => table.only.set(undefined)}>
              <Icon name="close" size={11} />
            </button>
          </span>
        )}
        <output className={styles['count']}>{t('table.count', { count: keys.length })}</output>
        <IconButton icon="upload" label={t('action.importCsv')} disabled={!canEdit} onClick={() => void editor.do(importCsv)} />
        <IconButton icon="download" label={t('action.exportCsv')} onClick={() => void editor.do(exportCsv)} />
        <ColumnPicker all={all} shown={chosen ?? usual} isChosen={chosen !== undefined} onChange={table.columns.set} />
      </div>
      <FilterChips query={query} onChange={table.query.set} />
      <RunNote keys={keys} />
      {keys.length === 0 ? (
        <EmptyState icon="table" title={t('table.none')} text={t('table.none.hint')} />
      ) : (
        <Grid level={level} keys={keys} columns={columns} sorting={sorting} rowHeight={rowHeight} onSort={sort} />
      )}
    </div>
  );
}
