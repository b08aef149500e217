import type { Json } from '../../../../engine/kernel/json.ts';
import type { FieldSpec } from '../../../../engine/model/fields.ts';
import { Icon } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './run-value.module.css';
import { valueText } from './value-text.ts';

/** While the scene shows a run: that the fields are the document's, and which tick the values beside them are of. */
export function RunNote({ keys }: { keys: readonly string[] }) {
  const editor = useEditor();
  const frame = useCell(editor.preview.frame);
  const run = useCell(editor.preview.current);
  const { ticks } = useCell(editor.preview.transport);
  if (!frame || run?.id !== frame.run || ticks === 0) return null;
  const time = editor.momentText(frame.tick);
  const isThere = keys.some((key) => frame.entities.has(key));
  return (
    <p role="note" aria-label={t('inspector.run.name')} className={styles['note']}>
      <Icon name="history" size={12} />
      {isThere ? t('inspector.run', { name: run.name, time }) : t('inspector.run.absent', { name: run.name, time })}
    </p>
  );
}

interface RunValueProps {
  level: LevelSession;
  keys: readonly string[];
  component: string;
  field: string;
  spec: FieldSpec;
  /** What the document says, per entity. */
  values: readonly Json[];
}

/** What the shown run has in a field, where that is not what the document says. Read-only: a run is changed by what made it. */
export function RunValue({ level, keys, component, field, spec, values }: RunValueProps) {
  const editor = useEditor();
  const { preview } = editor;
  const entities = useCell(preview.frame)?.entities;
  if (!entities) return null;
  const nameOf = (key: string): string => entities.get(key)?.name ?? level.entity(key).get()?.name ?? key;
  const own = values.map((value) => valueText(value, spec, nameOf));
  const inRun = keys.map((key, index) => {
    const entity = entities.get(key);
    if (!entity) return own[index];
    const value = (entity.components[component] as Record<string, Json> | undefined)?.[field];
    return value === undefined ? t('inspector.run.none') : valueText(value, spec, nameOf);
  });
  if (inRun.every((text, index) => text === own[index])) return null;
  const text = new Set(inRun).size === 1 ? inRun[0]! : t('inspector.run.mixed');
  const asked = keys[0]!;
  const ask = (): void => {
    editor.question.set({ entity: asked, component, field });
    editor.reveal.set('why');
  };
  return (
    <output className={`number ${styles['value'] ?? ''}`}>
      <button type="button" title={t('why.ask', { name: `${nameOf(asked)} ${component}.${field}` })} onClick={ask}>
        {t('inspector.run.value', { value: text })}
      </button>
    </output>
  );
}
