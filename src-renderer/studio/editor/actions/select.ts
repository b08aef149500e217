import type { Editor } from '../editor.ts';
import { topsOf } from '../level/tree.ts';
import { type Action, defineAction } from './action.ts';
import { hasSelection } from './edit.ts';

const parentsOf = ({ selection, level }: Editor): string[] => [
  ...new Set(selection.keys.get().flatMap((key) => level.get()?.entity(key).get()?.parent ?? [])),
];
const childrenOf = ({ selection, level }: Editor): string[] => selection.keys.get().flatMap((key) => level.get()?.children(key)[0] ?? []);

const invert = defineAction({
  id: 'edit.selectOthers',
  title: 'action.selectOthers',
  keys: ['Mod+I'],
  words: 'invert selection inverse',
  menu: { in: 'edit', group: 3 },
  when: ({ level }) => level.get() !== undefined,
  run({ level, selection, visibility }) {
    const entities = Object.keys(level.get()?.level.get().entities ?? {});
    selection.set(entities.filter((key) => !selection.has(key) && !visibility.locked.get().has(key) && !visibility.hidden.get().has(key)));
  },
});

const parent = defineAction({
  id: 'edit.selectParent',
  title: 'action.selectParent',
  keys: ['['],
  words: 'up hierarchy',
  menu: { in: 'edit', group: 3 },
  when: (editor) => parentsOf(editor).length > 0,
  run: (editor) => editor.selection.set(parentsOf(editor)),
});

const child = defineAction({
  id: 'edit.selectChild',
  title: 'action.selectChild',
  keys: [']'],
  words: 'down hierarchy first',
  menu: { in: 'edit', group: 3 },
  when: (editor) => childrenOf(editor).length > 0,
  run: (editor) => editor.selection.set(childrenOf(editor)),
});

export const isolate = defineAction({
  id: 'view.isolate',
  title: 'action.isolate',
  keys: ['Shift+H'],
  icon: 'eye',
  words: 'isolate solo local view hide others show all',
  menu: { in: 'view', group: 2 },
  when: (editor) => editor.visibility.isolated.get() !== undefined || hasSelection(editor),
  checked: ({ visibility }) => visibility.isolated.get() !== undefined,
  run(editor) {
    const { visibility, selection, level } = editor;
    if (visibility.isolated.get()) return visibility.isolate(undefined);
    visibility.isolate(topsOf(selection.keys.get(), (key) => level.get()?.entity(key).get()?.parent));
  },
});

export const selectActions: readonly Action[] = [invert, parent, child, isolate];
