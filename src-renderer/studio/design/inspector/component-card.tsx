import { useState } from 'react';
import type { FieldChange, Instance } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import { fieldDefault } from '../../../../engine/model/fields.ts';
import type { EntityData } from '../../../../engine/model/level.ts';
import { classes, ContextMenu, Icon, IconButton, Menu, Tooltip } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { commentOnField } from '../../comments/index.ts';
import { removeComponent, resetInstance, setFields } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { copyText } from '../../shell/copy-text.ts';
import { FieldInput } from './field-input.tsx';
import { RunValue } from './run-value.tsx';
import styles from './inspector.module.css';
import { capital, same, valueOf, words } from './values.ts';

interface CardProps {
  level: LevelSession;
  keys: readonly string[];
  entities: readonly EntityData[];
  /** By the places of `keys`: in what those that are instances differ. */
  instances: readonly (Instance | undefined)[];
  type: ComponentType;
}

/** One component of the selected entities, made from its schema. */
export function ComponentCard({ level, keys, entities, instances, type }: CardProps) {
  const editor = useEditor();
  const prefabs = useMaybeCell(useCell(editor.project)?.prefabs);
  const [open, setOpen] = useState(true);
  const fields = Object.entries(type.fields);
  const resetAll = (): void => {
    const changes = keys.flatMap((entity) =>
      fields.map(([field, spec]): FieldChange => ({ entity, component: type.name, field, value: fieldDefault(spec) })),
    );
    void editor.do(setFields, { changes, what: type.name });
  };
  const inherited = keys.filter((_, at) => prefabs?.[instances[at]?.prefab ?? '']?.components[type.name]);
  const differs = inherited.filter((key) => instances[keys.indexOf(key)]?.components[type.name]);
  const toPrefab = (): void =>
    void editor.do(resetInstance, { resets: differs.map((entity) => ({ entity, component: type.name })), what: type.name });
  return (
    <section className={styles['card']} aria-label={type.name}>
      <header className={styles['title']}>
        <Tooltip text={type.help ?? type.name} side="left">
          <button type="button" className={styles['fold']} aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name="chevron-right" size={12} />
            {type.name}
          </button>
        </Tooltip>
        <span className={styles['tools']}>
          <Menu
            align="end"
            trigger={<IconButton icon="more" label={t('card.menu', { component: type.name })} />}
            groups={() => [
              [
                { id: 'reset', label: t('card.reset'), icon: 'reset', onSelect: resetAll },
                ...(inherited.length > 0
                  ? [
                      {
                        id: 'toPrefab',
                        label: t('card.toPrefab'),
                        icon: 'layers' as const,
                        disabled: differs.length === 0,
                        onSelect: toPrefab,
                      },
                    ]
                  : []),
              ],
              [
                {
                  id: 'remove',
                  label: t('card.remove', { component: type.name }),
                  icon: 'trash',
                  onSelect: () => void editor.do(removeComponent, { entities: keys, component: type.name }),
                },
              ],
            ]}
          />
        </span>
      </header>
      {open && fields.length > 0 && (
        <div className={styles['fields']}>
          {fields.map(([field]) => (
            <FieldRow key={field} level={level} keys={keys} entities={entities} instances={instances} type={type} field={field} />
          ))}
        </div>
      )}
    </section>
  );
}

function FieldRow({ level, keys, entities, instances, type, field }: CardProps & { field: string }) {
  const editor = useEditor();
  const draft = useCell(editor.draft);
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
  const title = spec.label ?? capital(words(field));
  const help = [
    spec.help,
    spec.unit && t('field.unit', { unit: spec.unit }),
    spec.min !== undefined && spec.max !== undefined && t('field.range', { min: spec.min, max: spec.max }),
    prefab !== undefined && t('field.own', { prefab }),
  ];
  const toPrefab = (): void =>
    void editor.do(resetInstance, {
      resets: keys.filter((_, at) => differs[at]).map((entity) => ({ entity, component, field })),
      what: `${component}.${field}`,
    });
  const set = (value: Json): void => {
    void editor.do(setFields, { changes: keys.map((entity) => ({ entity, component, field, value })), what: `${component}.${field}` });
  };
  const copyValue = (): void => void copyText(editor, JSON.stringify(values[0]));
  const pasteValue = async (): Promise<void> => {
    try {
      set(JSON.parse(await editor.ports.clipboard.read()) as Json);
    } catch {
      editor.notices.say({ tone: 'plain', title: t('field.paste.nothing') });
    }
  };
  return (
    <div className={styles['field']}>
      <ContextMenu
        groups={() => [
          [
            { id: 'copy', label: t('field.copy'), icon: 'copy', onSelect: copyValue },
            { id: 'paste', label: t('field.paste'), onSelect: () => void pasteValue() },
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
            { id: 'reset', label: t('field.reset'), icon: 'reset', disabled: !written, onSelect: () => set(usual) },
            ...(prefab === undefined ? [] : [{ id: 'toPrefab', label: t('field.toPrefab'), icon: 'layers' as const, onSelect: toPrefab }]),
          ],
        ]}
      >
        <Tooltip text={help.filter(Boolean).join(' ') || title} side="left">
          <span className={classes(styles['label'], written && styles['written'], prefab !== undefined && styles['own'])}>{title}</span>
        </Tooltip>
      </ContextMenu>
      <FieldInput target={{ level, keys, component, field, spec }} values={values} label={`${component} ${words(spec.label ?? field)}`} />
      <RunValue level={level} keys={keys} component={component} field={field} spec={spec} values={values} />
    </div>
  );
}
