import type { Editor } from '../editor.ts';
import type { MessageKey } from '../../i18n/index.ts';

export const menus = ['project', 'edit', 'entity', 'view', 'play', 'help'] as const;
export type MenuId = (typeof menus)[number];

/**
 * Something a person does in Studio. Menus, palette, toolbar, context menus, keys and the shortcut sheet are generated from these, and
 * whatever a panel changes it changes by running one.
 */
export interface Action<Input = void> {
  /** `area.verb`, stable: people's own key bindings name it. */
  id: string;
  title: MessageKey;
  /** Default keys, such as `Mod+Shift+Z`; Mod is Command on a Mac and Control elsewhere. */
  keys?: readonly string[];
  /** False: shown disabled, and its keys do nothing. */
  when?: (editor: Editor) => boolean;
  /** For actions that switch something. */
  checked?: (editor: Editor) => boolean;
  /** Where it stands in the menus; a line is drawn between groups. `under`: in a menu of its own within the group, by this title. */
  menu?: { in: MenuId; group: number; under?: MessageKey };
  /** Name of the icon in ui/icon. */
  icon?: string;
  /** Other words people may look for in the palette. */
  words?: string;
  run: (editor: Editor, input: Input) => void | Promise<void>;
}

export const defineAction = <Input = void>(action: Action<Input>): Action<Input> => action;
