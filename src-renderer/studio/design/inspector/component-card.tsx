import { useState } from 'react';
import { fieldsInOrder } from '../../../../engine/model/field-order.ts';
import { capital, spokenName } from '../../../../engine/model/spoken-name.ts';
import { classes, Icon, IconButton, Menu, type MenuEntry, Tooltip } from '../../../ui/index.ts';
import {
  copyComponent,
  pasteComponent,
  pasteComponentValues,
  removeComponent,
  resetComponent,
  resetInstance,
} from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { isMenuKey } from '../../shell/keyboard.ts';
import { FieldRow, type FieldsProps } from './field-row.tsx';
import styles from './inspector.module.css';

/** One component of the selected entities, made from its schema. With `shown` only those fields, unfolded. */
export function ComponentCard({ shown, ...props }: FieldsProps & { shown: readonly string[] | undefined }) {
  const { keys, instances, type } = props;
  const editor = useEditor();
  const prefabs = useMaybeCell(useCell(editor.project)?.wholePrefabs);
  const canEdit = useCell(editor.canEdit);
  const isFolded = useCell(editor.preferences.folded, (names) => names.includes(type.name));
  const [menu, setMenu] = useState(false);
  const open = shown !== undefined || !isFolded;
  const fields = shown ?? fieldsInOrder(type.fields).map(([field]) => field);
  const title = capital(spokenName(type.name));
  const place = { entities: keys, component: type.name };
  const inherited = keys.filter((_, at) => prefabs?.get(instances[at]?.prefab ?? '')?.[type.name]);
  const differs = inherited.filter((key) => instances[keys.indexOf(key)]?.components[type.name]);
  const toPrefab = (): void =>
    void editor.do(resetInstance, { resets: differs.map((entity) => ({ entity, component: type.name })), what: type.name });
  const groups = (): readonly (readonly MenuEntry[])[] => [
    [
      { id: 'copy', label: t('card.copy'), icon: 'copy', onSelect: () => void editor.do(copyComponent, place) },
      {
        id: 'paste',
        label: t('card.paste'),
        icon: 'paste',
        disabled: !canEdit,
        onSelect: () => void editor.do(pasteComponentValues, place),
      },
      { id: 'pasteNew', label: t('card.pasteNew'), disabled: !canEdit, onSelect: () => void editor.do(pasteComponent) },
    ],
    [
      { id: 'reset', label: t('card.reset'), icon: 'reset', disabled: !canEdit, onSelect: () => void editor.do(resetComponent, place) },
      ...(inherited.length > 0
        ? [
            {
              id: 'toPrefab',
              label: t('card.toPrefab'),
              icon: 'layers' as const,
              disabled: differs.length === 0 || !canEdit,
              onSelect: toPrefab,
            },
          ]
        : []),
    ],
    [
      {
        id: 'remove',
        label: t('card.remove', { component: title }),
        icon: 'trash',
        disabled: !canEdit,
        onSelect: () => void editor.do(removeComponent, place),
      },
    ],
  ];
  return (
    <section className={styles['card']} aria-label={type.name}>
      <header className={styles['title']}>
        <Tooltip text={type.help ?? title} side="left">
          <button
            type="button"
            className={styles['fold']}
            aria-expanded={open}
            onClick={() => editor.preferences.fold(type.name, !isFolded)}
            onContextMenu={(event) => {
              event.preventDefault();
              setMenu(true);
            }}
            onKeyDown={(event) => {
              if (!isMenuKey(event)) return;
              event.preventDefault();
              event.stopPropagation();
              setMenu(true);
            }}
          >
            <Icon name="chevron-right" size={12} />
            {title}
          </button>
        </Tooltip>
        <span className={classes(styles['tools'], menu && styles['used'])}>
          <Menu
            align="end"
            open={menu}
            onOpenChange={setMenu}
            trigger={<IconButton icon="more" label={t('card.menu', { component: title })} />}
            groups={groups}
          />
        </span>
      </header>
      {open && fields.length > 0 && (
        <div className={styles['fields']}>
          {fields.map((field) => (
            <FieldRow key={field} {...props} field={field} />
          ))}
        </div>
      )}
    </section>
  );
}
