import { useEffect, useMemo, useRef, useState } from 'react';
import { ContextMenu, Icon, IconButton, type IconName, Menu, type MenuEntry, TextField } from '../../../ui/index.ts';
import { addAssetToScene, renameAsset, replaceAsset } from '../../editor/actions/index.ts';
import { type Asset, type AssetKind, type Cell, createCell, type Editor } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './assets.module.css';
import { dragAsset } from './drag.ts';
import { sizeText } from './size-text.ts';
import { type Thumbnail, thumbnailsOf } from './thumbnails.ts';

export const kindIcons: Readonly<Record<AssetKind, IconName>> = {
  model: 'box',
  image: 'image',
  light: 'sun',
  sound: 'activity',
  font: 'type',
};

/** What can be done with an asset, for the menu on it and the button beside it. */
function entriesFor(editor: Editor, { path, kind }: Asset, rename: () => void): readonly (readonly MenuEntry[])[] {
  const may = editor.canEdit.get();
  const ask = (dialog: string): void => {
    editor.assets.doomed.set(path);
    editor.dialog.set(dialog);
  };
  return [
    kind === 'model'
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
  const [renaming, setRenaming] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const rename = (): void => setRenaming(true);
  const entries = () => entriesFor(editor, asset, rename);
  return (
    <li className={styles['tile']}>
      <ContextMenu groups={entries} className={styles['menu-area']}>
        <button
          ref={button}
          type="button"
          className={styles['face']}
          aria-label={name}
          title={`${name}\n${path}`}
          draggable
          onDragStart={(event) => dragAsset(event.dataTransfer, path)}
          onDoubleClick={() => void editor.do(addAssetToScene, { path })}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void editor.do(addAssetToScene, { path });
            else if (event.key === 'F2' && editor.canEdit.get()) rename();
            else if (event.key === 'Delete' && editor.canEdit.get()) {
              editor.assets.doomed.set(path);
              editor.dialog.set('asset-delete');
            } else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        >
          <Picture asset={asset} />
        </button>
      </ContextMenu>
      <div className={styles['caption']}>
        {renaming ? (
          <TextField
            ref={(input) => input?.focus()}
            label={t('assets.rename', { name })}
            className={styles['rename']}
            value={name}
            onFocus={(event) => event.currentTarget.select()}
            onCommit={(next) => void editor.do(renameAsset, { path, name: next })}
            onBlurCapture={() => setRenaming(false)}
          />
        ) : (
          <>
            <span className={styles['name']} dir="auto">
              {name}
            </span>
            <span className={styles['size']}>{sizeText(size)}</span>
          </>
        )}
      </div>
      <Menu
        align="end"
        trigger={<IconButton icon="more" size={13} label={t('assets.menu', { name })} className={styles['more']} />}
        groups={entries}
      />
    </li>
  );
}

const nothingYet: Cell<Thumbnail> = createCell<Thumbnail>(undefined);

function Picture({ asset }: { asset: Asset }) {
  const editor = useEditor();
  const place = useRef<HTMLSpanElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element || isSeen) return undefined;
    const watch = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && setSeen(true));
    watch.observe(element);
    return () => watch.disconnect();
  }, [isSeen]);
  const cell = useMemo(() => (isSeen ? thumbnailsOf(editor).of(asset) : nothingYet), [editor, asset, isSeen]);
  const picture = useCell(cell);
  const icon: IconName = asset.kind ? kindIcons[asset.kind] : 'warning';
  return (
    <span ref={place} className={styles['picture']}>
      {picture === undefined || picture === null ? <Icon name={icon} size={26} /> : <img src={picture} alt="" draggable={false} />}
    </span>
  );
}
