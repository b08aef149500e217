import { useState } from 'react';
import { Button, Icon, IconButton, Menu, type MenuEntry, TextField } from '../../../ui/index.ts';
import { addInstance } from '../../editor/actions/index.ts';
import { addVariant, deletePrefab, renamePrefabTo, standAlone } from '../../editor/actions/prefab-edits.ts';
import { neededText, type PrefabUse, type PrefabUses } from '../../editor/prefabs/uses.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './prefabs.module.css';

interface PrefabRowProps {
  name: string;
  /** What it is a variant of. */
  base: string | undefined;
  /** Undefined while they are looked for. */
  uses: PrefabUses | undefined;
}

const levelsOf = (uses: readonly PrefabUse[]): string => [...new Set(uses.map(({ level }) => level))].join(', ');

function usesText(uses: PrefabUses | undefined): string {
  if (!uses) return t('prefabs.counting');
  const { instances, makers, scripts } = uses;
  const parts = [
    ...(instances.length > 0 ? [t('prefabs.used', { count: instances.length, levels: levelsOf(instances) })] : []),
    ...(makers.length > 0 ? [t('prefabs.makers', { count: makers.length })] : []),
    ...(scripts.length > 0 ? [t('prefabs.scripts', { count: scripts.length })] : []),
  ];
  return parts.length > 0 ? parts.join(' · ') : t('prefabs.unused');
}

export function PrefabRow({ name, base, uses }: PrefabRowProps) {
  const editor = useEditor();
  const mayEdit = useCell(editor.canEdit);
  const [shows, setShows] = useState<'name' | 'uses' | 'delete'>();
  const done = (): void => setShows(undefined);
  const entry = (id: string, label: string, icon: MenuEntry['icon'], onSelect: () => void): MenuEntry => ({
    id,
    label,
    icon,
    disabled: !mayEdit,
    onSelect,
  });
  const groups = (): readonly (readonly MenuEntry[])[] => [
    [
      entry('add', t('prefabs.add'), 'plus', () => void editor.do(addInstance, { prefab: name })),
      { ...entry('where', t('prefabs.where'), 'search', () => setShows('uses')), disabled: false },
    ],
    [
      entry('rename', t('prefabs.rename'), 'pencil', () => setShows('name')),
      entry('variant', t('prefabs.variant'), 'layers', () => void editor.do(addVariant, { prefab: name })),
      ...(base === undefined ? [] : [entry('alone', t('prefabs.standAlone'), 'box', () => void editor.do(standAlone, { prefab: name }))]),
    ],
    [entry('delete', t('prefabs.delete'), 'trash', () => setShows('delete'))],
  ];
  return (
    <li className={styles['row']}>
      <div className={styles['head']}>
        <Icon name="layers" size={14} />
        {shows === 'name' ? (
          <TextField
            label={t('prefabs.rename.label', { prefab: name })}
            value={name}
            ref={(input) => input?.focus()}
            onFocus={(event) => event.currentTarget.select()}
            onCommit={(to) => void editor.do(renamePrefabTo, { prefab: name, to })}
            onBlurCapture={done}
          />
        ) : (
          <strong>{name}</strong>
        )}
        <span className={styles['about']}>
          {base !== undefined && `${t('prefabs.variantOf', { base })} · `}
          {usesText(uses)}
        </span>
        <Menu align="end" trigger={<IconButton icon="more" label={t('prefabs.options', { prefab: name })} />} groups={groups} />
      </div>
      {shows === 'uses' && uses && <Uses uses={uses} />}
      {shows === 'delete' && uses && <Doomed name={name} uses={uses} onDone={done} />}
    </li>
  );
}

const mostShown = 200;

function Uses({ uses: { instances, makers, prefabs, scripts } }: { uses: PrefabUses }) {
  const editor = useEditor();
  const go = (entity: string): void => {
    editor.dialog.set(undefined);
    editor.selection.set([entity]);
    editor.reveal.set('hierarchy');
    editor.viewport.get()?.frame([entity]);
  };
  const entities = [...instances, ...makers].slice(0, mostShown);
  if (entities.length + prefabs.length + scripts.length === 0) return <p className={styles['note']}>{t('prefabs.unused')}</p>;
  return (
    <ul className={styles['uses']}>
      {entities.map(({ level, name, entity }, index) => (
        // A name may stand in a level any number of times.
        <li key={entity ?? `${index} ${level}`}>
          {entity === undefined ? (
            t('prefab.use', { name, level })
          ) : (
            <Button onClick={() => go(entity)}>{t('prefab.use', { name, level })}</Button>
          )}
        </li>
      ))}
      {[...prefabs, ...scripts].map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}

/** What goes with it is said before it goes; who needs it is said instead. */
function Doomed({ name, uses: { instances, parts, makers, prefabs }, onDone }: { name: string; uses: PrefabUses; onDone: () => void }) {
  const editor = useEditor();
  const unpacked = [...instances, ...parts];
  const count = unpacked.length;
  const needed = neededText(name, { makers, prefabs });
  const about =
    needed !== undefined
      ? `${needed}. ${t('prefab.needed.hint')}`
      : count === 0
        ? t('prefabs.delete.unused', { prefab: name })
        : t('prefabs.delete.used', { prefab: name, count, levels: levelsOf(unpacked) });
  return (
    <div className={styles['note']} role="group" aria-label={t('prefabs.delete')}>
      <p>{about}</p>
      <Button onClick={onDone}>{t('prefabs.keep')}</Button>
      {needed === undefined && (
        <Button
          look="danger"
          onClick={() => {
            onDone();
            void editor.do(deletePrefab, { prefab: name, unpack: true });
          }}
        >
          {count === 0 ? t('prefabs.delete.go') : t('prefabs.delete.unpack')}
        </Button>
      )}
    </div>
  );
}
