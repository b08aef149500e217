import type { MenuEntry } from '../../ui/index.ts';
import type { Editor } from '../editor/index.ts';
import { menuGroups } from '../shell/action-ui.ts';

/** What can be done with the selected entities, in the tree and in the scene. */
export const entityMenu = (editor: Editor): readonly (readonly MenuEntry[])[] => [
  ...menuGroups(editor, 'edit').slice(1, 3),
  ...menuGroups(editor, 'entity').slice(1),
];
