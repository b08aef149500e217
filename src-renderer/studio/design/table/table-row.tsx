import { memo, type ReactNode } from 'react';
import { useSyncExternalStore } from 'react';
import type { EntityData } from '../../../../engine/model/level.ts';
import type { Instance } from '../../../../engine/document/index.ts';
import { classes, Icon } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { kindOf } from '../hierarchy/rows.ts';
import type { Names } from '../inspector/read-text.ts';
import { cellText, cellValue, closed } from './cells.ts';
import type { Column } from './columns.ts';
import styles from './table.module.css';

interface TableRowProps {
  level: LevelSession;
  entityKey: string;
  /** 0 for the first. */
  index: number;
  top: number;
  columns: readonly Column[];
  names: Names;
  /** Places of the first and the last column that are chosen in this row; -1 where none is. */
  left: number;
  right: number;
  /** The column of the cursor, if it is in this row. */
  at: number;
  /** The cell at the cursor while it is edited. */
  editing: ReactNode;
}

export const cellId = (key: string | undefined, column: number): string => `cell-${key ?? '#head'}-${column}`;

/** One entity as a row. It hears of its own changes only. */
export const TableRow = memo(function TableRow({ level, entityKey, index, top, columns, names, left, right, at, editing }: TableRowProps) {
  const editor = useEditor();
  const entity = useCell(level.entity(entityKey));
  const instance = useCell(level.instance(entityKey));
  const locked = useCell(editor.visibility.locked, (keys) => keys.has(entityKey));
  useCell(editor.canEdit);
  const selected = useSyncExternalStore(
    (listener) => editor.selection.subscribe(entityKey, listener),
    () => editor.selection.has(entityKey),
  );
  const colours = useCell(editor.people, (people) =>
    people
      .filter(({ state }) => state.selection?.includes(entityKey))
      .map(({ person }) => person.colour)
      .join(' '),
  );
  if (!entity) return null;
  return (
    <div
      role="row"
      aria-label={entity.name}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-key={entityKey}
      className={classes(styles['row'], index % 2 === 1 && styles['odd'])}
      style={{ top }}
    >
      {columns.map((column, place) => (
        <div
          key={column.id}
          id={cellId(entityKey, place)}
          role="gridcell"
          aria-colindex={place + 1}
          aria-selected={place >= left && place <= right}
          // oxlint-disable-next-line jsx-a11y/role-supports-aria-props -- a gridcell has it, by ARIA 1.2
          aria-readonly={closed(editor, level, entityKey, column) !== undefined || undefined}
          data-column={place}
          data-at={place === at || undefined}
          title={column.is === 'field' && hasOwn(instance, column) ? t('field.own', { prefab: instance?.prefab ?? '' }) : undefined}
          className={classes(
            styles['cell'],
            column.is === 'name' && styles['name'],
            column.is === 'field' && isNumber(column) && styles['number'],
            column.is === 'field' && hasOwn(instance, column) && styles['own'],
            cellValue(entity, column) === undefined && styles['without'],
          )}
        >
          {column.is === 'name' && (
            <Icon name={locked ? 'lock' : kindOf(entity)} size={13} className={classes(styles['kind'], instance && styles['instance'])} />
          )}
          {place === at && editing ? editing : <CellContent entity={entity} column={column} names={names} />}
          {column.is === 'name' &&
            colours !== '' &&
            colours.split(' ').map((colour) => <span key={colour} aria-hidden className={styles['dot']} style={{ background: colour }} />)}
        </div>
      ))}
    </div>
  );
});

const isNumber = ({ spec }: Extract<Column, { is: 'field' }>): boolean =>
  ['u8', 'u16', 'i32', 'u32', 'f32', 'f64', 'decimal', 'vec2', 'vec3', 'quat'].includes(spec.kind);

const hasOwn = (instance: Instance | undefined, { component, field }: Extract<Column, { is: 'field' }>): boolean =>
  Object.hasOwn(instance?.components[component] ?? {}, field);

function CellContent({ entity, column, names }: { entity: EntityData; column: Column; names: Names }) {
  const text = cellText(entity, column, names);
  const isColour = column.is === 'field' && column.spec.kind === 'color' && /^#[0-9a-f]{6}$/.test(text);
  return (
    <>
      {isColour && <span aria-hidden className={styles['swatch']} style={{ background: text }} />}
      <bdi className={styles['text']}>{text}</bdi>
    </>
  );
}
