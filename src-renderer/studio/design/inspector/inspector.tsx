import { useCallback, useRef, useState, useSyncExternalStore } from 'react';
import type { ComponentType } from '../../../../engine/model/component.ts';
import { EmptyState, FieldSubject, Icon, SearchField, TextField } from '../../../ui/index.ts';
import { CommentsBadge } from '../../comments/index.ts';
import type { Cell, LevelSession } from '../../editor/index.ts';
import { renameTo } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { kindOf } from '../hierarchy/rows.ts';
import { AddComponent } from './add-component.tsx';
import { inOrder } from './component-order.ts';
import { ComponentCard } from './component-card.tsx';
import { InstanceNote } from './instance-note.tsx';
import { RunNote } from './run-value.tsx';
import styles from './inspector.module.css';
import { Tags } from './tags.tsx';
import { fieldsInOrder } from '../../../../engine/model/field-order.ts';
import { capital, spokenName } from '../../../../engine/model/spoken-name.ts';

export function Inspector() {
  const editor = useEditor();
  const level = useCell(editor.level);
  const keys = useCell(editor.selection.keys);
  if (!level || keys.length === 0) return <EmptyState icon="select" title={t('inspector.none')} text={t('inspector.none.hint')} />;
  return (
    <FieldSubject value={`${level.ref.path} ${keys.join(' ')}`}>
      <Selected level={level} keys={keys} />
    </FieldSubject>
  );
}

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

/** Of a component the fields that a search finds: by label, by name, or all where the component itself is meant. Undefined: all, none searched. */
function fieldsFound({ name, fields }: ComponentType, query: string): readonly string[] | undefined {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return undefined;
  if (`${name} ${spokenName(name)}`.toLowerCase().includes(wanted)) return fieldsInOrder(fields).map(([field]) => field);
  return fieldsInOrder(fields).flatMap(([field, { label = '' }]) =>
    `${field} ${spokenName(field)} ${label}`.toLowerCase().includes(wanted) ? [field] : [],
  );
}

function Selected({ level, keys }: { level: LevelSession; keys: readonly string[] }) {
  const editor = useEditor();
  const entities = useEach(keys, level.entity).filter((entity) => entity !== undefined);
  const instances = useEach(keys, level.instance);
  const canEdit = useCell(editor.canEdit);
  const [query, setQuery] = useState('');
  const [one] = entities;
  const [key] = keys;
  if (!one || key === undefined) return null;
  const types = inOrder(useMaybeCell(useCell(editor.project)?.types) ?? []);
  const inAll = types.filter(({ name }) => entities.every(({ components }) => components[name] !== undefined));
  const inSome = types.filter(
    ({ name }) => !inAll.some((type) => type.name === name) && entities.some(({ components }) => components[name] !== undefined),
  );
  const unknown = Object.keys(one.components).filter((name) => !types.some((type) => type.name === name));
  const found = inAll
    .map((type) => ({ type, shown: fieldsFound(type, query) }))
    .filter(({ shown }) => shown === undefined || shown.length > 0);
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
            onCommit={(name) => void editor.do(renameTo, { entity: key, name, of: level })}
          />
        ) : (
          <span className={styles['count']}>{t('entity.count', { count: entities.length })}</span>
        )}
        {entities.length === 1 && <CommentsBadge entity={key} />}
      </header>
      <div className={styles['search']}>
        <SearchField label={t('inspector.search')} placeholder={t('inspector.search')} value={query} onChange={setQuery} />
      </div>
      <Tags level={level} keys={keys} entities={entities} />
      <RunNote keys={keys} />
      {entities.length === 1 && (
        <fieldset disabled={!canEdit} style={{ display: 'contents' }}>
          <InstanceNote level={level} entity={key} />
        </fieldset>
      )}
      <div className={styles['cards']}>
        {found.map(({ type, shown }) => (
          <ComponentCard key={type.name} level={level} keys={keys} entities={entities} instances={instances} type={type} shown={shown} />
        ))}
        {query.trim() !== '' && found.length === 0 && <p className={styles['some']}>{t('inspector.noField', { query })}</p>}
        {inSome.length > 0 && (
          <p className={styles['some']}>
            {t('inspector.some', { components: inSome.map(({ name }) => capital(spokenName(name))).join(', ') })}
          </p>
        )}
        {unknown.length > 0 && <p className={styles['some']}>{t('inspector.unknown', { components: unknown.join(', ') })}</p>}
        <AddComponent keys={keys} types={types.filter((type) => !inAll.includes(type))} />
      </div>
    </>
  );
}
