import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Editor } from '../../editor/index.ts';
import type { Rectangle } from './paste.ts';

/** A cell by its entity and the place of its column; without an entity the heading of the column. */
export interface Spot {
  key: string | undefined;
  column: number;
}

export interface Cursor {
  at: Spot;
  /** Places of what is chosen, from the anchor to the cursor; undefined on a heading. */
  range: Rectangle | undefined;
  rowOf: (key: string | undefined) => number;
  /** Goes to a row (-1: the headings) and a column, as near as there is one. `extend`: what is chosen grows there. */
  go: (row: number, column: number, extend?: boolean) => void;
  /** Chooses a rectangle; the cursor is at its first cell. */
  choose: (range: Rectangle) => void;
}

/** Where one is in the table. The entities of the chosen rows are selected, and what is selected elsewhere is gone to. */
export function useCursor(editor: Editor, keys: readonly string[], columns: number): Cursor {
  const [spots, setSpots] = useState<{ at: Spot; anchor: Spot }>(() => {
    const start = { key: editor.selection.keys.get().at(-1) ?? keys[0], column: 0 };
    return { at: start, anchor: start };
  });
  const own = useRef(false);
  const places = useMemo(() => new Map(keys.map((key, row) => [key, row])), [keys]);
  const rowOf = useCallback((key: string | undefined): number => (key === undefined ? -1 : (places.get(key) ?? -1)), [places]);

  useEffect(
    () =>
      editor.selection.keys.subscribe(() => {
        const key = editor.selection.keys.get().at(-1);
        // What the table does not show is nowhere to go to.
        if (own.current || key === undefined || !places.has(key)) return;
        setSpots(({ at: { column } }) => ({ at: { key, column }, anchor: { key, column } }));
      }),
    [editor, places],
  );

  const put = (at: Spot, anchor: Spot): void => {
    setSpots({ at, anchor });
    const [from, to] = [rowOf(anchor.key), rowOf(at.key)];
    if (from < 0 || to < 0) return;
    const chosen = keys.slice(Math.min(from, to), Math.max(from, to) + 1);
    own.current = true;
    editor.selection.set(from <= to ? chosen : chosen.toReversed());
    own.current = false;
  };
  const spotAt = (row: number, column: number): Spot => ({
    key: keys[Math.min(keys.length - 1, row)],
    column: Math.max(0, Math.min(columns - 1, column)),
  });
  // Whose row is gone, the cursor is at the first.
  const isGone = spots.at.key !== undefined && !places.has(spots.at.key);
  const at = { key: isGone ? keys[0] : spots.at.key, column: Math.min(spots.at.column, columns - 1) };
  const [row, start] = [rowOf(at.key), rowOf(spots.anchor.key)];
  const range =
    row < 0
      ? undefined
      : {
          top: Math.min(row, start < 0 ? row : start),
          bottom: Math.max(row, start),
          left: Math.min(at.column, spots.anchor.column),
          right: Math.min(columns - 1, Math.max(at.column, spots.anchor.column)),
        };
  return {
    at,
    range,
    rowOf,
    go(toRow, column, extend = false) {
      const next = spotAt(extend ? Math.max(0, toRow) : toRow, column);
      put(next, extend ? spots.anchor : next);
    },
    choose: ({ top, left, bottom, right }) => put(spotAt(top, left), spotAt(bottom, right)),
  };
}
