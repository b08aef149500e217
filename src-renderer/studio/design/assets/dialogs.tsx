import { Button, Dialog, Icon } from '../../../ui/index.ts';
import { deleteAssets } from '../../editor/actions/index.ts';
import { type AssetUse, materialPath, picturesOf } from '../../editor/assets/uses.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import styles from './assets.module.css';
import { useUses } from './assets-panel.tsx';

function useAsked() {
  const editor = useEditor();
  const path = useCell(editor.assets.doomed) ?? '';
  const assets = useCell(editor.assets.list);
  const materials = useMaybeCell(useCell(editor.project)?.materials) ?? {};
  const material = Object.entries(materials).find(([id]) => materialPath(id) === path)?.[1];
  const nameOf = (one: string): string => assets.find((asset) => asset.path === one)?.name ?? one;
  const name = material?.name ?? nameOf(path);
  const shows = material && [...new Set(picturesOf(material))].map(nameOf);
  const all = useUses();
  const close = (): void => editor.dialog.set(undefined);
  return { editor, path, name, shows, uses: all && (all.get(path) ?? []), close };
}

export function AssetUsesDialog() {
  const { name, shows, uses, close } = useAsked();
  return (
    <Dialog title={t('assets.where.title', { name })} closeLabel={t('close')} onClose={close}>
      {uses?.length === 0 ? <p>{t('assets.where.none')}</p> : <Uses uses={uses ?? []} />}
      {shows && (
        <>
          <h3 className={styles['shows']}>{t('assets.shows', { name })}</h3>
          {shows.length === 0 ? (
            <p>{t('assets.shows.none')}</p>
          ) : (
            <ul>
              {shows.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          )}
        </>
      )}
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

/** Everything of the project that nothing names, to be deleted at once. */
export function DeleteUnusedDialog() {
  const editor = useEditor();
  const assets = useCell(editor.assets.list);
  const materials = useMaybeCell(useCell(editor.project)?.materials) ?? {};
  const uses = useUses();
  const close = (): void => editor.dialog.set(undefined);
  const files = uses ? assets.filter(({ path }) => !uses.has(path)) : [];
  const bare = uses ? Object.entries(materials).filter(([id]) => !uses.has(materialPath(id))) : [];
  const names = [...files.map(({ name }) => name), ...bare.map(([, { name }]) => t('material.of', { name }))];
  return (
    <Dialog
      title={t('assets.unused.title')}
      about={uses === undefined ? '' : names.length === 0 ? t('assets.unused.none') : t('assets.unused.about', { count: names.length })}
      closeLabel={t('close')}
      onClose={close}
      footer={
        <>
          <Button large onClick={close}>
            {t('assets.unused.keep')}
          </Button>
          <Button
            look="danger"
            large
            disabled={names.length === 0}
            onClick={() => {
              close();
              void editor.do(deleteAssets, { paths: files.map(({ path }) => path), materials: bare.map(([id]) => id) });
            }}
          >
            {t('assets.delete.go')}
          </Button>
        </>
      }
    >
      <ul className={styles['uses']}>
        {names.slice(0, mostShown).map((name, index) => (
          // Names need not differ.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${index} ${name}`}>{name}</li>
        ))}
      </ul>
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
      {uses.slice(0, mostShown).map(({ level, name, entity, by }, index) => {
        const text =
          by === 'material'
            ? t('material.of', { name })
            : by === 'prefab'
              ? t('assets.where.prefab', { name })
              : level === undefined
                ? name
                : t('assets.where.level', { name, level });
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
