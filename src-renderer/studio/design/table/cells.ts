import type { Json } from '../../../../engine/kernel/json.ts';
import { fieldText, type FieldSpec } from '../../../../engine/model/fields.ts';
import type { EntityData } from '../../../../engine/model/level.ts';
import type { Editor, LevelSession } from '../../editor/index.ts';
import { tagFrom } from '../../editor/actions/tags.ts';
import { viewerRefused } from '../../editor/rooms/viewer.ts';
import { t } from '../../i18n/index.ts';
import { isReadable, type Names, plainText, readText } from '../inspector/read-text.ts';
import { same, valueOf } from '../inspector/values.ts';
import type { Column } from './columns.ts';

/** What a cell is to hold. */
export interface CellEdit {
  entity: string;
  column: Column;
  value: Json;
}

/** What an entity has in a column; undefined where it has no such component. */
export function cellValue(entity: EntityData, column: Column): Json | undefined {
  if (column.is === 'name') return entity.name;
  if (column.is === 'tags') return entity.tags ?? [];
  const component = entity.components[column.component];
  if (component === undefined) return undefined;
  return column.is === 'unknown' ? (component as Json) : valueOf(entity, column.component, column.field, column.spec);
}

/** A cell as it is read, copied and exported. */
export function cellText(entity: EntityData, column: Column, names: Names): string {
  const value = cellValue(entity, column);
  if (value === undefined) return '';
  if (column.is === 'field') return plainText(value, column.spec, names);
  return Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Names of the entities and assets that a level's cells speak of, as they are now. */
export function namesOf({ assets }: Editor, level: LevelSession): Names {
  const { entities } = level.level.get();
  const keys = new Map<string, string | undefined>();
  for (const [key, { name }] of Object.entries(entities)) keys.set(name, keys.has(name) ? undefined : key);
  const only = (key: string): boolean => keys.get(entities[key]?.name ?? '') === key;
  return {
    // What several are called means none of them: it is written as its key.
    nameOf: (key) => (entities[key] && only(key) && !Object.hasOwn(entities, entities[key].name) ? entities[key].name : key),
    entityFor: (text) => (Object.hasOwn(entities, text) ? text : keys.get(text)),
    assetFor(text) {
      const list = assets.list.get();
      const named = list.filter(({ name }) => name === text);
      return list.find(({ path }) => path === text)?.path ?? (named.length === 1 ? named[0]?.path : undefined);
    },
  };
}

/** Why nobody may write into a cell now, in words; undefined where one may. */
export function closed(editor: Editor, level: LevelSession, key: string, column: Column): string | undefined {
  const entity = level.entity(key).get();
  if (!editor.canEdit.get()) return viewerRefused().message;
  if (!entity) return t('table.closed.gone');
  const { name } = entity;
  if (editor.visibility.locked.get().has(key)) return t('table.closed.locked', { name });
  if (column.is === 'unknown') return t('table.closed.unknown', { component: column.component });
  if (column.is !== 'field') return undefined;
  if (!entity.components[column.component]) return t('table.closed.without', { name, component: column.component });
  return isReadable(column.spec) ? undefined : t('table.closed.list', { column: column.title });
}

export interface CellReading {
  editor: Editor;
  level: LevelSession;
  names: Names;
  /** As the inspector takes the nearest number that a field takes; otherwise such a number is refused. */
  fits: boolean;
}

/** What a text means for a cell: the edit, nothing where it changes nothing, or what is wrong with it in words. */
export function readCell(text: string, key: string, column: Column, reading: CellReading): { edit?: CellEdit } | { problem: string } {
  const { editor, level, names, fits } = reading;
  const entity = level.entity(key).get();
  if (entity && text === cellText(entity, column, names)) return {};
  const refusal = closed(editor, level, key, column);
  if (refusal !== undefined || !entity) return { problem: refusal ?? t('table.closed.gone') };
  const bad = (expected: string): { problem: string } => ({ problem: t('table.bad', { found: text.trim(), expected }) });
  const present = cellValue(entity, column)!;
  let value: Json | undefined;
  if (column.is === 'name') {
    value = text.trim().toWellFormed();
    if (value === '' || value.length > 200) return bad(t('table.takes.name'));
  } else if (column.is === 'tags') {
    value = readTags(text);
    if (value === undefined) return bad(t('table.takes.tags'));
  } else if (column.is === 'field') {
    // An empty cell says nothing of what cannot be empty.
    if (text.trim() === '' && !mayBeEmpty(column.spec)) return {};
    value = readText(text, { spec: column.spec, present, names, fits });
    if (value === undefined || level.refusal({ ...column, value })) return bad(fieldText(column.spec));
  }
  return value === undefined || same(value, present) ? {} : { edit: { entity: key, column, value } };
}

const mayBeEmpty = ({ kind, length }: FieldSpec): boolean => length === undefined && ['string', 'asset', 'entity', 'flags'].includes(kind);

function readTags(text: string): Json | undefined {
  const parts = text.split(/[,;]/).filter((part) => part.trim() !== '');
  const tags = parts.map(tagFrom);
  return tags.includes(undefined) ? undefined : [...new Set(tags as string[])].toSorted();
}
