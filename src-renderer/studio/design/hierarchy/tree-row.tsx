import { type DragEvent, memo, type MouseEvent, useCallback, useState, useSyncExternalStore } from 'react';
import { classes, Icon, TextField } from '../../../ui/index.ts';
import type { Cell, LevelSession, TreeRow as Row } from '../../editor/index.ts';
import { moveTo, renameTo } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './hierarchy.module.css';
import { kindOf } from './rows.ts';

type DropAt = 'before' | 'inside' | 'after';

interface TreeRowProps {
  level: LevelSession;
  row: Row;
  top: number;
  focus: Cell<string | undefined>;
  query: string;
  onPick: (key: string, event: MouseEvent) => void;
  onToggle: (key: string) => void;
}

const dragType = 'application/x-ledgerquest-entities';

/** One entity in the tree. It hears of its own changes only. */
export const TreeRow = memo(function TreeRow({
  level,
  row: { key, level: depth, position, siblings, expanded },
  top,
  focus,
  query,
  onPick,
  onToggle,
}: TreeRowProps) {
  const editor = useEditor();
  const entity = useCell(level.entity(key));
  const isInstance = useCell(level.instance(key), (instance) => instance !== undefined);
  const focused = useCell(focus, (now) => now === key);
  const selected = useSyncExternalStore(
    useCallback((listener) => editor.selection.subscribe(key, listener), [editor, key]),
    () => editor.selection.has(key),
  );
  const hidden = useCell(editor.visibility.hidden, (keys) => keys.has(key));
  const locked = useCell(editor.visibility.locked, (keys) => keys.has(key));
  const renaming = useCell(editor.renaming, (now) => now === key);
  const colours = useCell(editor.people, (people) =>
    people
      .filter(({ state }) => state.selection?.includes(key))
      .map(({ person }) => person.colour)
      .join(' '),
  );
  const [drop, setDrop] = useState<DropAt>();
  const [near, setNear] = useState(false);
  if (!entity) return null;
  const indent = 8 + (depth - 1) * 14;

  const onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes(dragType)) return;
    event.preventDefault();
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientY - box.top) / box.height;
    setDrop(share < 0.28 ? 'before' : share > 0.72 && expanded !== true ? 'after' : 'inside');
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    const entities = JSON.parse(event.dataTransfer.getData(dragType)) as string[];
    const at = drop;
    setDrop(undefined);
    const around = level.children(entity.parent);
    const to =
      at === 'inside'
        ? { parent: key }
        : {
            parent: entity.parent,
            before: at === 'before' ? key : around.slice(around.indexOf(key) + 1).find((next) => !entities.includes(next)),
          };
    void editor.do(moveTo, { entities, to });
  };

  return (
    <div
      id={`row-${key}`}
      role="treeitem"
      tabIndex={-1}
      aria-label={entity.name}
      aria-level={depth}
      aria-setsize={siblings}
      aria-posinset={position}
      aria-selected={selected}
      aria-expanded={expanded}
      className={classes(styles['row'], focused && styles['focused'], hidden && styles['hidden'], drop && styles[drop])}
      style={{ transform: `translateY(${top}px)`, paddingInlineStart: indent, '--indent': `${indent + 16}px` } as React.CSSProperties}
      draggable={!renaming}
      onMouseEnter={() => setNear(true)}
      onMouseLeave={() => setNear(false)}
      onMouseDown={(event) => event.button === 0 && onPick(key, event)}
      onContextMenu={(event) => !selected && onPick(key, event)}
      onDoubleClick={() => editor.viewport.get()?.frame([key])}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData(dragType, JSON.stringify(editor.selection.has(key) ? editor.selection.keys.get() : [key]));
      }}
      onDragOver={onDragOver}
      onDragLeave={() => setDrop(undefined)}
      onDrop={onDrop}
    >
      <span
        className={classes(styles['twist'], expanded && styles['open'])}
        aria-hidden
        onMouseDown={(event) => {
          if (expanded === undefined) return;
          event.stopPropagation();
          onToggle(key);
        }}
      >
        {expanded !== undefined && <Icon name="chevron-right" size={12} />}
      </span>
      <span className={classes(styles['kind'], isInstance && styles['instance'])}>
        <Icon name={kindOf(entity)} size={13} />
      </span>
      {renaming ? (
        <TextField
          ref={(input) => input?.focus()}
          label={t('tree.name')}
          className={styles['rename']}
          value={entity.name}
          onFocus={(event) => event.currentTarget.select()}
          onBlurCapture={() => editor.renaming.set(undefined)}
          onCommit={(name) => void editor.do(renameTo, { entity: key, name })}
        />
      ) : (
        <span className={styles['name']}>{highlighted(entity.name, query)}</span>
      )}
      {colours !== '' && (
        <span className={styles['dots']} aria-hidden>
          {colours.split(' ').map((colour) => (
            <span key={colour} className={styles['dot']} style={{ background: colour }} />
          ))}
        </span>
      )}
      {(near || locked || hidden) && (
        <>
          <Toggle
            label={t('tree.lock', { name: entity.name })}
            pressed={locked}
            icon={locked ? 'lock' : 'lock-open'}
            onToggle={() => editor.visibility.setLocked([key], !locked)}
          />
          <Toggle
            label={t('tree.hide', { name: entity.name })}
            pressed={hidden}
            icon={hidden ? 'eye-off' : 'eye'}
            onToggle={() => editor.visibility.setHidden([key], !hidden)}
          />
        </>
      )}
    </div>
  );
});

function Toggle({
  label,
  pressed,
  icon,
  onToggle,
}: {
  label: string;
  pressed: boolean;
  icon: 'lock' | 'lock-open' | 'eye' | 'eye-off';
  onToggle: () => void;
}) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      aria-pressed={pressed}
      className={styles['eye']}
      onMouseDown={(event) => event.stopPropagation()}
      onClick={onToggle}
    >
      <Icon name={icon} size={12} />
    </button>
  );
}

function highlighted(name: string, query: string) {
  const words = query.trim().toLowerCase();
  const at = words === '' ? -1 : name.toLowerCase().indexOf(words);
  if (at < 0) return name;
  return (
    <>
      {name.slice(0, at)}
      <mark className={styles['match']}>{name.slice(at, at + words.length)}</mark>
      {name.slice(at + words.length)}
    </>
  );
}
