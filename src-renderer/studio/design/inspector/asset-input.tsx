import { type DragEvent, useState } from 'react';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { FieldSpec } from '../../../../engine/model/fields.ts';
import { classes, IconButton, PickedButton, Picker, type PickerItem, Select } from '../../../ui/index.ts';
import { type Asset, assetKinds, kindOfAsset } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { assetIn, filesIn, holdsAsset, holdsFiles } from '../assets/drag.ts';
import { Picture } from '../assets/picture.tsx';
import { search } from '../../shell/palette/search.ts';
import styles from './asset-input.module.css';
import type { FieldEditor } from './field-editor.ts';
import { mixed, shared } from './values.ts';

const none = '#none';
/** More than one would read. */
const most = 80;

/** An asset of the project: found by name and picture, dropped on the field, or brought in by dropping a file on it. */
export function AssetInput({ label, values, spec, edit }: { label: string; values: readonly Json[]; spec: FieldSpec; edit: FieldEditor }) {
  const editor = useEditor();
  const assets = useCell(editor.assets.list);
  const canEdit = useCell(editor.canEdit);
  const only = assetKinds.find((kind) => kind === spec.widget);
  const [kind, setKind] = useState<string>(only ?? 'all');
  const [isOver, setOver] = useState(false);
  const value = shared(values);
  const path = typeof value === 'string' && value !== '' ? value : undefined;
  const asset = assets.find((one) => one.path === path);
  const fits = (one: Pick<Asset, 'kind'>): boolean => (only ?? kind) === 'all' || one.kind === (only ?? kind);
  const find = (query: string): PickerItem[] => {
    const found = search(
      assets.filter(fits).map((one) => ({
        id: one.path,
        label: one.name,
        words: one.path,
        hint: one.kind && t(`assets.one.${one.kind}`),
        picture: <Picture asset={one} small />,
      })),
      query,
    ).slice(0, most);
    return query.trim() === '' ? [{ id: none, label: t('field.none') }, ...found] : found;
  };
  const shown = value === mixed ? '—' : path === undefined ? t('field.none') : (asset?.name ?? t('field.asset.missing', { path }));
  const takes = (data: DataTransfer | null): boolean => canEdit && (holdsAsset(data) || holdsFiles(data));
  const refuse = (): void =>
    editor.notices.say({ tone: 'bad', title: t('field.asset.other', { label }), text: t('field.asset.other.hint') });
  const drop = async (data: DataTransfer): Promise<void> => {
    const wants = (one: string): boolean => only === undefined || kindOfAsset(one) === only;
    if (holdsAsset(data)) {
      const dropped = assetIn(data);
      return wants(dropped) ? edit.set(dropped) : refuse();
    }
    const { changes, paths } = await editor.assets.bring(await filesIn(data));
    const found = paths.find(wants);
    if (found !== undefined) edit.setWith(found, changes);
    else if (paths.length > 0) refuse();
  };
  const onDrop = (event: DragEvent): void => {
    setOver(false);
    if (!takes(event.dataTransfer)) return;
    event.preventDefault();
    event.stopPropagation();
    void drop(event.dataTransfer).catch(editor.notices.refuse);
  };
  return (
    <span
      className={classes(styles['asset'], isOver && styles['over'])}
      onDragOver={(event) => {
        if (!takes(event.dataTransfer)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <Picker
        label={t('field.asset.find')}
        find={find}
        none={(query) => (assets.some(fits) ? t('picker.none', { query }) : t('field.asset.none'))}
        chosen={path ?? none}
        onChoose={(next) => edit.set(next === none ? '' : next)}
        filter={
          only === undefined && (
            <Select
              label={t('assets.kind')}
              value={kind}
              onChange={setKind}
              choices={[
                { value: 'all', label: t('assets.kind.all') },
                ...assetKinds.map((one) => ({ value: one, label: t(`assets.kind.${one}`) })),
              ]}
            />
          )
        }
        trigger={
          <PickedButton
            label={label}
            shown={shown}
            picture={asset && <Picture asset={asset} small />}
            isMissing={path !== undefined && asset === undefined}
          />
        }
      />
      {path !== undefined && <IconButton icon="close" size={13} label={t('field.asset.clear', { label })} onClick={() => edit.set('')} />}
    </span>
  );
}
