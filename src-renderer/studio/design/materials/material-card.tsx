import { lazy, Suspense, useRef } from 'react';
import type { Json } from '../../../../engine/kernel/json.ts';
import { fieldDefault } from '../../../../engine/model/fields.ts';
import { materialFields, type MaterialSpec } from '../../../../engine/model/material-spec.ts';
import { Button, TextField } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import type { FieldEditor } from '../inspector/field-editor.ts';
import { FieldControl } from '../inspector/field-input.tsx';
import { capital, spokenName } from '../../../../engine/model/spoken-name.ts';
import { newMaterial, renameMaterial, setMaterial } from './actions.ts';
import { holdMaterial, type MaterialGesture } from './material-gesture.ts';
import styles from './material.module.css';

/** It draws, and what draws is large: the values are there before it. */
const Preview = lazy(() => import('./material-preview.tsx').then(({ MaterialPreview }) => ({ default: MaterialPreview })));

interface CardProps {
  id: string;
  material: MaterialSpec;
  entities: readonly string[];
  level: LevelSession;
}

/** What a material looks like, and its values: whoever wears it changes with them. */
export function MaterialCard({ id, material, entities, level }: CardProps) {
  const editor = useEditor();
  const wearers = useCell(
    level.level,
    (all) => Object.values(all.entities).filter((one) => one.components['Material']?.['material'] === id).length,
  );
  const others = wearers - entities.length;
  return (
    <span role="group" aria-label={t('material.of', { name: material.name })} className={styles['card']}>
      <Suspense fallback={<span className={styles['ball']} />}>
        <Preview material={material} />
      </Suspense>
      <TextField
        label={t('material.rename', { name: material.name })}
        value={material.name}
        onCommit={(name) => void editor.do(renameMaterial, { material: id, name })}
      />
      {others > 0 && (
        <span className={styles['note']}>
          {t('material.others', { count: others })}
          <Button onClick={() => void editor.do(newMaterial, { entities, like: id })}>{t('material.own')}</Button>
        </span>
      )}
      {Object.keys(materialFields).map((field) => (
        <MaterialField key={field} id={id} material={material} field={field} />
      ))}
    </span>
  );
}

function MaterialField({ id, material, field }: { id: string; material: MaterialSpec; field: string }) {
  const edit = useMaterialEditor(id, field, material);
  const spec = materialFields[field]!;
  const title = capital(spec.label ?? spokenName(field));
  const value = ((material as unknown as Record<string, Json>)[field] ?? fieldDefault(spec)) as Json;
  return (
    <span className={styles['row']} title={spec.help}>
      <span aria-hidden>{title}</span>
      <FieldControl label={`${material.name} ${title.toLowerCase()}`} values={[value]} spec={spec} edit={edit} />
    </span>
  );
}

function useMaterialEditor(material: string, field: string, spec: MaterialSpec): FieldEditor {
  const editor = useEditor();
  const project = useCell(editor.project);
  const gesture = useRef<MaterialGesture>(undefined);
  const before = useRef<Json>(undefined);
  const change: FieldEditor['change'] = (next, phase = 'done') => {
    if (!project) return;
    if (editor.project.get() !== project)
      return editor.notices.say({ tone: 'warn', title: t('lost.field', { field: spec.name }), text: t('lost.project') });
    before.current ??= ((spec as unknown as Record<string, Json>)[field] ?? null) as Json;
    const values = { [field]: next(before.current) };
    if (phase === 'moving') {
      gesture.current ??= holdMaterial(editor, project, material, t('step.set', { field, what: spec.name }));
      gesture.current.set(values);
      return;
    }
    if (gesture.current) {
      gesture.current.set(values);
      gesture.current.end();
      gesture.current = undefined;
    } else void editor.do(setMaterial, { material, values });
    before.current = undefined;
  };
  return {
    set: (value, phase) => change(() => value, phase),
    setWith: (value, also) => void editor.do(setMaterial, { material, values: { [field]: value }, also }),
    change,
  };
}
