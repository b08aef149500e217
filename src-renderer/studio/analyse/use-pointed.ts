import { type RefObject, useEffect } from 'react';
import type { Pointed } from '../editor/index.ts';
import { useCell, useEditor } from '../react.ts';

/** Brings what somebody wants to see into view and under the hands: the part of an element that a selector finds. */
export function usePointed(element: RefObject<HTMLElement | null>, shows: (pointed: Pointed) => string | undefined): void {
  const editor = useEditor();
  const pointed = useCell(editor.pointed);
  const wanted = pointed && shows(pointed);
  useEffect(() => {
    // Of several that show it, the first has taken it up.
    if (wanted === undefined || editor.pointed.get() === undefined) return;
    editor.pointed.set(undefined);
    const part = element.current?.querySelector<HTMLElement>(wanted);
    part?.scrollIntoView({ block: 'center' });
    part?.focus();
  }, [wanted, editor, element]);
}
