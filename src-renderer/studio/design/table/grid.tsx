import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { classes, ContextMenu, Icon } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { choicesOf, type Names } from '../inspector/read-text.ts';
import { CellInput } from './cell-input.tsx';
import { cellText, cellValue, closed, namesOf, readCell } from './cells.ts';
import type { Column } from './columns.ts';
import { copyRange, fillDown, fillWith, pasteRange, reset, sayProblems, type Sheet } from './grid-edits.ts';
import type { Rectangle } from './paste.ts';
import { gridMenu } from './grid-menu.ts';
import { cellId, TableRow } from './table-row.tsx';
import styles from './table.module.css';
import type { Sorting } from './table-state.ts';
import { useCursor } from './use-cursor.ts';

interface GridProps {
  level: LevelSession;
  keys: readonly string[];
  columns: readonly Column[];
  sorting: Sorting | undefined;
  rowHeight: number;
  onSort: (column: Column) => void;
}

const overscan = 6;
const page = 20;

/** Wide enough for the heading, and for what such a cell usually holds. */
function widthOf(column: Column): number {
  if (column.is === 'name') return 176;
  if (column.is === 'tags') return 132;
  const heading = headingOf(column).length * 6.6 + 34;
  const content = column.is === 'field' && ['vec3', 'quat'].includes(column.spec.kind) ? 132 : 84;
  return Math.round(Math.min(260, Math.max(heading, content)));
}

const headingOf = (column: Column): string =>
  column.is === 'field' && column.spec.unit !== undefined
    ? t('table.heading', { column: column.title, unit: column.spec.unit })
    : column.title;

