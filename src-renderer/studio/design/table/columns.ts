import { compareText } from '../../../../engine/kernel/json.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import type { FieldSpec } from '../../../../engine/model/fields.ts';
import type { EntityData } from '../../../../engine/model/level.ts';
import { t } from '../../i18n/index.ts';
import { type Term } from '../hierarchy/filter.ts';
import { inOrder } from '../inspector/component-order.ts';
import { capital, spokenName } from '../../../../engine/model/spoken-name.ts';

interface Titled {
  /** Stable: `name`, `tags`, `Light.intensity`; a component that this project does not know by its name alone. */
  id: string;
  title: string;
}
export interface FieldColumn extends Titled {
  is: 'field';
  component: string;
  field: string;
  spec: FieldSpec;
}
interface NameColumn extends Titled {
  is: 'name';
}
interface TagsColumn extends Titled {
  is: 'tags';
}
/** A component that this project does not know. */
interface UnknownColumn extends Titled {
  is: 'unknown';
  component: string;
}
export type Column = NameColumn | TagsColumn | FieldColumn | UnknownColumn;

export const nameColumn = (): Column => ({ is: 'name', id: 'name', title: t('table.name') });
export const tagsColumn = (): Column => ({ is: 'tags', id: 'tags', title: t('tags') });

export const columnOf = (component: string, field: string, spec: FieldSpec): FieldColumn => ({
  is: 'field',
  id: `${component}.${field}`,
  title: `${component} · ${spec.label ?? capital(spokenName(field))}`,
  component,
  field,
  spec,
});

/** Every column that there can be beside the name: tags, the fields of components in some of the entities, and components that nobody knows. */
export function allColumns(types: readonly ComponentType[], entities: readonly EntityData[]): readonly Column[] {
  const present = new Set(entities.flatMap(({ components }) => Object.keys(components)));
  const known = inOrder(types).filter(({ name }) => present.has(name));
  const unknown = [...present].filter((name) => !types.some((type) => type.name === name)).toSorted(compareText);
  return [
    tagsColumn(),
    ...known.flatMap(({ name, fields }) => Object.entries(fields).map(([field, spec]) => columnOf(name, field, spec))),
    ...unknown.map((component): Column => ({ is: 'unknown', id: component, title: component, component })),
  ];
}

/** More components than these are chosen, not shown by themselves. */
const mostComponents = 3;

/** What is shown where nobody chose: the components that a search names, else those that most of the rows have. */
export function usualColumns(all: readonly Column[], terms: readonly Term[], entities: readonly EntityData[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { components } of entities) for (const name of Object.keys(components)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const asked = terms.flatMap(({ key, value, not }) => (key === 'type' && !not ? [value] : []));
  const named = [...counts.keys()].filter((name) => asked.some((value) => name.toLowerCase().startsWith(value)));
  const most = [...counts].toSorted(([a, m], [b, n]) => n - m || compareText(a, b)).map(([name]) => name);
  const shared = most.filter((name) => 2 * counts.get(name)! > entities.length);
  const chosen = named.length > 0 ? named : (shared.length > 0 ? shared : most).slice(0, mostComponents);
  return all.filter((column) => column.is === 'tags' || ('component' in column && chosen.includes(column.component))).map(({ id }) => id);
}
