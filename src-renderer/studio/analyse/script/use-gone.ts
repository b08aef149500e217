import { useEffect, useRef } from 'react';
import type { Editor } from '../../editor/index.ts';

/** Whoever has a script before their eyes that another person takes away is told so, and may bring it back. */
export function useGone(editor: Editor, path: string | undefined): void {
  const shown = useRef(path);
  useEffect(() => {
    const was = shown.current;
    shown.current = path;
    const project = editor.project.get();
    if (was === path || !project || project.scripts.some((script) => script.path === was)) return;
    const gone = project.gone.find((part) => part.path === was && part.by.id !== project.room.person?.id);
    if (gone) void import('../../editor/files/bring-back.ts').then(({ sayGone }) => sayGone(editor, gone));
  }, [editor, path]);
}
