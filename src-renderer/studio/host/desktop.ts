import type { DesktopWindow } from '../../../src-main/contract/desktop.ts';
import type { Editor } from '../editor/index.ts';

/** In the native window its menu starts the same actions. Elsewhere nothing happens. */
export function followDesktop(editor: Editor, page: Window): void {
  const { ledgerquestDesktop: desktop } = page as { ledgerquestDesktop?: DesktopWindow };
  desktop?.onAction((id) => {
    const action = editor.actions.get(id);
    if (action) void editor.do(action);
  });
}
