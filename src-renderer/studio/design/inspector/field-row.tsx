import { type ComponentProps, useId, useState } from 'react';
import type { Instance } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import { fieldDefault } from '../../../../engine/model/fields.ts';
import type { EntityData } from '../../../../engine/model/level.ts';
import { classes, Menu, type MenuEntry, Tooltip } from '../../../ui/index.ts';
import { commentOnField } from '../../comments/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { copyField, copyFieldPath, pasteField, resetInstance, setFields } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { initials } from '../../people/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { isMenuKey } from '../../shell/keyboard.ts';
import { FieldInput } from './field-input.tsx';
import styles from './inspector.module.css';
import { RunValue } from './run-value.tsx';
import { capital, spokenName } from '../../../../engine/model/spoken-name.ts';
import { same, valueOf } from './values.ts';

export interface FieldsProps {
  level: LevelSession;
  keys: readonly string[];
  entities: readonly EntityData[];
  /** By the places of `keys`: in what those that are instances differ. */
  instances: readonly (Instance | undefined)[];
  type: ComponentType;
}

/** One field of a component: its label, which has a menu, its control, and what the shown run has. */
export function FieldRow({ level, keys, entities, instances, type, field }: FieldsProps & { field: string }) {
  const editor = useEditor();
  const draft = useCell(editor.draft);
  const canEdit = useCell(editor.canEdit);
  const helpId = useId();
  const [open, setOpen] = useState(false);
  const spec = type.fields[field]!;
  const component = type.name;
  const values = entities.map((entity, index) => {
    const held = draft.find((change) => change.entity === keys[index] && change.component === component && change.field === field);
    return held ? held.value : valueOf(entity, component, field, spec);
  });
  const usual = fieldDefault(spec);
  const differs = instances.map((instance) => Object.hasOwn(instance?.components[component] ?? {}, field));
  const prefab = instances[differs.indexOf(true)]?.prefab;
  const written = values.some((value) => !same(value, usual));
  const title = spec.label ?? capital(spokenName(field));
  const help = [
    // A rotation is written as a quaternion, and neither shown nor typed as one.
    spec.kind === 'quat' ? t('field.degrees') : spec.help,
    spec.unit && t('field.unit', { unit: spec.unit }),
    spec.min !== undefined && spec.max !== undefined && t('field.range', { min: spec.min, max: spec.max }),
    prefab !== undefined && t('field.own', { prefab }),
  ]
    .filter(Boolean)
    .join(' ');
  const label = `${component} ${spokenName(spec.label ?? field)}`;
  const place = { entities: keys, component, field };
  const what = `${component}.${field}`;
  const toPrefab = (): void =>
    void editor.do(resetInstance, {
      resets: keys.filter((_, at) => differs[at]).map((entity) => ({ entity, component, field })),
      what,
    });
  const set = (value: Json): void =>
    void editor.do(setFields, { changes: keys.map((entity) => ({ entity, component, field, value })), what });
  const groups = (): readonly (readonly MenuEntry[])[] => [
    [
      { id: 'copy', label: t('field.copy'), icon: 'copy', onSelect: () => void editor.do(copyField, place) },
      { id: 'paste', label: t('field.paste'), icon: 'paste', disabled: !canEdit, onSelect: () => void editor.do(pasteField, place) },
      { id: 'path', label: t('field.copyPath'), onSelect: () => void editor.do(copyFieldPath, place) },
    ],
    [
      {
        id: 'comment',
        label: t('action.commentOnField'),
        icon: 'message',
        disabled: keys.length !== 1,
        onSelect: () => void editor.do(commentOnField, { component, field }),
      },
    ],
    [
      { id: 'reset', label: t('field.reset'), icon: 'reset', disabled: !written || !canEdit, onSelect: () => set(usual) },
      ...(prefab === undefined
        ? []
        : [{ id: 'toPrefab', label: t('field.toPrefab'), icon: 'layers' as const, disabled: !canEdit, onSelect: toPrefab }]),
    ],
  ];
  return (
    // The menu key is meant for the control that has the focus; it is the row that knows the menu.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      aria-label={label}
      aria-describedby={help === '' ? undefined : helpId}
      className={classes(styles['field'], spec.widget === 'material' && styles['tall'])}
      onFocus={() => editor.announce({ editing: pathOf(place) })}
      onBlur={() => editor.announce({ editing: undefined })}
      onKeyDown={(event) => {
        if (!isMenuKey(event)) return;
        event.preventDefault();
        event.stopPropagation();
        setOpen(true);
      }}
    >
      <Menu
        open={open}
        onOpenChange={setOpen}
        nativeButton={false}
        groups={groups}
        trigger={
          <Label
            help={help || title}
            aria-label={t('field.menu', { label })}
            tabIndex={-1}
            className={classes(styles['label'], written && styles['written'], prefab !== undefined && styles['own'])}
            onContextMenu={(event) => {
              event.preventDefault();
              setOpen(true);
            }}
          >
            {title}
          </Label>
        }
      />
      {help !== '' && (
        <span id={helpId} className="off-screen">
          {help}
        </span>
      )}
      <EditedBy place={place} />
      <fieldset disabled={!canEdit} className={styles['control']}>
        <FieldInput target={{ level, keys, component, field, spec }} values={values} label={label} />
      </fieldset>
      <RunValue level={level} keys={keys} component={component} field={field} spec={spec} values={values} />
    </div>
  );
}

interface Place {
  entities: readonly string[];
  component: string;
  field: string;
}

/** A field as presence names it. */
const pathOf = ({ entities, component, field }: Place): string => `${entities[0]}/${component}.${field}`;

/** Who else is at the field now. */
function EditedBy({ place }: { place: Place }) {
  const path = pathOf(place);
  const by = useCell(useEditor().people, (people) => people.find(({ state }) => state.editing === path)?.person);
  return (
    by && (
      <Tooltip text={t('field.editedBy', { name: by.name })}>
        <span
          role="note"
          aria-label={t('field.editedBy', { name: by.name })}
          className={styles['edited']}
          style={{ background: by.colour }}
        >
          {initials(by.name)}
        </span>
      </Tooltip>
    )
  );
}

/** What a field is called; a press, the other mouse button, or the menu key opens what can be done with it. */
function Label({ help, children, ...rest }: ComponentProps<'span'> & { help: string }) {
  return (
    <Tooltip text={help} side="left">
      <span {...rest}>{children}</span>
    </Tooltip>
  );
}
