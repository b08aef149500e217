import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { ContextMenu, EmptyState, IconButton, Menu } from '../../../ui/index.ts';
import { ancestorsOf, branch, createCell, type LevelSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { menuGroups } from '../../shell/action-ui.ts';
import { entityMenu } from '../entity-menu.ts';
import { FilterChips, FilterField } from './filter-bar.tsx';
import { namesIn, parseFilter } from './filter.ts';
import styles from './hierarchy.module.css';
import { prefabGroups } from './prefab-entries.ts';
import { problemMarks } from './problem-marks.ts';
import { foundBy, visibleRows, withOpen } from './rows.ts';
import { TreeBox } from './tree-box.tsx';
import { TreeRow } from './tree-row.tsx';
import { useFacts } from './use-facts.ts';
import { allowDrop, dropAtEnd } from './use-row-drop.ts';

/** Rows that stand ready above and below what is seen. */
const overscan = 8;

export function Hierarchy() {
  const level = useCell(useEditor().level);
  // As the token --row has it.
  const { preferences } = useEditor();
  const rowHeight = Math.round((24 * useCell(preferences.textSize) * useCell(preferences.zoom)) / 10_000);
  return level ? (
    <SceneTree key={`${rowHeight} ${level.ref.path}`} level={level} rowHeight={rowHeight} />
  ) : (
    <EmptyState icon="tree" title={t('tree.none')} />
  );
}

function SceneTree({ level, rowHeight }: { level: LevelSession; rowHeight: number }) {
  const editor = useEditor();
  const scene = useCell(level.tree);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [query, setQuery] = useState('');
  // A cell, not a state: the row that is left and the one that is reached hear of it, not the whole tree.
  const [focus] = useState(() => createCell(editor.selection.keys.get().at(-1)));
  const anchor = useRef<string>(undefined);
  const own = useRef(false);
  const tree = useRef<HTMLDivElement>(null);
  const problems = useCell(problemMarks(editor));
  const facts = useFacts(level, query, problems);
  const found = useMemo(() => namesIn(parseFilter(query)), [query]);
  const rows = useMemo(() => visibleRows(scene, level, toggled, query, facts), [scene, level, toggled, query, facts]);
  // For who selects all: asked for when that is done, since names change while the tree stays.
  useEffect(() => {
    editor.selection.found.set(parseFilter(query).length === 0 ? undefined : () => foundBy(query, level, facts) ?? []);
    return () => editor.selection.found.set(undefined);
  }, [editor, level, query, facts]);
  const indexOf = useMemo(() => new Map(rows.map(({ key }, index) => [key, index])), [rows]);
  // oxlint-disable-next-line react/incompatible-library -- its functions are called while rendering, never kept
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => tree.current, estimateSize: () => rowHeight, overscan });

  const toggle = useCallback(
    (key: string): void =>
      setToggled((now) => {
        const next = new Set(now);
        if (!next.delete(key)) next.add(key);
        return next;
      }),
    [],
  );

  const setOpen = (keys: readonly string[], open: boolean): void => setToggled((now) => withOpen(now, level.size.get(), keys, open));

  // What is selected elsewhere is unfolded and scrolled to here.
  useEffect(
    () =>
      editor.selection.keys.subscribe(() => {
        const primary = editor.selection.keys.get().at(-1);
        if (own.current || primary === undefined) return;
        const above = ancestorsOf(primary, (key) => level.entity(key).get()?.parent);
        setToggled((now) => withOpen(now, level.size.get(), above, true));
        focus.set(primary);
      }),
    [editor, level, focus],
  );
  const focusIndex = useCallback((): number => indexOf.get(focus.get() ?? '') ?? -1, [indexOf, focus]);
  const isRow = useCallback((key: string): boolean => indexOf.has(key), [indexOf]);
  const followed = useRef(-1);
  useEffect(() => {
    const follow = (): void => {
      const index = focusIndex();
      if (index === followed.current) return;
      followed.current = index;
      if (index < 0) return;
      const above = index * rowHeight - (virtual.scrollOffset ?? 0);
      const isSeen = above >= 0 && above + rowHeight <= (virtual.scrollRect?.height ?? 0);
      if (!isSeen) virtual.scrollToIndex(index, { align: 'auto' });
    };
    follow();
    return focus.subscribe(follow);
  }, [focus, focusIndex, rowHeight, virtual]);

  /** What is selected by a row is in sight already. */
  const chosenHere = (choose: () => void): void => {
    own.current = true;
    choose();
    own.current = false;
  };
  const select = (keys: readonly string[]): void => {
    chosenHere(() => editor.selection.set(keys));
  };
  const range = (from: string, to: string): string[] => {
    const [a, b] = [indexOf.get(from) ?? 0, indexOf.get(to) ?? 0].toSorted((x, y) => x - y);
    return rows.slice(a, (b ?? 0) + 1).map(({ key }) => key);
  };
  const pick = (key: string, event: MouseEvent): void => {
    focus.set(key);
    // A press on one of several that are selected may begin a drag of all: only the click that is none selects it alone.
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey;
    if (event.type === 'mouseup')
      return isPlain && editor.selection.has(key) && editor.selection.keys.get().length > 1 ? select([key]) : undefined;
    if (event.type === 'mousedown' && isPlain && editor.selection.has(key) && !editor.selection.picking.get()) {
      anchor.current = key;
      return undefined;
    }
    if (event.shiftKey && anchor.current !== undefined) return select(range(anchor.current, key));
    anchor.current = key;
    if (event.ctrlKey || event.metaKey) {
      chosenHere(() => editor.selection.toggle(key));
    } else select([key]);
    return undefined;
  };
  // Rows keep what they are handed: a row is rendered again for what is said of it, not because another one was pressed.
  const latestPick = useRef(pick);
  useLayoutEffect(() => {
    latestPick.current = pick;
  });
  const onPick = useCallback((key: string, event: MouseEvent): void => latestPick.current(key, event), []);
  const go = (index: number, extend: boolean): void => {
    const key = rows[Math.max(0, Math.min(rows.length - 1, index))]?.key;
    if (key === undefined) return;
    focus.set(key);
    if (extend && anchor.current !== undefined) select(range(anchor.current, key));
    else {
      anchor.current = key;
      select([key]);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== tree.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = focusIndex();
    const row = rows[at];
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: at + 20,
      PageUp: at - 20,
    };
    const target = steps[event.key];
    if (target !== undefined) go(target, event.shiftKey);
    else if (event.shiftKey && row && (event.key === 'ArrowRight' || event.key === 'ArrowLeft'))
      setOpen(branch(level, row.key), event.key === 'ArrowRight');
    else if (event.key === 'ArrowRight' && row) {
      if (row.expanded === false) toggle(row.key);
      else if (row.expanded) go(at + 1, false);
    } else if (event.key === 'ArrowLeft' && row) {
      if (row.expanded) toggle(row.key);
      else {
        const parent = level.entity(row.key).get()?.parent;
        if (parent) go(indexOf.get(parent) ?? at, false);
      }
    } else if (event.key === 'Enter' && row) editor.renaming.set(row.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div className={styles['head']}>
        <FilterField query={query} onChange={setQuery} />
        <Menu
          align="end"
          trigger={<IconButton icon="plus" label={t('tree.add')} />}
          groups={() => [...menuGroups(editor, 'entity').slice(0, 1), ...prefabGroups(editor)]}
        />
      </div>
      <FilterChips query={query} onChange={setQuery} />
      <ContextMenu className={styles['tree']} groups={() => entityMenu(editor)}>
        <TreeBox
          ref={tree}
          focus={focus}
          isRow={isRow}
          onKeyDown={onKeyDown}
          onDragOver={allowDrop}
          onDrop={(event) => dropAtEnd(editor, event)}
          onFocus={() => focus.get() === undefined && rows[0] && focus.set(rows[0].key)}
          onClick={() => {
            // A click leaves the focus on a row: the tree takes the keys, which would go with the row once it is scrolled out of sight.
            if (document.activeElement?.role === 'treeitem') tree.current?.focus({ preventScroll: true });
          }}
        >
          <div className={styles['rows']} role="presentation" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              return (
                row && (
                  <TreeRow
                    key={row.key}
                    level={level}
                    row={row}
                    top={item.start}
                    focus={focus}
                    found={found}
                    problem={problems.get(row.key)}
                    onPick={onPick}
                    onToggle={toggle}
                  />
                )
              );
            })}
          </div>
          {rows.length === 0 && (
            <EmptyState
              icon="tree"
              title={
                query === ''
                  ? t('tree.empty')
                  : found.length === 1 && found[0] === query.trim().toLowerCase()
                    ? t('tree.noMatch', { query })
                    : t('tree.noAnswer')
              }
              text={t(query === '' ? 'tree.empty.hint' : 'tree.noMatch.hint')}
            />
          )}
        </TreeBox>
      </ContextMenu>
    </>
  );
}
