import { useEffect, useState } from 'react';
import { Dialog, EmptyState, SearchField } from '../../../ui/index.ts';
import { type PrefabUses, unused, usesOfPrefabs } from '../../editor/prefabs/uses.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { PrefabRow } from './prefab-row.tsx';
import styles from './prefabs.module.css';

/** The prefabs of the project: where each is used, and what can be done with it. */
export function PrefabsDialog() {
  const editor = useEditor();
  const declared = useMaybeCell(useCell(editor.project)?.prefabs) ?? {};
  const mayEdit = useCell(editor.canEdit);
  const uses = useUses();
  const [query, setQuery] = useState('');
  const names = Object.keys(declared).toSorted();
  const shown = names.filter((name) => name.toLowerCase().includes(query.trim().toLowerCase()));
  return (
    <Dialog
      title={t('action.prefabs')}
      about={mayEdit ? t('prefabs.about') : t('prefabs.viewer')}
      closeLabel={t('close')}
      onClose={() => editor.dialog.set(undefined)}
    >
      {names.length === 0 ? (
        <EmptyState icon="layers" title={t('prefabs.none')} text={t('prefabs.none.hint')} />
      ) : (
        <>
          <SearchField label={t('prefabs.find')} placeholder={t('prefabs.find')} value={query} onChange={setQuery} />
          <ul className={styles['list']} aria-label={t('prefabs.list')}>
            {shown.map((name) => (
              <PrefabRow key={name} name={name} base={declared[name]?.prefab} uses={uses && (uses.get(name) ?? unused)} />
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

/** Where each prefab is used, looked for again when prefabs or the open level change; undefined while it is looked for. */
function useUses(): ReadonlyMap<string, PrefabUses> | undefined {
  const editor = useEditor();
  const declared = useMaybeCell(useCell(editor.project)?.prefabs);
  const steps = useCell(editor.steps);
  const [found, setFound] = useState<{ of: unknown; uses: ReadonlyMap<string, PrefabUses> }>();
  useEffect(() => {
    let isGone = false;
    void usesOfPrefabs(editor).then((uses) => isGone || setFound({ of: declared, uses }), editor.notices.refuse);
    return () => {
      isGone = true;
    };
  }, [editor, declared, steps]);
  return found?.of === declared ? found?.uses : undefined;
}
