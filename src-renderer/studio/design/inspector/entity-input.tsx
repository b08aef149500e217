import type { Json } from '../../../../engine/kernel/json.ts';
import { IconButton, PickedButton, Picker, type PickerItem } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { findEntities } from '../entity-search.ts';
import type { FieldEditor } from './field-editor.ts';
import styles from './entity-input.module.css';
import { mixed, shared } from './values.ts';

const none = '#none';

/** A reference to an entity: found by name, pointed at in the scene or the tree, or followed. */
export function EntityInput({
  label,
  values,
  edit,
  level,
}: {
  label: string;
  values: readonly Json[];
  edit: FieldEditor;
  level: LevelSession;
}) {
  const editor = useEditor();
  const value = shared(values);
  const key = typeof value === 'string' ? value : undefined;
  const name = useCell(level.level, ({ entities }) => (key === undefined ? undefined : entities[key]?.name));
  const picking = useCell(editor.selection.picking);
  const set = (next: string): void => edit.set(next === none ? null : next);
  const find = (query: string): PickerItem[] => {
    const found = findEntities(level.level.get().entities, query);
    return query.trim() === '' ? [{ id: none, label: t('field.none') }, ...found] : found;
  };
  const shown = value === mixed ? '—' : key === undefined ? t('field.none') : (name ?? t('field.entity.missing', { key }));
  const isPicking = picking?.label === label;
  const jump = (): void => {
    if (key === undefined) return;
    editor.selection.set([key]);
    editor.viewport.get()?.frame([key]);
  };
  return (
    <span className={styles['entity']}>
      <Picker
        label={t('field.entity.find')}
        find={find}
        none={(query) => t('picker.none', { query })}
        chosen={key ?? none}
        onChoose={set}
        trigger={<PickedButton label={label} shown={shown} isMissing={key !== undefined && name === undefined} />}
      />
      <IconButton
        icon="pick"
        size={13}
        label={t('field.entity.pick', { label })}
        aria-pressed={isPicking}
        onClick={() => editor.selection.pick(isPicking ? undefined : { label, choose: set })}
      />
      {name !== undefined && <IconButton icon="arrow" size={13} label={t('field.entity.jump', { name })} onClick={jump} />}
    </span>
  );
}
