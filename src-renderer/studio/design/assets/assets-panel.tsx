import { type DragEvent, useEffect, useState } from 'react';
import { Button, classes, EmptyState, IconButton, Progress, SearchField, Select } from '../../../ui/index.ts';
import { importFiles } from '../../editor/actions/index.ts';
import { type AssetUse, materialPath, usesOf } from '../../editor/assets/uses.ts';
import { type Asset, assetKinds } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { newMaterial } from '../materials/actions.ts';
import { AssetTile } from './asset-tile.tsx';
import styles from './assets.module.css';
import { filesIn, holdsFiles } from './drag.ts';
import { type MaterialItem, MaterialTile } from './material-tile.tsx';
import { type TableItem, TableTile } from './table-tile.tsx';
import { TileGrid } from './tile-grid.tsx';

/** What the project has to show and to hear. */
export function AssetsPanel() {
  const editor = useEditor();
  const all = useCell(editor.assets.list);
  const mayEdit = useCell(editor.canEdit);
  const [query, setQuery] = useState('');
  const [kind, setKind] = useState('all');
  const uses = useUses(kind === 'unused');
  const materials = useMaybeCell(useCell(editor.project)?.materials) ?? {};
  const tables = useMaybeCell(useCell(editor.project)?.tableRows) ?? {};
  const shown: readonly Item[] = [
    ...Object.entries(materials)
      .map(([id, material]) => ({ id, material }))
      .filter(({ id }) => kind === 'all' || kind === 'material' || (kind === 'unused' && uses !== undefined && !uses.has(materialPath(id))))
      .filter(({ id, material }) => answers(`${material.name} ${id}`, query))
      .toSorted((a, b) => a.material.name.localeCompare(b.material.name)),
    ...all.filter((asset) => fits(asset, query, kind, uses)),
    ...Object.entries(tables)
      .map(([table, rows]) => ({ table, rows }))
      .filter(({ table }) => (kind === 'all' || kind === 'table') && answers(`${table} data/${table}.json`, query))
      .toSorted((a, b) => a.table.localeCompare(b.table)),
  ];
  const isEmpty = [all, Object.keys(materials), Object.keys(tables)].every(({ length }) => length === 0);
  const [isOver, setOver] = useState(false);
  const bring = (): void => {
    const pick = editor.actions.get('asset.import');
    if (pick) void editor.do(pick);
  };
  const over = (event: DragEvent): void => {
    if (!mayEdit || !holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent): void => {
    setOver(false);
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    void filesIn(event.dataTransfer).then((files) => editor.do(importFiles, { files }));
  };
  return (
    <div className={styles['panel']} onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop}>
      {!isEmpty && (
        <div className={styles['bar']}>
          <SearchField label={t('assets.search')} placeholder={t('assets.search')} value={query} onChange={setQuery} />
          <Select
            label={t('assets.kind')}
            value={kind}
            onChange={setKind}
            choices={[
              { value: 'all', label: t('assets.kind.all') },
              { value: 'material', label: t('assets.kind.material') },
              ...assetKinds.map((value) => ({ value, label: t(`assets.kind.${value}`) })),
              { value: 'table', label: t('assets.kind.table') },
              { value: 'unused', label: t('assets.kind.unused') },
            ]}
          />
          {kind === 'unused' ? (
            <Button icon="trash" disabled={!mayEdit || shown.length === 0} onClick={() => editor.dialog.set('asset-unused')}>
              {t('assets.unused.delete')}
            </Button>
          ) : (
            <Button icon="plus" disabled={!mayEdit} onClick={() => void editor.do(newMaterial, { entities: [] })}>
              {t('action.newMaterial')}
            </Button>
          )}
          <Button look="outline" icon="upload" disabled={!mayEdit} onClick={bring}>
            {t('assets.import')}
          </Button>
        </div>
      )}
      <Imports />
      {isEmpty ? (
        <EmptyState icon="boxes" title={t('assets.empty')} text={t('assets.empty.text')}>
          <div className={styles['begin']}>
            <Button look="outline" icon="upload" disabled={!mayEdit} onClick={bring}>
              {t('action.import')}
            </Button>
            <p className={styles['aside']}>{t('assets.empty.fbx')}</p>
          </div>
        </EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState icon="search" title={t('assets.none')} />
      ) : (
        <TileGrid label={t('assets.list')} items={shown} keyOf={keyOf}>
          {(item) =>
            'path' in item ? <AssetTile asset={item} /> : 'table' in item ? <TableTile item={item} /> : <MaterialTile item={item} />
          }
        </TileGrid>
      )}
      <div className={classes(styles['veil'], isOver && styles['over'])} aria-hidden>
        {t('assets.drop')}
      </div>
    </div>
  );
}

type Item = Asset | MaterialItem | TableItem;

const keyOf = (item: Item): string => ('path' in item ? item.path : 'table' in item ? `data/${item.table}` : item.id);

function answers(text: string, query: string): boolean {
  const words = query.trim().toLocaleLowerCase().split(/\s+/);
  return words.every((word) => text.toLocaleLowerCase().includes(word));
}

function fits({ path, name, kind }: Asset, query: string, wanted: string, uses: ReadonlyMap<string, unknown> | undefined): boolean {
  if (!answers(`${name} ${path}`, query)) return false;
  return wanted === 'all' || kind === wanted || (wanted === 'unused' && uses !== undefined && !uses.has(path));
}

/** Where each asset is named; undefined while it is looked for, or nobody asks. */
export function useUses(asked = true): ReadonlyMap<string, readonly AssetUse[]> | undefined {
  const editor = useEditor();
  const list = useCell(editor.assets.list);
  const materials = useMaybeCell(useCell(editor.project)?.materials);
  const [found, setFound] = useState<{ of: unknown; in: unknown; uses: ReadonlyMap<string, readonly AssetUse[]> }>();
  useEffect(() => {
    if (!asked) return undefined;
    let isGone = false;
    void usesOf(editor).then((uses) => isGone || setFound({ of: list, in: materials, uses }), editor.notices.refuse);
    return () => {
      isGone = true;
    };
  }, [editor, list, materials, asked]);
  return found?.of === list && found.in === materials ? found.uses : undefined;
}

function Imports() {
  const imports = useCell(useEditor().assets.imports);
  if (imports.length === 0) return null;
  return (
    <ul className={styles['imports']}>
      {imports.map(({ id, name, stage, fraction, cancel }) => (
        <li key={id}>
          <Progress label={t('assets.importing', { name })} stage={t(`assets.${stage}`, { name })} fraction={fraction} />
          <IconButton icon="close" label={t('assets.cancel', { name })} onClick={cancel} />
        </li>
      ))}
    </ul>
  );
}
