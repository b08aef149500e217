import {
  type EditOrigin,
  type FieldChange,
  type LevelDocument,
  rename,
  resetToPrefab,
  setFields,
  setTags,
} from '../../../../engine/document/index.ts';
import { type Json } from '../../../../engine/kernel/json.ts';
import { fieldDefault } from '../../../../engine/model/fields.ts';
import { defineAction, type LevelSession } from '../../editor/index.ts';
import { nameOf } from '../../editor/actions/index.ts';
import { stillThere } from '../../editor/level/still-there.ts';
import { t } from '../../i18n/index.ts';
import { same } from '../inspector/values.ts';
import { type CellEdit, cellValue } from './cells.ts';
import type { Column } from './columns.ts';

const inLevel = ({ level, canEdit }: { level: { get(): unknown }; canEdit: { get(): boolean } }): boolean =>
  level.get() !== undefined && canEdit.get();

/** Writes cells of the table in one step; whose entity is gone meanwhile is left out. `of`: the level that they were meant in. */
export const setCells = defineAction<{ edits: readonly CellEdit[]; label?: string; of?: LevelSession }>({
  id: 'table.setCells',
  title: 'action.setCells',
  when: inLevel,
  run(editor, { edits, label, of }) {
    const open = editor.level.get();
    const there = new Set(stillThere(editor, [...new Set(edits.map(({ entity }) => entity))], { of, lost: t('table.refused') }));
    const alive = edits.filter(({ entity }) => there.has(entity));
    if (!open || alive.length === 0) return;
    open.edit(label ?? stepOf(open, alive), (document, origin) => {
      writeFields(document, alive, origin);
      for (const { entity, column, value } of alive) {
        if (column.is === 'name') rename(document, entity, value as string, origin);
        if (column.is === 'tags') writeTags(open, document, entity, value as string[], origin);
      }
    });
  },
});

function writeFields(document: LevelDocument, edits: readonly CellEdit[], origin: EditOrigin): void {
  const changes = edits.flatMap(({ entity, column, value }): FieldChange[] =>
    column.is === 'field' ? [{ entity, component: column.component, field: column.field, value }] : [],
  );
  setFields(document, changes, origin);
}

function writeTags(open: LevelSession, document: LevelDocument, entity: string, tags: readonly string[], origin: EditOrigin): void {
  const now = open.entity(entity).get()?.tags ?? [];
  const add = tags.filter((tag) => !now.includes(tag));
  const remove = now.filter((tag) => !tags.includes(tag));
  setTags(document, [entity], { add, remove }, origin);
}

function stepOf(open: LevelSession, edits: readonly { entity: string; column: Column }[]): string {
  const entities = [...new Set(edits.map(({ entity }) => entity))];
  const [column, ...others] = [...new Set(edits.map((edit) => edit.column.id))];
  if (column === undefined || others.length > 0) return t('step.cells', { count: edits.length, what: nameOf(open, entities) });
  return t('step.set', { field: column, what: nameOf(open, entities) });
}

/** Cells as they are when nobody wrote them, in one step: fields of instances as their prefab has them, others at their default, no tags. */
export const resetCells = defineAction<{ cells: readonly Omit<CellEdit, 'value'>[] }>({
  id: 'table.resetCells',
  title: 'action.resetCells',
  when: inLevel,
  run({ level }, { cells }) {
    const open = level.get();
    if (!open) return;
    const isInherited = ({ entity, column }: Omit<CellEdit, 'value'>): boolean => {
      const prefab = open.instance(entity).get()?.prefab;
      return column.is === 'field' && prefab !== undefined && open.schema().prefab?.(prefab)?.[column.component] !== undefined;
    };
    const resets = cells.filter(isInherited).flatMap(({ entity, column }) => {
      const own = column.is === 'field' ? open.instance(entity).get()?.components[column.component] : undefined;
      return column.is === 'field' && own && Object.hasOwn(own, column.field)
        ? [{ entity, component: column.component, field: column.field }]
        : [];
    });
    const edits = cells.flatMap(({ entity, column }): CellEdit[] => {
      const data = open.entity(entity).get();
      const usual: Json | undefined = column.is === 'tags' ? [] : column.is === 'field' ? fieldDefault(column.spec) : undefined;
      if (!data || usual === undefined || isInherited({ entity, column })) return [];
      return same(cellValue(data, column) ?? usual, usual) ? [] : [{ entity, column, value: usual }];
    });
    if (resets.length + edits.length === 0) return;
    open.edit(t('step.resetCells', { count: resets.length + edits.length }), (document, origin) => {
      resetToPrefab(document, resets, origin);
      writeFields(document, edits, origin);
      for (const { entity, column } of edits) if (column.is === 'tags') writeTags(open, document, entity, [], origin);
    });
  },
});
