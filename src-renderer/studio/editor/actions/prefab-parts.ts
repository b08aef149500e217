/** The parts of instances: what one lacks is brought back, what a prefab shall not have is taken out of all. */
import type { Editor } from '../editor.ts';
import { chosenOf } from '../prefabs/selected.ts';
import { type Action, defineAction } from './action.ts';
import { mayEdit } from './edit.ts';

const whenChosen =
  (isPart: boolean) =>
  (editor: Editor): boolean =>
    mayEdit(editor) && chosenOf(editor, isPart) !== undefined;

/** Puts back what an instance lacks of the parts of its prefab. */
export const bringParts = defineAction({
  id: 'prefab.bringParts',
  title: 'action.bringParts',
  words: 'prefab missing deleted children restore',
  menu: { in: 'entity', group: 3 },
  when: whenChosen(false),
  run: async (editor) => (await import('../prefabs/instance-edits.ts')).bringMissing(editor),
});

/** Takes a part out of its prefab: it goes from every instance. */
export const removePart = defineAction({
  id: 'prefab.removePart',
  title: 'action.removePart',
  words: 'prefab child delete part',
  menu: { in: 'entity', group: 3 },
  when: whenChosen(true),
  run: async (editor) => (await import('../prefabs/instance-edits.ts')).removeChosenPart(editor),
});

const list = defineAction({
  id: 'prefab.list',
  title: 'action.prefabs',
  icon: 'layers',
  words: 'prefab library manage rename delete where used variants',
  menu: { in: 'entity', group: 3 },
  when: ({ project }) => project.get() !== undefined,
  run: ({ dialog }) => dialog.set('prefabs'),
});

export const prefabPartActions: readonly Action[] = [bringParts, removePart, list];
