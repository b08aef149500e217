import { Button, IconButton, Popover } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from './columns.ts';
import styles from './table.module.css';

interface ColumnPickerProps {
  all: readonly Column[];
  /** Ids of those that are shown. */
  shown: readonly string[];
  /** Somebody chose them. */
  isChosen: boolean;
  /** undefined: those that the search and the rows ask for. */
  onChange: (ids: readonly string[] | undefined) => void;
}

/** Columns in the order of the table, by component; those without one first. */
function groupsOf(all: readonly Column[]): [component: string, columns: Column[]][] {
  const groups = new Map<string, Column[]>();
  for (const column of all) {
    const component = 'component' in column ? column.component : '';
    groups.set(component, [...(groups.get(component) ?? []), column]);
  }
  return [...groups];
}

/** Which columns the table has: single ones, or all of a component. */
export function ColumnPicker({ all, shown, isChosen, onChange }: ColumnPickerProps) {
  const now = new Set(shown);
  const set = (columns: readonly Column[], on: boolean): void => {
    const own = new Set(columns.map(({ id }) => id));
    onChange(all.map(({ id }) => id).filter((id) => (own.has(id) ? on : now.has(id))));
  };
  return (
    <Popover
      label={t('table.columns')}
      titled
      trigger={<IconButton icon="sliders" label={t('table.columns')} />}
      className={styles['picker']}
    >
      {groupsOf(all).map(([component, columns]) => (
        <fieldset key={component} className={styles['group']}>
          {component !== '' && columns.length > 1 && (
            <label className={styles['whole']}>
              <input
                type="checkbox"
                aria-label={t('table.columns.all', { component })}
                checked={columns.every(({ id }) => now.has(id))}
                ref={(box) => {
                  if (box) box.indeterminate = columns.some(({ id }) => now.has(id)) && !columns.every(({ id }) => now.has(id));
                }}
                onChange={({ target }) => set(columns, target.checked)}
              />
              {component}
            </label>
          )}
          {columns.map((column) => (
            <label key={column.id} className={styles['choice']}>
              <input type="checkbox" checked={now.has(column.id)} onChange={({ target }) => set([column], target.checked)} />
              {columns.length > 1 ? column.title.slice(component.length).replace(/^ · /, '') : column.title}
            </label>
          ))}
        </fieldset>
      ))}
      {isChosen && (
        <Button look="quiet" onClick={() => onChange(undefined)}>
          {t('table.columns.usual')}
        </Button>
      )}
    </Popover>
  );
}
