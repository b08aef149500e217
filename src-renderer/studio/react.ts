import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from 'react';
import type { Cell, Editor } from './editor/index.ts';

const Context = createContext<Editor | undefined>(undefined);

export const EditorProvider = Context.Provider;

/** The editor of this window. */
export function useEditor(): Editor {
  const editor = useContext(Context);
  if (!editor) throw new Error('useEditor outside of EditorProvider');
  return editor;
}

/** The value of a cell; renders again when it changes. With a selector, only when that part changes (by identity). */
export function useCell<T>(cell: Cell<T>): T;
export function useCell<T, Part>(cell: Cell<T>, select: (value: T) => Part): Part;
export function useCell<T, Part>(cell: Cell<T>, select?: (value: T) => Part): T | Part {
  const read = (): T | Part => (select ? select(cell.get()) : cell.get());
  return useSyncExternalStore(
    useCallback((listener) => cell.subscribe(listener), [cell]),
    read,
  );
}

/** The value of a cell that may be missing. */
export function useMaybeCell<T>(cell: Cell<T> | undefined): T | undefined {
  const none = useMemo<Cell<undefined>>(() => ({ get: () => undefined, subscribe: () => () => {} }), []);
  return useCell<T | undefined>(cell ?? none);
}
