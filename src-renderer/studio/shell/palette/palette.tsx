import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Dialog, Icon, type IconName } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { type PlainKey } from '../../i18n/index.ts';
import { useEditor } from '../../react.ts';
import { isEnabled, keysOf, titleOf } from '../action-ui.ts';
import type { PanelDefinition } from '../panel.ts';
import styles from './palette.module.css';
import { type Candidate, search } from './search.ts';

interface Entry extends Candidate {
  icon: IconName | undefined;
  /** Keys, or what kind of thing it is. */
  hint: string | undefined;
  disabled: boolean;
  run: () => void;
}

/** Everything one can do or go to, by name: actions, panels, scenarios, entities. */
export function Palette({ panels }: { panels: readonly PanelDefinition[] }) {
  const editor = useEditor();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const entries = useMemo(() => collect(editor, panels), [editor, panels]);
  const found = useMemo(() => search(entries, query, 60), [entries, query]);
  const close = (): void => editor.dialog.set(undefined);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, found]);

  const choose = (entry: Entry | undefined): void => {
    if (!entry || entry.disabled) return;
    close();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setActive((now) => Math.max(0, Math.min(found.length - 1, now + move)));
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
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id="palette-list" role="listbox" aria-label={t('palette')} className={styles['list']}>
        {found.length === 0 && <p className={styles['none']}>{t('palette.none', { query })}</p>}
        {found.map((entry, index) => (
          <div
            key={entry.id}
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
            <span className={styles['name']}>{entry.label}</span>
            <span className={styles['kind']}>{entry.hint}</span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function collect(editor: ReturnType<typeof useEditor>, panels: readonly PanelDefinition[]): Entry[] {
  const actions = editor.actions.all
    .filter(({ id }) => id !== 'view.palette')
    .map((action): Entry => ({
      id: action.id,
      label: titleOf(action),
      words: action.words,
      icon: action.icon as IconName | undefined,
      hint: keysOf(editor, action),
      disabled: !isEnabled(editor, action),
      run: () => void editor.do(action),
    }));
  const shown = panels.map((panel): Entry => ({
    id: `panel-${panel.id}`,
    label: t('palette.show', { panel: t(panel.title as PlainKey) }),
    icon: panel.icon,
    hint: t('palette.kind.panel'),
    disabled: false,
    run: () => editor.reveal.set(panel.id),
  }));
  const scenarios = Object.entries(editor.project.get()?.file.get().scenarios ?? {}).map(([id, { name }]): Entry => ({
    id: `scenario-${id}`,
    label: name,
    words: 'scenario',
    icon: 'flask',
    hint: t('palette.kind.scenario'),
    disabled: false,
    run: () => {
      editor.preview.chooseScenario(id);
      void editor.preview.run();
    },
  }));
  const entities = Object.entries(editor.level.get()?.level.get().entities ?? {}).map(([key, { name }]): Entry => ({
    id: `entity-${key}`,
    label: name,
    icon: 'box',
    hint: t('palette.kind.entity'),
    disabled: false,
    run: () => {
      editor.selection.set([key]);
      editor.viewport.get()?.frame([key]);
    },
  }));
  return [
    ...actions.filter(({ disabled }) => !disabled),
    ...shown,
    ...scenarios,
    ...entities,
    ...actions.filter(({ disabled }) => disabled),
  ];
}
