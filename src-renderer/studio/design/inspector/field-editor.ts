import { useRef } from 'react';
import type { FieldChange, ProjectChange } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { FieldSpec } from '../../../../engine/model/fields.ts';
import type { FieldGesture, LevelSession } from '../../editor/index.ts';
import { setFields } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useEditor } from '../../react.ts';
import { valueOf } from './values.ts';

export interface FieldTarget {
  level: LevelSession;
  keys: readonly string[];
  component: string;
  field: string;
  spec: FieldSpec;
}

/** How a field of some entities is changed: once, or under the hand as one step. */
export interface FieldEditor {
  /** The same value for all. */
  set(value: Json, phase?: 'moving' | 'done'): void;
  /** The same value for all, and with the same step what the project has then. */
  setWith(value: Json, also: readonly ProjectChange[]): void;
  /** Each entity's own value, changed. */
  change(change: (value: Json) => Json, phase?: 'moving' | 'done'): void;
}

export function useFieldEditor({ level, keys, component, field, spec }: FieldTarget): FieldEditor {
  const editor = useEditor();
  const gesture = useRef<FieldGesture>(undefined);
  const before = useRef<ReadonlyMap<string, Json>>(undefined);

  const change: FieldEditor['change'] = (next, phase = 'done') => {
    // While the hand is on it, every value is made from what was there when it began.
    const read = (entity: string): Json => before.current?.get(entity) ?? valueOf(level.entity(entity).get(), component, field, spec);
    const changes = (): FieldChange[] => keys.map((entity) => ({ entity, component, field, value: next(read(entity)) }));
    if (phase === 'moving') {
      if (!gesture.current) {
        before.current = new Map(keys.map((entity) => [entity, read(entity)]));
        const what = keys.length === 1 ? (level.entity(keys[0] ?? '').get()?.name ?? '') : t('entity.count', { count: keys.length });
        gesture.current = editor.gesture(t('step.set', { field: `${component}.${field}`, what }));
      }
      gesture.current?.set(changes());
      return;
    }
    if (gesture.current) {
      gesture.current.set(changes());
      gesture.current.end();
      gesture.current = undefined;
      before.current = undefined;
    } else void editor.do(setFields, { changes: changes(), what: `${component}.${field}`, of: level });
  };
  return {
    set: (value, phase) => change(() => value, phase),
    setWith: (value, also) =>
      void editor.do(setFields, {
        changes: keys.map((entity) => ({ entity, component, field, value })),
        what: `${component}.${field}`,
        also,
        of: level,
      }),
    change,
  };
}
