import { Button, Dialog, Icon } from '../../../ui/index.ts';
import { deleteAssets } from '../../editor/actions/index.ts';
import type { AssetUse } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './assets.module.css';
import { useUses } from './assets-panel.tsx';

function useAsked() {
  const editor = useEditor();
  const path = useCell(editor.assets.doomed) ?? '';
  const name = useCell(editor.assets.list).find((asset) => asset.path === path)?.name ?? path;
  const all = useUses();
  const close = (): void => editor.dialog.set(undefined);
  return { editor, path, name, uses: all && (all.get(path) ?? []), close };
}

export function AssetUsesDialog() {
  const { name, uses, close } = useAsked();
  return (
    <Dialog title={t('assets.where.title', { name })} closeLabel={t('close')} onClose={close}>
      {uses?.length === 0 ? <p>{t('assets.where.none')}</p> : <Uses uses={uses ?? []} />}
    </Dialog>
  );
}

export function DeleteAssetDialog() {
  const { editor, path, name, uses, close } = useAsked();
  const about = uses === undefined ? '' : uses.length === 0 ? t('assets.delete.unused') : t('assets.delete.used', { count: uses.length });
  return (
    <Dialog
      title={t('assets.delete.title', { name })}
      about={about}
      closeLabel={t('close')}
      onClose={close}
      footer={
        <>
          <Button large onClick={close}>
            {t('assets.delete.keep')}
          </Button>
          <Button
            look="danger"
            large
            disabled={uses === undefined}
            onClick={() => {
              close();
              void editor.do(deleteAssets, { paths: [path] });
            }}
          >
            {t('assets.delete.go')}
          </Button>
        </>
      }
    >
      <Uses uses={uses ?? []} />
    </Dialog>
  );
}

const mostShown = 200;

function Uses({ uses }: { uses: readonly AssetUse[] }) {
  const editor = useEditor();
  const go = (entity: string): void => {
    editor.dialog.set(undefined);
    editor.selection.set([entity]);
    editor.reveal.set('hierarchy');
    editor.viewport.get()?.frame([entity]);
  };
  return (
    <ul className={styles['uses']}>
      {uses.slice(0, mostShown).map(({ level, name, entity }, index) => {
        const text = level === undefined ? t('assets.where.prefab', { name }) : t('assets.where.level', { name, level });
        return (
          // A name may stand in a level any number of times.
          <li key={entity ?? `${index} ${text}`}>
            <Icon name={level === undefined ? 'layers' : 'box'} size={13} />
            {entity === undefined ? text : <Button onClick={() => go(entity)}>{text}</Button>}
          </li>
        );
      })}
    </ul>
  );
}
