import { type DragEvent, useEffect, useState } from 'react';
import { Button, classes, EmptyState, IconButton, Progress, SearchField, Select } from '../../../ui/index.ts';
import { importFiles } from '../../editor/actions/index.ts';
import { type Asset, assetKinds, type AssetUse, usesOf } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { AssetTile } from './asset-tile.tsx';
import styles from './assets.module.css';
import { filesIn, holdsFiles } from './drag.ts';

/** What the project has to show and to hear. */
export function AssetsPanel() {
  const editor = useEditor();
  const all = useCell(editor.assets.list);
  const mayEdit = useCell(editor.canEdit);
  const [query, setQuery] = useState('');
  const [kind, setKind] = useState('all');
  const uses = useUses(kind === 'unused');
  const shown = all.filter((asset) => fits(asset, query, kind, uses));
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
      {all.length > 0 && (
        <div className={styles['bar']}>
          <SearchField label={t('assets.search')} placeholder={t('assets.search')} value={query} onChange={setQuery} />
          <Select
            label={t('assets.kind')}
            value={kind}
            onChange={setKind}
            choices={[
              { value: 'all', label: t('assets.kind.all') },
              ...assetKinds.map((value) => ({ value, label: t(`assets.kind.${value}`) })),
              { value: 'unused', label: t('assets.kind.unused') },
            ]}
          />
          <Button look="outline" icon="upload" disabled={!mayEdit} onClick={bring}>
            {t('assets.import')}
          </Button>
        </div>
      )}
      <Imports />
      {all.length === 0 ? (
        <EmptyState icon="boxes" title={t('assets.empty')} text={t('assets.empty.text')}>
          <Button look="outline" icon="upload" disabled={!mayEdit} onClick={bring}>
            {t('action.import')}
          </Button>
          <p className={styles['aside']}>{t('assets.empty.fbx')}</p>
        </EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState icon="search" title={t('assets.none')} />
      ) : (
        <ul className={styles['grid']} aria-label={t('assets.list')}>
          {shown.map((asset) => (
            <AssetTile key={asset.path} asset={asset} />
          ))}
        </ul>
      )}
      <div className={classes(styles['veil'], isOver && styles['over'])} aria-hidden>
        {t('assets.drop')}
      </div>
    </div>
  );
}

function fits({ path, name, kind }: Asset, query: string, wanted: string, uses: ReadonlyMap<string, unknown> | undefined): boolean {
  const words = query.trim().toLocaleLowerCase().split(/\s+/);
  const text = `${name} ${path}`.toLocaleLowerCase();
  if (!words.every((word) => text.includes(word))) return false;
  return wanted === 'all' || kind === wanted || (wanted === 'unused' && uses !== undefined && !uses.has(path));
}

/** Where each asset is named; undefined while it is looked for, or nobody asks. */
export function useUses(asked = true): ReadonlyMap<string, readonly AssetUse[]> | undefined {
  const editor = useEditor();
  const list = useCell(editor.assets.list);
  const [found, setFound] = useState<{ of: unknown; uses: ReadonlyMap<string, readonly AssetUse[]> }>();
  useEffect(() => {
    if (!asked) return undefined;
    let isGone = false;
    void usesOf(editor).then((uses) => isGone || setFound({ of: list, uses }), editor.notices.refuse);
    return () => {
      isGone = true;
    };
  }, [editor, list, asked]);
  return found?.of === list ? found.uses : undefined;
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
