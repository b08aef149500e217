import type { Spot } from '../../../view/index.ts';
import type { MenuEntry } from '../../../ui/index.ts';
import type { Editor } from '../../editor/index.ts';
import { addHere, pasteHere } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { actionEntry, menuGroups } from '../../shell/action-ui.ts';
import { entityMenu } from '../entity-menu.ts';
import { prefabGroups } from '../hierarchy/prefab-entries.ts';

/** What somebody asks for the menu of. */
export interface Asked {
  spot: Spot;
  /** Whether an entity is there, which is selected then. */
  onEntity: boolean;
}

const adding = 'entity.add.';

/** What the menu Entity adds, under a point of the picture instead of where the view looks. */
const aimed = (editor: Editor, entries: readonly MenuEntry[], spot: Spot): MenuEntry[] =>
  entries.map(({ submenu, ...entry }) =>
    submenu
      ? { ...entry, submenu: () => submenu().map((group) => aimed(editor, group, spot)) }
      : { ...entry, onSelect: () => void editor.do(addHere, { kind: entry.id.slice(adding.length), spot }) },
  );

/** The menu of the scene: what can be done at a point of it, and with the entity that is there. */
export function sceneMenu(editor: Editor, { spot, onEntity }: Asked): readonly (readonly MenuEntry[])[] {
  const disabled = !editor.canEdit.get();
  const kinds = menuGroups(editor, 'entity')[0] ?? [];
  const entries = (ids: readonly string[]): MenuEntry[] =>
    ids.flatMap((id) => {
      const action = editor.actions.get(id);
      return action ? [actionEntry(editor, action)] : [];
    });
  const here: MenuEntry[] = [
    {
      id: addHere.id,
      label: t('action.addHere'),
      icon: 'plus',
      submenu: () => [aimed(editor, kinds, spot), ...prefabGroups(editor, spot)],
    },
    { id: pasteHere.id, label: t('action.pasteHere'), icon: 'paste', disabled, onSelect: () => void editor.do(pasteHere, { spot }) },
  ];
  if (onEntity) return [[...here, ...entries(['view.frame'])], ...entityMenu(editor)];
  const views = menuGroups(editor, 'view').flatMap((group) => group.filter(({ id }) => /^menu\.view\.(look|bookmarks|putBy)$/.test(id)));
  return [here, entries(['edit.selectAll', 'view.frameAll']), views, entries(['view.show.grid', 'view.show.helpers'])];
}
