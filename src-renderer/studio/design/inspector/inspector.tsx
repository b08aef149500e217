import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { ComponentType } from '../../../../engine/model/component.ts';
import { Button, EmptyState, Icon, Menu, TextField } from '../../../ui/index.ts';
import { CommentsBadge } from '../../comments/index.ts';
import type { Cell, LevelSession } from '../../editor/index.ts';
import { addComponent, renameTo } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { kindOf } from '../hierarchy/rows.ts';
import { ComponentCard } from './component-card.tsx';
import { InstanceNote } from './instance-note.tsx';
import { RunNote } from './run-value.tsx';
import styles from './inspector.module.css';

export function Inspector() {
  const editor = useEditor();
  const level = useCell(editor.level);
  const keys = useCell(editor.selection.keys);
  if (!level || keys.length === 0) return <EmptyState icon="select" title={t('inspector.none')} text={t('inspector.none.hint')} />;
  return <Selected level={level} keys={keys} />;
}

/** What every entity has first, then what one sees of it, then the rest by name. */
const first = ['Transform', 'Shape', 'Label', 'Light', 'Camera'];
const rank = (name: string): number => (first.includes(name) ? first.indexOf(name) : first.length);
const inOrder = (types: readonly ComponentType[]): ComponentType[] => types.toSorted((a, b) => rank(a.name) - rank(b.name));

/** Something of each selected entity as it is now; the same list while none of it changes. `cellOf` is the same function in every call. */
function useEach<T>(keys: readonly string[], cellOf: (key: string) => Cell<T>): readonly T[] {
  const last = useRef<readonly T[]>([]);
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = keys.map((key) => cellOf(key).subscribe(listener));
      return () => stops.forEach((stop) => stop());
    },
    [cellOf, keys],
  );
  return useSyncExternalStore(subscribe, () => {
    const now = keys.map((key) => cellOf(key).get());
    if (now.length !== last.current.length || now.some((one, index) => one !== last.current[index])) last.current = now;
    return last.current;
  });
}

function Selected({ level, keys }: { level: LevelSession; keys: readonly string[] }) {
  const editor = useEditor();
  const entities = useEach(keys, level.entity).filter((entity) => entity !== undefined);
  const instances = useEach(keys, level.instance);
  const canEdit = useCell(editor.canEdit);
  const [one] = entities;
  const [key] = keys;
  if (!one || key === undefined) return null;
  const types = inOrder(useMaybeCell(useCell(editor.project)?.types) ?? []);
  const inAll = types.filter(({ name }) => entities.every(({ components }) => components[name] !== undefined));
  const inSome = types.filter(
    ({ name }) => !inAll.some((type) => type.name === name) && entities.some(({ components }) => components[name] !== undefined),
  );
  const unknown = Object.keys(one.components).filter((name) => !types.some((type) => type.name === name));
  return (
    <>
      <header className={styles['head']}>
        <Icon name={entities.length > 1 ? 'layers' : kindOf(one)} />
        {entities.length === 1 ? (
          <TextField
            label={t('inspector.name')}
            className={styles['name']}
            disabled={!canEdit}
            value={one.name}
            onCommit={(name) => void editor.do(renameTo, { entity: key, name })}
          />
        ) : (
          <span className={styles['count']}>{t('entity.count', { count: entities.length })}</span>
        )}
        {entities.length === 1 && <CommentsBadge entity={key} />}
      </header>
      <fieldset disabled={!canEdit} style={{ display: 'contents' }}>
        <RunNote keys={keys} />
        {entities.length === 1 && <InstanceNote level={level} entity={key} />}
        <div className={styles['cards']}>
          {inAll.map((type) => (
            <ComponentCard key={type.name} level={level} keys={keys} entities={entities} instances={instances} type={type} />
          ))}
          {inSome.length > 0 && (
            <p className={styles['some']}>{t('inspector.some', { components: inSome.map(({ name }) => name).join(', ') })}</p>
          )}
          {unknown.length > 0 && <p className={styles['some']}>{t('inspector.unknown', { components: unknown.join(', ') })}</p>}
          <div className={styles['add']}>
            <Menu
              trigger={
                <Button look="outline" icon="plus">
                  {t('inspector.add')}
                </Button>
              }
              groups={() => [
                types
                  .filter((type) => !inAll.includes(type))
                  .map(({ name }) => ({
                    id: name,
                    label: name,
                    onSelect: () => void editor.do(addComponent, { entities: keys, component: name }),
                  })),
              ]}
            />
          </div>
        </div>
      </fieldset>
    </>
  );
}
