import type { MenuEntry } from '../../ui/index.ts';
import type { Editor } from '../editor/index.ts';
import { menuGroups } from '../shell/action-ui.ts';

/** What there is for instances of prefabs or points of paths alone would make the menu long for all others. */
const isForSome = ({ id, disabled }: MenuEntry): boolean => disabled === true && /^(?:prefab\.|entity\.addPoint$)/.test(id);

/** What can be done with the selected entities, in the tree and in the scene. */
export const entityMenu = (editor: Editor): readonly (readonly MenuEntry[])[] =>
  [...menuGroups(editor, 'edit').slice(1, 3), ...menuGroups(editor, 'entity').slice(1)].map((group) =>
    group.filter((entry) => !isForSome(entry)),
  );
