import type { IconName, MenuEntry } from '../../ui/index.ts';
import { type Action, type Cell, type Editor, type MenuId, showKeys } from '../editor/index.ts';
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

/** What makes an action possible or not, or changes how it is shown. */
export const whatActionsFollow = (editor: Editor): readonly Cell<unknown>[] => [
  editor.host,
  editor.level,
  editor.selection.keys,
  editor.steps,
  editor.stepsWaiting,
  editor.sync,
  editor.canEdit,
  editor.tool,
  editor.viewing.snap,
  editor.viewing.outlook,
  editor.viewing.grid,
  editor.viewing.counts,
  editor.viewing.helpers,
  editor.visibility.hidden,
  editor.visibility.locked,
  editor.visibility.isolated,
  editor.dialog,
  editor.following,
  editor.actions.bindings,
  editor.people,
  editor.preview.transport,
  editor.preview.current,
  editor.preview.changed,
  editor.preferences.preset,
  editor.preferences.theme,
  editor.preferences.language,
  editor.debug.session,
  editor.debug.caret,
  editor.viewport,
];

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

/** Entries of a group; those that belong under a title of their own stand there, where the first of them would. */
function entriesOf(editor: Editor, group: readonly Action[]): readonly MenuEntry[] {
  const under = new Map<string | undefined, Action[]>();
  for (const action of group) under.set(action.menu?.under, [...(under.get(action.menu?.under) ?? []), action]);
  return group.flatMap((action): MenuEntry[] => {
    const title = action.menu?.under;
    if (title === undefined) return [actionEntry(editor, action)];
    const actions = under.get(title) ?? [];
    if (actions[0] !== action) return [];
    return [{ id: title, label: t(title as PlainKey), submenu: () => [actions.map((one) => actionEntry(editor, one))] }];
  });
}

/** A menu of the window, generated from the registry. */
export const menuGroups = (editor: Editor, id: MenuId): readonly (readonly MenuEntry[])[] =>
  editor.actions.menu(id).map((group) => entriesOf(editor, group));
