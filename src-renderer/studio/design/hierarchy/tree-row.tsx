import { memo, type MouseEvent, useRef, useState } from 'react';
import type { Problem } from '../../../../engine/model/problem.ts';
import { classes, Icon, TextField } from '../../../ui/index.ts';
import type { Cell, LevelSession, TreeRow as Row } from '../../editor/index.ts';
import { renameTo } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './hierarchy.module.css';
import { kindOf } from './rows.ts';
import { useAttribute } from './use-attribute.ts';
import { endDrag, startDrag, useRowDrop } from './use-row-drop.ts';

interface TreeRowProps {
  level: LevelSession;
  row: Row;
  top: number;
  focus: Cell<string | undefined>;
  /** What is looked for in names. */
  found: readonly string[];
  /** How bad the worst of its problems is. */
  problem: Problem['severity'] | undefined;
  onPick: (key: string, event: MouseEvent) => void;
  onToggle: (key: string) => void;
}

/** One entity in the tree. It hears of its own changes only. */
export const TreeRow = memo(function TreeRow({
  level,
  row: { key, level: depth, position, siblings, expanded },
  top,
  focus,
  found,
  problem,
  onPick,
  onToggle,
}: TreeRowProps) {
  const editor = useEditor();
  const entity = useCell(level.entity(key));
  const isInstance = useCell(level.instance(key), (instance) => instance !== undefined);
  const element = useRef<HTMLDivElement>(null);
  useAttribute(
    element,
    'aria-selected',
    (listener) => editor.selection.subscribe(key, listener),
    () => String(editor.selection.has(key)),
  );
  useAttribute(
    element,
    'data-focused',
    (listener) => focus.subscribe(listener),
    () => (focus.get() === key ? '' : undefined),
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
  const drop = useRowDrop(level, key, expanded, () => onToggle(key));
  const [near, setNear] = useState(false);
  if (!entity) return null;
  const indent = 8 + (depth - 1) * 14;

  return (
    <div
      ref={element}
      id={`row-${key}`}
      role="treeitem"
      tabIndex={-1}
      aria-label={entity.name}
      aria-level={depth}
      aria-setsize={siblings}
      aria-posinset={position}
      aria-expanded={expanded}
      className={classes(styles['row'], hidden && styles['hidden'], drop.at && styles[drop.at])}
      style={{ transform: `translateY(${top}px)`, paddingInlineStart: indent, '--own-indent': `${indent + 16}px` } as React.CSSProperties}
      draggable={!renaming}
      onMouseEnter={() => setNear(true)}
      onMouseLeave={() => setNear(false)}
      onMouseDown={(event) => event.button === 0 && onPick(key, event)}
      onMouseUp={(event) => event.button === 0 && onPick(key, event)}
      onContextMenu={(event) => !editor.selection.has(key) && onPick(key, event)}
      onDoubleClick={() => editor.viewport.get()?.frame([key])}
      onDragStart={(event) => startDrag(editor, level, key, event)}
      onDragEnd={endDrag}
      onDragOver={drop.onDragOver}
      onDragLeave={drop.onDragLeave}
      onDrop={drop.onDrop}
    >
      <span
        className={classes(styles['twist'], expanded && styles['open'])}
        aria-hidden
        onMouseUp={(event) => event.stopPropagation()}
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
          onCommit={(name) => void editor.do(renameTo, { entity: key, name, of: level })}
        />
      ) : (
        <bdi className={styles['name']}>{highlighted(entity.name, found)}</bdi>
      )}
      {problem !== undefined && (
        <span role="img" aria-label={t(`tree.problem.${problem}`)} className={classes(styles['problem'], styles[problem])} />
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
      onMouseUp={(event) => event.stopPropagation()}
      onClick={onToggle}
    >
      <Icon name={icon} size={12} />
    </button>
  );
}

function highlighted(name: string, found: readonly string[]) {
  const small = name.toLowerCase();
  const word = found.find((one) => small.includes(one));
  if (word === undefined) return name;
  const at = small.indexOf(word);
  return (
    <>
      {name.slice(0, at)}
      <mark className={styles['match']}>{name.slice(at, at + word.length)}</mark>
      {name.slice(at + word.length)}
    </>
  );
}
