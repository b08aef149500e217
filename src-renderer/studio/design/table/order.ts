import type { Json } from '../../../../engine/kernel/json.ts';
import type { LevelSession } from '../../editor/index.ts';
import type { Names } from '../inspector/read-text.ts';
import { cellText, cellValue } from './cells.ts';
import type { Column } from './columns.ts';

const collator = new Intl.Collator(undefined, { numeric: true });

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Keys by what stands in a column: numbers by size, texts as people order them, what is empty last; equals stay as they stood. */
export function sortRows(keys: readonly string[], column: Column, down: boolean, level: LevelSession, names: Names): readonly string[] {
  const sign = down ? -1 : 1;
  const isDecimal = column.is === 'field' && column.spec.kind === 'decimal';
  const rows = keys.map((key) => {
    const entity = level.entity(key).get();
    const value = entity && cellValue(entity, column);
    const number = typeof value === 'number' || typeof value === 'boolean' || isDecimal ? Number(value) : undefined;
    return { key, number, text: entity ? cellText(entity, column, names) : '', last: isEmpty(value) };
  });
  const compare = (a: (typeof rows)[number], b: (typeof rows)[number]): number => {
    if (a.last || b.last) return Number(a.last) - Number(b.last);
    return sign * (a.number !== undefined && b.number !== undefined ? a.number - b.number : collator.compare(a.text, b.text));
  };
  return rows.toSorted(compare).map(({ key }) => key);
}
