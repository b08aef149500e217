import { Fragment, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Dialog, Icon } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../../editor/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { isEnabled, whatActionsFollow } from '../action-ui.ts';
import type { PanelDefinition } from '../panel.ts';
import { entriesOf, type Entry } from './entries.ts';
import styles from './palette.module.css';
import { search } from './search.ts';

/** Everything one can do or go to, by name: actions, panels, scenarios, levels, scripts, parameters, entities. */
export function Palette({ panels }: { panels: readonly PanelDefinition[] }) {
  const editor = useEditor();
  const [query, setQuery] = useState('');
  /** The entry that Enter chooses: it stays while others come, go or change places. */
  const [marked, setMarked] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const recent = useCell(editor.preferences.recent);
  const level = useCell(editor.level);
  const project = useCell(editor.project);
  const levels = useMaybeCell(project?.levelRefs);
  const scripts = useMaybeCell(project?.scriptRefs);
  const possible = usePossible(editor);
  // What can be done, and where one can go, may change while it is open.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const entries = useMemo(() => entriesOf(editor, panels, level), [editor, panels, level, levels, scripts, possible]);
  const found = useMemo(() => search(entries, query, 60, recent), [entries, query, recent]);
  // With nothing typed those used lately come first, under a heading of their own.
  const lately = query.trim() === '' ? found.filter(({ id }) => recent.includes(id)).length : 0;
  const active = Math.max(
    0,
    found.findIndex(({ id }) => id === marked),
  );
  if (marked === undefined && found[0]) setMarked(found[0].id);
  const setActive = (index: number): void => setMarked(found[index]?.id);
  const close = (): void => editor.dialog.set(undefined);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, found]);

  const choose = (entry: Entry | undefined): void => {
    if (!entry || entry.disabled) return;
    close();
    editor.preferences.used(entry.id);
    entry.run(editor);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setActive(Math.max(0, Math.min(found.length - 1, active + move)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(found[active]);
    }
  };

  return (
    <Dialog palette title={t('palette')} closeLabel={t('close')} initialFocus={input} onClose={close}>
      <div className={styles['head']}>
        <Icon name="search" size={16} />
        <input
          ref={input}
          className={styles['input']}
          role="combobox"
          aria-label={t('palette.find')}
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={found[active] && `palette-${found[active].id}`}
          autoComplete="off"
          spellCheck={false}
          placeholder={t('palette.placeholder')}
          data-pending={query === '' ? undefined : true}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setMarked(undefined);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id="palette-list" role="listbox" aria-label={t('palette')} className={styles['list']}>
        {found.length === 0 && <p className={styles['none']}>{t('palette.none', { query })}</p>}
        {found.map((entry, index) => (
          <Fragment key={entry.id}>
            {lately > 0 && index === 0 && <Heading text={t('palette.recent')} />}
            {lately > 0 && index === lately && <Heading text={t('palette.all')} />}
            <div
              id={`palette-${entry.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              aria-disabled={entry.disabled}
              className={styles['item']}
              onPointerMove={() => setActive(index)}
              onClick={() => choose(entry)}
              onKeyDown={onKeyDown}
            >
              {entry.icon ? <Icon name={entry.icon} /> : <span />}
              <bdi className={styles['name']}>{entry.label}</bdi>
              {entry.keys ? <kbd className={styles['keys']}>{entry.keys}</kbd> : <span className={styles['kind']}>{entry.kind}</span>}
            </div>
          </Fragment>
        ))}
      </div>
    </Dialog>
  );
}

/** Which actions are possible, as one text that changes with them. */
function usePossible(editor: Editor): string {
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = whatActionsFollow(editor).map((cell) => cell.subscribe(listener));
      return () => stops.forEach((stop) => stop());
    },
    [editor],
  );
  const read = (): string => editor.actions.all.map((action) => (isEnabled(editor, action) ? '1' : '0')).join('');
  return useSyncExternalStore(subscribe, read);
}

const Heading = ({ text }: { text: string }) => (
  <p role="presentation" className={styles['heading']}>
    {text}
  </p>
);
