import type { MenuEntry } from '../../../ui/index.ts';
import { addAssetToScene, renameAsset, replaceAsset } from '../../editor/actions/index.ts';
import { type Asset, canBePlaced, type Editor } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useEditor } from '../../react.ts';
import { dragAsset } from './drag.ts';
import { listen } from './listen.ts';
import { Picture } from './picture.tsx';
import { sizeText } from './size-text.ts';
import { Tile } from './tile.tsx';

/** What can be done with an asset, for the menu on it and the button beside it. */
function entriesFor(editor: Editor, { path, kind }: Asset, rename: () => void): readonly (readonly MenuEntry[])[] {
  const may = editor.canEdit.get();
  const ask = (dialog: string): void => {
    editor.assets.doomed.set(path);
    editor.dialog.set(dialog);
  };
  return [
    canBePlaced(kind)
      ? [
          {
            id: 'add',
            label: t('action.addToScene'),
            icon: 'plus' as const,
            keys: 'Enter',
            disabled: !may,
            onSelect: () => void editor.do(addAssetToScene, { path }),
          },
        ]
      : [],
    [
      ...(kind === 'sound'
        ? [{ id: 'listen', label: t('assets.listen'), icon: 'play' as const, onSelect: () => void listen(editor, path) }]
        : []),
      { id: 'where', label: t('assets.where'), icon: 'search', onSelect: () => ask('asset-uses') },
      { id: 'rename', label: t('action.renameAsset'), icon: 'pencil', keys: 'F2', disabled: !may, onSelect: rename },
      {
        id: 'replace',
        label: t('action.replaceAsset'),
        icon: 'refresh',
        disabled: !may,
        onSelect: () => void editor.do(replaceAsset, { path }),
      },
    ],
    [{ id: 'delete', label: t('action.deleteAsset'), icon: 'trash', keys: 'Del', disabled: !may, onSelect: () => ask('asset-delete') }],
  ];
}

export function AssetTile({ asset }: { asset: Asset }) {
  const editor = useEditor();
  const { path, name, size } = asset;
  return (
    <Tile
      name={name}
      title={`${name}\n${path}`}
      note={sizeText(size)}
      picture={<Picture asset={asset} />}
      entries={(rename) => entriesFor(editor, asset, rename)}
      onDrag={(data) => dragAsset(data, path)}
      onUse={() => void editor.do(addAssetToScene, { path })}
      onRename={(next) => void editor.do(renameAsset, { path, name: next })}
      onDelete={() => {
        editor.assets.doomed.set(path);
        editor.dialog.set('asset-delete');
      }}
    />
  );
}
