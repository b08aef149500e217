import type { MenuEntry } from '../../../ui/index.ts';
import type { Spot } from '../../../view/index.ts';
import type { Editor } from '../../editor/index.ts';
import { addInstance } from '../../editor/actions/index.ts';

/** The prefabs of the project, each to add an instance of: where the view looks, or under a point of the picture. */
export function prefabGroups(editor: Editor, spot?: Spot): readonly (readonly MenuEntry[])[] {
  const names = Object.keys(editor.project.get()?.prefabs.get() ?? {}).toSorted();
  if (names.length === 0) return [];
  return [
    names.map((name) => ({
      id: `prefab-${name}`,
      label: name,
      icon: 'layers',
      disabled: !editor.canEdit.get(),
      onSelect: () => void editor.do(addInstance, { prefab: name, ...(spot && { spot }) }),
    })),
  ];
}
