import { type ChangeEvent, useRef, useState } from 'react';
import { Button, SearchField } from '../../../ui/index.ts';
import { type Action, keysFile, menus, showKeys } from '../../editor/index.ts';
import { importKeys, resetKeys } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { titleOf } from '../action-ui.ts';
import { isMac } from '../keyboard.ts';
import { KeyRow } from './key-row.tsx';
import styles from './settings.module.css';

/** Every action with its keys, to be found by name or by key, and changed by pressing others. */
export function KeySettings() {
  const editor = useEditor();
  const { actions, preferences } = editor;
  const bindings = useCell(preferences.bindings);
  const [query, setQuery] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const wanted = query.trim().toLowerCase();
  const matches = (action: Action): boolean =>
    wanted === '' ||
    titleOf(action).toLowerCase().includes(wanted) ||
    actions.keysOf(action.id).some((keys) => showKeys(keys, isMac).toLowerCase().includes(wanted));
  const groups = [
    ...menus.map((menu) => ({ id: menu, title: t(`menu.${menu}`), found: actions.menu(menu).flat().filter(matches) })),
    { id: 'other', title: t('settings.keys.other'), found: actions.all.filter((action) => !action.menu && matches(action)) },
  ].filter(({ found }) => found.length > 0);
  const download = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([keysFile(bindings)], { type: 'application/json' }));
    link.download = 'ledgerquest-keys.json';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const take = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [chosen] = event.target.files ?? [];
    event.target.value = '';
    if (chosen) await editor.do(importKeys, await chosen.text());
  };
  return (
    <div className={styles['section']}>
      <div className={styles['bar']}>
        <SearchField label={t('settings.keys.find')} placeholder={t('settings.keys.find')} value={query} onChange={setQuery} />
        <Button look="outline" onClick={() => file.current?.click()}>
          {t('settings.keys.import')}
        </Button>
        <Button look="outline" onClick={download}>
          {t('settings.keys.export')}
        </Button>
        <Button look="outline" disabled={Object.keys(bindings).length === 0} onClick={() => void editor.do(resetKeys)}>
          {t('settings.keys.resetAll')}
        </Button>
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          aria-label={t('settings.keys.file')}
          tabIndex={-1}
          className="off-screen"
          onChange={(event) => void take(event)}
        />
      </div>
      {groups.map(({ id, title, found }) => (
        <section key={id} aria-label={title}>
          <h3 className={styles['group']}>{title}</h3>
          <ul>
            {found.map((action) => (
              <KeyRow key={action.id} action={action} own={bindings[action.id]} bindings={bindings} />
            ))}
          </ul>
        </section>
      ))}
      {groups.length === 0 && <p className={styles['none']}>{t('settings.keys.none', { query })}</p>}
    </div>
  );
}
