import { type RefObject, useEffect } from 'react';
import type { Pointed } from '../editor/index.ts';
import { useCell, useEditor } from '../react.ts';

/** Brings an element into view, and what can be used in it under the hands, when somebody wants to see what it shows. */
export function usePointed(element: RefObject<HTMLElement | null>, shows: (pointed: Pointed) => string | undefined): void {
  const editor = useEditor();
  const pointed = useCell(editor.pointed);
  const wanted = pointed && shows(pointed);
  useEffect(() => {
    // Of several that show it, the first has taken it up.
    if (wanted === undefined || editor.pointed.get() === undefined) return;
    editor.pointed.set(undefined);
    element.current?.scrollIntoView({ block: 'center' });
    element.current?.querySelector<HTMLElement>(wanted)?.focus();
  }, [wanted, editor, element]);
}
