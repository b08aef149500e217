import type { IconName, MenuEntry } from '../../ui/index.ts';
import { type Action, type Editor, type MenuId, showKeys } from '../editor/index.ts';
import { type PlainKey, t } from '../i18n/index.ts';
import { isMac } from './keyboard.ts';

export const titleOf = (action: Action): string => t(action.title as PlainKey);

/** All keys of an action, as people of this system read them. */
export const allKeysOf = (editor: Editor, action: Action): readonly string[] =>
  editor.actions.keysOf(action.id).map((keys) => showKeys(keys, isMac));

/** The first keys of an action as people of this system read them. */
export function keysOf(editor: Editor, action: Action): string | undefined {
  const [keys] = editor.actions.keysOf(action.id);
  return keys === undefined ? undefined : showKeys(keys, isMac);
}

export const isEnabled = (editor: Editor, action: Action): boolean => action.when?.(editor) ?? true;

export function actionEntry(editor: Editor, action: Action): MenuEntry {
  return {
    id: action.id,
    label: titleOf(action),
    icon: action.icon as IconName | undefined,
    keys: keysOf(editor, action),
    checked: action.checked?.(editor),
    disabled: !isEnabled(editor, action),
    onSelect: () => void editor.do(action),
  };
}

/** A menu of the window, generated from the registry. */
export const menuGroups = (editor: Editor, id: MenuId): readonly (readonly MenuEntry[])[] =>
  editor.actions.menu(id).map((group) => group.map((action) => actionEntry(editor, action)));
