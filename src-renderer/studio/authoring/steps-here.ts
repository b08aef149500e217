import { redo, undo } from '../editor/actions/index.ts';
import type { Editor, ProjectSession } from '../editor/index.ts';
import { inTurn } from '../editor/in-turn.ts';
import { t } from '../i18n/index.ts';
import { isMac } from '../shell/keyboard.ts';

/**
 * Undo and redo by their keys in a dialog about the project: its own steps only, since nobody sees there what else changes. In a field that
 * holds unfinished text they are the field's.
 * @param say why nothing was taken back; undefined when something was
 */
export function takeStep(editor: Editor, project: ProjectSession, event: KeyboardEvent, say: (text?: string) => void): void {
  const action = editor.actions.forKey(editor, event, { mac: isMac, typing: false });
  if ((action !== undo && action !== redo) || (event.target as HTMLElement).dataset['pending']) return;
  event.preventDefault();
  const dialog = event.currentTarget as HTMLElement;
  // Which step is next is known when those on their way are done.
  void inTurn(editor.history, () => {
    if (!editor.history.next(action === undo ? 'undo' : 'redo').has(project.document)) return say(t('project.step.elsewhere'));
    say();
    void editor.do(action).then(() => {
      // A step that takes a declaration away takes the field with it that the keyboard was in.
      setTimeout(() => document.activeElement === document.body && dialog.focus());
    });
  });
}
