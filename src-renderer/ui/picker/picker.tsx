import { Popover as Base } from '@base-ui/react/popover';
import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { classes } from '../classes.ts';
import { Icon, type IconName } from '../icon.tsx';
import styles from './picker.module.css';

export interface PickerItem {
  id: string;
  label: string;
  icon?: IconName | undefined;
  /** What it looks like, in place of the icon. */
  picture?: ReactNode;
  /** A word at its end: of what kind it is, where it stands. */
  hint?: string | undefined;
  /** A sentence below it. */
  about?: string | undefined;
}

interface PickerProps {
  /** Accessible name of what one types into, and of the list. */
  label: string;
  /** The button that opens it. */
  trigger: ReactElement;
  /** What answers a search, best first: no more than one would read. */
  find: (query: string) => readonly PickerItem[];
  /** Said when nothing answers. */
  none: (query: string) => string;
  /** What is chosen now. */
  chosen?: string | undefined;
  disabled?: boolean;
  /** Stands beside what one types into: what else narrows what is offered. */
  filter?: ReactNode;
  onChoose: (id: string) => void;
}

/** One of many, found by typing. */
export function Picker({ label, trigger, find, none, chosen, disabled = false, filter, onChoose }: PickerProps) {
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => setOpen(next && !disabled)}>
      <Base.Trigger disabled={disabled} render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" collisionPadding={8} className={styles['positioner']}>
          <Base.Popup aria-label={label} className={styles['popup']} initialFocus={input}>
            <Choices
              input={input}
              label={label}
              find={find}
              none={none}
              chosen={chosen}
              filter={filter}
              onChoose={(id) => {
                setOpen(false);
                onChoose(id);
              }}
            />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Choices({
  input,
  label,
  find,
  none,
  chosen,
  filter,
  onChoose,
}: Pick<PickerProps, 'label' | 'find' | 'none' | 'chosen' | 'filter' | 'onChoose'> & { input: React.RefObject<HTMLInputElement | null> }) {
  const id = useId();
  const [query, setQuery] = useState('');
  const found = useMemo(() => find(query), [find, query]);
  const [moved, setMoved] = useState<number>();
  const active = moved ?? Math.max(0, query === '' ? found.findIndex((item) => item.id === chosen) : 0);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, found]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) setMoved(Math.max(0, Math.min(found.length - 1, active + step)));
    else if (event.key === 'Enter') {
      const item = found[active];
      if (item) onChoose(item.id);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div className={styles['head']}>
        <Icon name="search" size={13} />
        <input
          ref={input}
          className={styles['input']}
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={found[active] && `${id}-${active}`}
          autoComplete="off"
          spellCheck={false}
          placeholder={label}
          data-pending={query === '' ? undefined : true}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setMoved(undefined);
          }}
          onKeyDown={onKeyDown}
        />
        {filter}
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={label} className={styles['list']}>
        {found.map((item, index) => (
          <div
            key={item.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-label={item.label}
            aria-describedby={item.about && `${id}-${index}-about`}
            aria-selected={index === active}
            className={classes(styles['item'], item.picture !== undefined && styles['pictured'])}
            onPointerMove={() => setMoved(index)}
            onClick={() => onChoose(item.id)}
            onKeyDown={onKeyDown}
          >
            <span className={styles['lead']}>{item.picture ?? (item.icon && <Icon name={item.icon} size={13} />)}</span>
            <span className={styles['name']}>
              <bdi>{item.label}</bdi>
            </span>
            {item.hint && <bdi className={styles['hint']}>{item.hint}</bdi>}
            {item.about && (
              <span id={`${id}-${index}-about`} className={styles['about']}>
                {item.about}
              </span>
            )}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={styles['none']}>{none(query)}</p>}
    </>
  );
}
