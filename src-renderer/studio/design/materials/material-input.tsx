import { lazy, Suspense } from 'react';
import type { Json } from '../../../../engine/kernel/json.ts';
import { PickedButton, Picker, type PickerItem } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { search } from '../../shell/palette/search.ts';
import { MaterialPicture } from '../assets/picture.tsx';
import type { FieldEditor, FieldTarget } from '../inspector/field-editor.ts';
import { mixed, shared } from '../inspector/values.ts';
import { newMaterial } from './actions.ts';
import styles from './material.module.css';

const [none, fresh] = ['#none', '#new'];
const Card = lazy(() => import('./material-card.tsx').then(({ MaterialCard }) => ({ default: MaterialCard })));

/** The material that entities wear: one of the project's, or a new one; and what it looks like, for all who wear it. */
export function MaterialInput({
  label,
  values,
  edit,
  target,
}: {
  label: string;
  values: readonly Json[];
  edit: FieldEditor;
  target: FieldTarget;
}) {
  const editor = useEditor();
  const materials = useMaybeCell(useCell(editor.project)?.materials) ?? {};
  const value = shared(values);
  const name = typeof value === 'string' && value !== '' ? value : undefined;
  const material = name === undefined ? undefined : materials[name];
  const find = (query: string): PickerItem[] => {
    const found = search(
      Object.entries(materials)
        .toSorted(([, a], [, b]) => a.name.localeCompare(b.name))
        .map(([id, spec]) => ({ id, label: spec.name, words: id, picture: <MaterialPicture material={spec} small /> })),
      query,
    );
    if (query.trim() !== '') return found;
    return [{ id: none, label: t('field.none') }, { id: fresh, label: t('action.newMaterial'), icon: 'plus' }, ...found];
  };
  const shown = value === mixed ? '—' : name === undefined ? t('field.none') : (material?.name ?? t('field.asset.missing', { path: name }));
  const choose = (id: string): void => {
    if (id === fresh) void editor.do(newMaterial, { entities: target.keys });
    else edit.set(id === none ? '' : id);
  };
  return (
    <span className={styles['input']}>
      <Picker
        label={t('field.material.find')}
        find={find}
        none={(query) => t('picker.none', { query })}
        chosen={name ?? none}
        onChoose={choose}
        trigger={
          <PickedButton
            label={label}
            shown={shown}
            picture={material && <MaterialPicture material={material} small />}
            isMissing={name !== undefined && !material}
          />
        }
      />
      {name !== undefined && material && (
        <Suspense>
          <Card key={name} id={name} material={material} entities={target.keys} level={target.level} />
        </Suspense>
      )}
    </span>
  );
}
