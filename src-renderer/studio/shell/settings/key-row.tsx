import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button, classes, Icon, IconButton } from '../../../ui/index.ts';
import { type Action, isBrowsers, keysOfPress, showKeys } from '../../editor/index.ts';
import { setKeys } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useEditor } from '../../react.ts';
import { titleOf } from '../action-ui.ts';
import { isMac } from '../keyboard.ts';
import styles from './settings.module.css';

interface KeyRowProps {
  action: Action;
  /** The person's own keys, where these are not the defaults. */
  own: readonly string[] | undefined;
  /** All of the person's own: what conflicts with what depends on them. */
  bindings: Readonly<Record<string, readonly string[]>>;
}

/** An action and its keys: each can be taken away, others are pressed, and who else listens to them is said. */
export function KeyRow({ action, own, bindings }: KeyRowProps) {
  const editor = useEditor();
  const [listening, setListening] = useState(false);
  const add = useRef<HTMLButtonElement>(null);
  const listened = useRef(false);
  useEffect(() => {
    if (listened.current && !listening) add.current?.focus();
    listened.current = listening;
  }, [listening]);
  const title = titleOf(action);
  const keys = own ?? action.keys ?? [];
  const conflicts = bindings && editor.actions.conflicts(action.id);
  const set = (next: readonly string[] | undefined, from?: string): void =>
    void editor.do(setKeys, { id: action.id, keys: next, ...(from !== undefined && { from }) });
  return (
    <li className={styles['action']}>
      <span className={styles['title']}>{title}</span>
      {own !== undefined && <span className={styles['own']}>{t('settings.keys.own')}</span>}
      {keys.map((text) => (
        <span key={text} className={styles['key']}>
          <kbd>{showKeys(text, isMac)}</kbd>
          <button
            type="button"
            aria-label={t('settings.keys.remove', { keys: showKeys(text, isMac), action: title })}
            onClick={() => set(keys.filter((other) => other !== text))}
          >
            <Icon name="close" size={11} />
          </button>
        </span>
      ))}
      {listening ? (
        <Listener
          label={t('settings.keys.press')}
          onKeys={(text) => {
            setListening(false);
            if (text !== undefined && !keys.includes(text)) set([...keys, text]);
          }}
        />
      ) : (
        <IconButton ref={add} icon="plus" size={13} label={t('settings.keys.add', { action: title })} onClick={() => setListening(true)} />
      )}
      <IconButton
        icon="reset"
        size={13}
        label={t('settings.keys.reset', { action: title })}
        disabled={own === undefined}
        onClick={() => set(undefined)}
      />
      {keys.filter(isBrowsers).map((text) => (
        <p key={text} className={classes(styles['note'])}>
          {t('settings.keys.browser', { keys: showKeys(text, isMac) })}
        </p>
      ))}
      {conflicts.map(({ keys: text, with: other }) => (
        <p key={`${text} ${other.id}`} role="note" className={classes(styles['note'], styles['warn'])}>
          {t('settings.keys.conflict', { keys: showKeys(text, isMac), other: titleOf(other) })}
          <Button onClick={() => set(keys, other.id)}>{t('settings.keys.take', { other: titleOf(other) })}</Button>
        </p>
      ))}
    </li>
  );
}

/** Waits for keys: the next that are pressed, undefined when the person leaves it. */
function Listener({ label, onKeys }: { label: string; onKeys: (keys: string | undefined) => void }) {
  const field = useRef<HTMLButtonElement>(null);
  useEffect(() => field.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return onKeys(undefined);
    const keys = keysOfPress(event, isMac);
    if (keys !== undefined) onKeys(keys);
  };
  return (
    <button ref={field} type="button" className={styles['listener']} onKeyDown={onKeyDown} onBlur={() => onKeys(undefined)}>
      {label}
    </button>
  );
}
