import type { Action, Editor } from '../../editor/index.ts';

const history = new Set(['edit.undo', 'edit.redo']);

/** Inside a text most editing keys mean the text; undo, redo and everything that is not editing (run, palette, save) stays Studio's. */
export function studioAction(editor: Editor, event: KeyboardEvent, { mac, inText }: { mac: boolean; inText: boolean }): Action | undefined {
  const action = editor.actions.forKey(editor, event, { mac, typing: true });
  if (!action) return undefined;
  if (history.has(action.id)) return inText ? action : undefined;
  return action.menu?.in === 'edit' || action.menu?.in === 'entity' ? undefined : action;
}
