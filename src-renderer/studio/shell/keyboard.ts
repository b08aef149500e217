import { matches, parseKeys } from '../editor/actions/keys.ts';
import type { Editor } from '../editor/index.ts';

export const isMac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent);

/** The key of the context menu, and what stands for it on keyboards without one. */
export const isMenuKey = ({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean =>
  key === 'ContextMenu' || (key === 'F10' && shiftKey);

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest('.monaco-editor') !== null ||
    target.matches('textarea, select, [role="textbox"], input:not([type="checkbox"]):not([type="range"])'));

/** Keys that a focused control needs for itself: a button presses with Space, a tree and a menu walk with arrows. */
const belongsToControl = (event: KeyboardEvent): boolean =>
  event.target instanceof HTMLElement &&
  (event.key === ' ' || event.key === 'Enter' || event.key.startsWith('Arrow')) &&
  event.target.closest('button, a, [role="slider"], [role="switch"], [role="menu"], [role="listbox"], [role="combobox"], [role="tab"]') !==
    null;

/** Actions whose keys work in dialogs as well. */
const everywhere = /^view\.(palette$|zoom\.)/;

/** Keys with which a browser takes back what was typed into any field of the page, whatever has become of the field since. */
const browserSteps = ['Mod+Z', 'Mod+Shift+Z', 'Mod+Y'].map(parseKeys);

/** A field that holds what is not taken yet takes its own letters back. */
const isUnfinished = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.dataset['pending'] !== undefined;

/** What keeps steps of its own. */
const isEditor = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('.monaco-editor') !== null);

/** Lets key presses in this window start actions. Returns how to stop. */
export function bindKeys(editor: Editor, target: Window): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || belongsToControl(event)) return;
    if (browserSteps.some((stroke) => matches(stroke, event, isMac))) {
      if (isUnfinished(event.target)) return;
      // Also where Studio has nothing to take back: the browser would write an earlier text into what is about something else now.
      if (!isEditor(event.target)) event.preventDefault();
    }
    const inDialog = event.target instanceof HTMLElement && event.target.closest('[role="dialog"], [role="menu"]') !== null;
    const action = editor.actions.forKey(editor, event, { mac: isMac, typing: isTyping(event.target) });
    if (!action || (inDialog && !everywhere.test(action.id))) return;
    event.preventDefault();
    void editor.do(action);
  };
  target.addEventListener('keydown', onKey);
  return () => target.removeEventListener('keydown', onKey);
}