/** Entities as rows and what they have as columns: walked, chosen and edited as a spreadsheet is. */
export function Grid({ level, keys, columns, sorting, rowHeight, onSort }: GridProps) {
  const editor = useEditor();
  const canEdit = useCell(editor.canEdit);
  const grid = useRef<HTMLDivElement>(null);
  const cursor = useCursor(editor, keys, columns.length);
  const [editing, setEditing] = useState<{ key: string; column: number; text: string; isTyped: boolean }>();
  const isDragging = useRef(false);
  const sheet: Sheet = { editor, level, keys, columns };
  const { at, range } = cursor;
  const row = cursor.rowOf(at.key);
  const shownNames = useMemo<Names>(
    () => ({ nameOf: (key) => level.entity(key).get()?.name ?? key, entityFor: () => undefined, assetFor: () => undefined }),
    [level],
  );
  // oxlint-disable-next-line react/incompatible-library -- its functions are called while rendering, never kept
  const virtual = useVirtualizer({
    count: keys.length,
    getScrollElement: () => grid.current,
    estimateSize: () => rowHeight,
    overscan,
    // The headings lie above the first row and over what is scrolled.
    scrollPaddingStart: rowHeight,
    paddingStart: rowHeight,
    // The row of the cursor stays: what is edited must not go when one scrolls.
    rangeExtractor: (seen) => {
      const rows = defaultRangeExtractor(seen);
      return row < 0 || row >= keys.length || rows.includes(row) ? rows : [...rows, row].toSorted((a, b) => a - b);
    },
  });
  useEffect(() => {
    if (row >= 0) virtual.scrollToIndex(row, { align: 'auto' });
  }, [row, virtual]);
  useEffect(() => {
    const box = grid.current;
    const cell = box?.querySelector<HTMLElement>(`[id="${CSS.escape(cellId(at.key, at.column))}"]`);
    if (!box || !cell || at.column === 0) return;
    const first = widthOf(columns[0]!);
    if (cell.offsetLeft - box.scrollLeft < first) box.scrollLeft = cell.offsetLeft - first;
    else if (cell.offsetLeft + cell.offsetWidth > box.scrollLeft + box.clientWidth)
      box.scrollLeft = cell.offsetLeft + cell.offsetWidth - box.clientWidth;
  }, [at.key, at.column, columns]);

  const begin = (text?: string): void => {
    const column = columns[at.column];
    const entity = level.entity(at.key ?? '').get();
    if (!column || !entity || at.key === undefined) return;
    const problem = closed(editor, level, at.key, column);
    if (problem !== undefined) return sayProblems(sheet, [{ row, column: at.column, problem }]);
    virtual.scrollToIndex(row, { align: 'auto' });
    setEditing({
      key: at.key,
      column: at.column,
      text: text ?? cellText(entity, column, namesOf(editor, level)),
      isTyped: text !== undefined,
    });
  };
  const end = (): void => {
    setEditing(undefined);
    grid.current?.focus({ preventScroll: true });
  };
  const toggle = (): boolean => {
    const column = columns[at.column];
    const entity = level.entity(at.key ?? '').get();
    if (!range || !entity || column?.is !== 'field' || column.spec.kind !== 'bool' || column.spec.length !== undefined) return false;
    fillWith(sheet, range, t(cellValue(entity, column) === true ? 'value.off' : 'value.on'));
    return true;
  };

  const paste = (over: Rectangle): void => void pasteRange(sheet, over).then((covered) => covered && cursor.choose(covered));

  const walk = (event: KeyboardEvent): boolean => {
    const isFar = event.ctrlKey || event.metaKey;
    const last = keys.length - 1;
    const to: Readonly<Record<string, readonly [row: number, column: number]>> = {
      ArrowDown: [isFar ? last : row + 1, at.column],
      ArrowUp: [isFar ? 0 : Math.max(-1, row - 1), at.column],
      ArrowLeft: [row, isFar ? 0 : at.column - 1],
      ArrowRight: [row, isFar ? columns.length - 1 : at.column + 1],
      Home: [isFar ? 0 : row, 0],
      End: [isFar ? last : row, columns.length - 1],
      PageDown: [Math.max(0, row) + page, at.column],
      PageUp: [Math.max(0, row - page), at.column],
    };
    const target = to[event.key];
    if (target) cursor.go(...target, event.shiftKey);
    return target !== undefined;
  };
  /** Keys that spreadsheets have; true where one was meant. */
  const command = (event: KeyboardEvent): boolean => {
    const isMod = event.ctrlKey || event.metaKey;
    if (isMod && !event.shiftKey && !event.altKey) {
      const key = event.key.toLowerCase();
      if (key === 'a') cursor.choose({ top: 0, left: 0, bottom: keys.length - 1, right: columns.length - 1 });
      else if (!range) return ['c', 'v', 'x', 'd'].includes(key);
      else if (key === 'c') void copyRange(sheet, range);
      else if (key === 'v') paste(range);
      else if (key === 'd') fillDown(sheet, range);
      else if (key === 'x') void copyRange(sheet, range).then((copied) => copied && reset(sheet, range));
      else return false;
      return true;
    }
    if (isMod || event.altKey) return false;
    if (event.key === 'Enter' || event.key === ' ') {
      const column = columns[at.column];
      if (row < 0 && column) onSort(column);
      else if (!toggle() && event.key === 'Enter') begin();
    } else if (event.key === 'F2') begin();
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      if (range) reset(sheet, range);
    } else if (event.key === 'Escape' && range && (range.top !== range.bottom || range.left !== range.right)) cursor.go(row, at.column);
    else if (event.key.length === 1 && row >= 0) begin(event.key);
    else return false;
    return true;
  };
  const tab = (event: KeyboardEvent): boolean => {
    const next = at.column + (event.shiftKey ? -1 : 1);
    // From the end of a row the key leaves the table, as from any control.
    if (event.key !== 'Tab' || next < 0 || next >= columns.length) return false;
    cursor.go(row, next);
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== grid.current || event.nativeEvent.isComposing) return;
    if (!tab(event) && !walk(event) && !command(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const placeOf = (event: MouseEvent): [row: number, column: number] | undefined => {
    const cell = (event.target as Element).closest<HTMLElement>('[data-column]');
    const key = cell?.closest<HTMLElement>('[data-key]')?.dataset['key'];
    return cell && key !== undefined ? [cursor.rowOf(key), Number(cell.dataset['column'])] : undefined;
  };
  const onMouseDown = (event: MouseEvent): void => {
    const place = placeOf(event);
    if (event.button !== 0 || !place || (event.target as Element).matches('input')) return;
    isDragging.current = true;
    cursor.go(...place, event.shiftKey);
  };
  const onMouseMove = (event: MouseEvent): void => {
    if (event.buttons !== 1) isDragging.current = false;
    const place = isDragging.current && !editing ? placeOf(event) : undefined;
    if (place && (place[0] !== row || place[1] !== at.column)) cursor.go(...place, true);
  };

  /** What is edited is the cell that it began in, wherever the cursor has been led since: then it ends there. */
  const input = (): React.ReactNode => {
    if (!editing || editing.key !== at.key || editing.column !== at.column) return undefined;
    const { key, column: place, text, isTyped } = editing;
    const column = columns[place];
    const name = level.entity(key).get()?.name;
    if (!column || name === undefined) return undefined;
    const own = { top: row, bottom: row, left: place, right: place };
    return (
      <CellInput
        label={t('table.edit', { name, column: column.title })}
        text={text}
        isTyped={isTyped}
        choices={choicesFor(sheet, column)}
        check={(typed) => {
          const found = readCell(typed, key, column, { editor, level, names: namesOf(editor, level), fits: true });
          return 'problem' in found ? found.problem : undefined;
        }}
        onDone={(typed, next) => {
          fillWith(sheet, next === 'all' && range ? range : own, typed);
          if (next === 'stay') return setEditing(undefined);
          end();
          const [down, across] = { down: [1, 0], up: [-1, 0], left: [0, -1], right: [0, 1], all: [0, 0] }[next] as [number, number];
          if (next !== 'all') cursor.go(Math.max(0, row + down), place + across);
        }}
        onCancel={(problem) => {
          if (problem === undefined) return end();
          setEditing(undefined);
          sayProblems(sheet, [{ row, column: place, problem }]);
        }}
      />
    );
  };

  const widths = columns.map(widthOf);
  const style = {
    '--columns': widths.map((width) => `${width}px`).join(' '),
    '--width': `${widths.reduce((sum, width) => sum + width, 0)}px`,
  } as CSSProperties;
  return (
    <ContextMenu className={styles['hold']} groups={() => gridMenu(sheet, range, paste)}>
      <div
        ref={grid}
        role="grid"
        aria-label={t('table')}
        aria-rowcount={keys.length + 1}
        aria-colcount={columns.length}
        aria-multiselectable
        aria-readonly={!canEdit || undefined}
        aria-activedescendant={cellId(at.key, at.column)}
        tabIndex={0}
        className={styles['grid']}
        style={style}
        onKeyDown={onKeyDown}
        onMouseDown={onMouseDown}
        onMouseMove={onMouseMove}
        onContextMenu={(event) => {
          const place = placeOf(event);
          const isChosen =
            place && range && place[0] >= range.top && place[0] <= range.bottom && place[1] >= range.left && place[1] <= range.right;
          if (place && !isChosen) cursor.go(...place);
        }}
        onDoubleClick={(event) => placeOf(event) && !editing && begin()}
      >
        <div role="presentation" className={styles['rows']} style={{ height: virtual.getTotalSize() }}>
          <div role="row" aria-rowindex={1} className={styles['head']}>
            {columns.map((column, place) => (
              <Heading
                key={column.id}
                column={column}
                place={place}
                isAt={row < 0 && place === at.column}
                sorting={sorting?.column === column.id ? sorting : undefined}
                onSort={onSort}
              />
            ))}
          </div>
          {virtual.getVirtualItems().map((item) => {
            const key = keys[item.index]!;
            const isChosen = range !== undefined && item.index >= range.top && item.index <= range.bottom;
            return (
              <TableRow
                key={key}
                level={level}
                entityKey={key}
                index={item.index}
                top={item.start}
                columns={columns}
                names={shownNames}
                left={isChosen ? range.left : -1}
                right={isChosen ? range.right : -1}
                at={item.index === row ? at.column : -1}
                editing={item.index === row ? input() : undefined}
              />
            );
          })}
        </div>
      </div>
    </ContextMenu>
  );
}

interface HeadingProps {
  column: Column;
  place: number;
  isAt: boolean;
  sorting: Sorting | undefined;
  onSort: (column: Column) => void;
}

/** What a column is called; a press sorts by it. */
function Heading({ column, place, isAt, sorting, onSort }: HeadingProps) {
  return (
    // The grid takes the keys, and Enter on a heading sorts.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={cellId(undefined, place)}
      role="columnheader"
      tabIndex={-1}
      aria-colindex={place + 1}
      aria-sort={sorting ? (sorting.down ? 'descending' : 'ascending') : 'none'}
      data-at={isAt || undefined}
      title={headingOf(column)}
      className={classes(styles['cell'], styles['heading'], place === 0 && styles['name'])}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onSort(column)}
    >
      <span className={styles['text']}>{headingOf(column)}</span>
      {sorting && <Icon name={sorting.down ? 'chevron-down' : 'chevron-up'} size={12} />}
    </div>
  );
}

/** More than one would read. */
const mostChoices = 500;

function choicesFor({ editor, level }: Sheet, column: Column): readonly string[] {
  if (column.is !== 'field') return [];
  if (column.spec.kind === 'asset') return editor.assets.list.get().map(({ path }) => path);
  if (column.spec.kind !== 'entity') return choicesOf(column.spec);
  const names = Object.values(level.level.get().entities).map(({ name }) => name);
  return [...new Set(names)].slice(0, mostChoices);
}
