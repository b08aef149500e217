import type { MaterialSpec } from '../../../../engine/model/material-spec.ts';
import type { MenuEntry } from '../../../ui/index.ts';
import { materialPath } from '../../editor/assets/uses.ts';
import type { Editor } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { deleteMaterial, newMaterial, renameMaterial, wearMaterial } from '../materials/actions.ts';
import { dragMaterial } from './drag.ts';
import { MaterialPicture } from './picture.tsx';
import { Tile } from './tile.tsx';

export interface MaterialItem {
  id: string;
  material: MaterialSpec;
}

const wearers = (editor: Editor, id: string): string[] =>
  Object.entries(editor.level.get()?.level.get().entities ?? {}).flatMap(([key, { components }]) =>
    components['Material']?.['material'] === id ? [key] : [],
  );

function showUses(editor: Editor, id: string): void {
  editor.assets.doomed.set(materialPath(id));
  editor.dialog.set('asset-uses');
}

function entriesFor(editor: Editor, id: string, rename: () => void): readonly (readonly MenuEntry[])[] {
  const may = editor.canEdit.get();
  const selected = editor.selection.keys.get();
  const worn = wearers(editor, id);
  return [
    [
      {
        id: 'wear',
        label: t('action.wearMaterial'),
        icon: 'check',
        keys: 'Enter',
        disabled: !may || selected.length === 0,
        onSelect: () => void editor.do(wearMaterial, { entities: selected, material: id }),
      },
    ],
    [
      {
        id: 'wearers',
        label: t('material.select', { count: worn.length }),
        icon: 'select',
        disabled: worn.length === 0,
        onSelect: () => editor.selection.set(worn),
      },
      { id: 'where', label: t('assets.where'), icon: 'search', onSelect: () => showUses(editor, id) },
      { id: 'rename', label: t('action.renameMaterial'), icon: 'pencil', keys: 'F2', disabled: !may, onSelect: rename },
      {
        id: 'copy',
        label: t('material.duplicate'),
        icon: 'copy',
        disabled: !may,
        onSelect: () => void editor.do(newMaterial, { entities: [], like: id }),
      },
    ],
    [
      {
        id: 'delete',
        label: t('action.deleteMaterial'),
        icon: 'trash',
        keys: 'Del',
        disabled: !may,
        onSelect: () => void editor.do(deleteMaterial, { material: id }),
      },
    ],
  ];
}

export function MaterialTile({ item: { id, material } }: { item: MaterialItem }) {
  const editor = useEditor();
  const level = useCell(editor.level);
  const selected = useCell(editor.selection.keys);
  return (
    <Tile
      name={material.name}
      title={`${material.name}\n${id}`}
      note={level ? t('assets.uses', { count: wearers(editor, id).length }) : ''}
      picture={<MaterialPicture material={material} />}
      entries={(rename) => entriesFor(editor, id, rename)}
      onDrag={(data) => dragMaterial(data, id)}
      onUse={() => void editor.do(wearMaterial, { entities: selected, material: id })}
      onRename={(name) => void editor.do(renameMaterial, { material: id, name })}
      onDelete={() => void editor.do(deleteMaterial, { material: id })}
    />
  );
}
