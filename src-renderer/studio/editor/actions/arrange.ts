/** Where entities stand among each other, by keys as well as by hand; each move is one step, and is said. */
import { deleteEntities, type Destination, moveEntities, setFields } from '../../../../engine/document/index.ts';
import { type PlainKey, t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import type { LevelSession } from '../level/level-session.ts';
import { keptPlaces } from '../level/kept-places.ts';
import { branch } from '../level/tree.ts';
import { type Action, defineAction } from './action.ts';
import { hasSelection, mayEdit } from './edit.ts';
import { nameOf, selectedTops } from './edit-words.ts';

const mayArrange = (editor: Editor): boolean => mayEdit(editor) && hasSelection(editor);

/** Where the selected entities go, as a block; undefined where they stand at the end already. */
type Way = (level: LevelSession, keys: readonly string[], parent: string | null) => Destination | undefined;

const ways: Readonly<Record<string, Way>> = {
  up(level, keys, parent) {
    const siblings = level.children(parent);
    const first = siblings.findIndex((key) => keys.includes(key));
    const before = siblings[first - 1];
    return before === undefined ? undefined : { parent, before };
  },
  down(level, keys, parent) {
    const siblings = level.children(parent);
    const last = siblings.findLastIndex((key) => keys.includes(key));
    return last === siblings.length - 1 ? undefined : { parent, before: siblings[last + 2] };
  },
  in(level, keys, parent) {
    const siblings = level.children(parent);
    const above = siblings[siblings.findIndex((key) => keys.includes(key)) - 1];
    return above === undefined ? undefined : { parent: above };
  },
  out(level, _keys, parent) {
    if (parent === null) return undefined;
    const next = level.entity(parent).get()?.parent ?? null;
    const siblings = level.children(next);
    return { parent: next, before: siblings[siblings.indexOf(parent) + 1] };
  },
};

/** "Lamp is 2 of 3 in House": for those who do not see the row go. */
function say({ notices }: Editor, level: LevelSession, keys: readonly string[]): void {
  const [first = ''] = keys;
  const parent = level.entity(first).get()?.parent ?? null;
  const siblings = level.children(parent);
  notices.announce(
    t('tree.moved', {
      what: nameOf(level, keys),
      position: siblings.indexOf(first) + 1,
      siblings: siblings.length,
      where: parent === null ? t('tree.top') : nameOf(level, [parent]),
    }),
  );
}

const move = (way: keyof typeof ways, title: PlainKey, keys: string): Action =>
  defineAction({
    id: `entity.move.${way}`,
    title,
    keys: [keys],
    words: 'reorder reparent hierarchy order',
    menu: { in: 'entity', group: 5 },
    when: mayArrange,
    run(editor) {
      const open = editor.level.get();
      if (!open) return;
      // Those that stand elsewhere than the first stay where they are: a block moves.
      const tops = selectedTops(editor, open);
      const parent = open.entity(tops[0] ?? '').get()?.parent ?? null;
      const moved = open.children(parent).filter((key) => tops.includes(key));
      const to = ways[way]?.(open, moved, parent);
      if (!to) return editor.notices.announce(t('tree.atEnd', { what: nameOf(open, moved) }));
      const where = to.parent === null ? t('tree.top') : nameOf(open, [to.parent]);
      const kept = keptPlaces(open, moved, to.parent);
      open.edit(t('step.move', { what: nameOf(open, moved), where }), (document, origin) => {
        moveEntities(document, moved, to, origin);
        setFields(document, kept, origin);
      });
      say(editor, open, moved);
    },
  });

const isGroup = (level: LevelSession, key: string): boolean => level.children(key).length > 0;

/** What a group holds takes its place, where it stands in the scene. The group goes, unless it is more than a place. */
const ungroup = defineAction({
  id: 'entity.ungroup',
  title: 'action.ungroup',
  keys: ['Mod+Shift+G'],
  menu: { in: 'entity', group: 1 },
  when: (editor) => mayArrange(editor) && editor.selection.keys.get().some((key) => isGroup(editor.level.get()!, key)),
  run(editor) {
    const open = editor.level.get();
    if (!open) return;
    const groups = selectedTops(editor, open).filter((key) => isGroup(open, key));
    const freed = groups.flatMap((key) => [...open.children(key)]);
    open.edit(t('step.ungroup', { what: nameOf(open, groups) }), (document, origin) => {
      for (const key of groups) {
        const group = open.entity(key).get();
        if (!group) continue;
        const children = open.children(key);
        const kept = keptPlaces(open, children, group.parent);
        moveEntities(document, children, { parent: group.parent, before: key }, origin);
        setFields(document, kept, origin);
        if (Object.keys(group.components).every((component) => component === 'Transform')) deleteEntities(document, [key], origin);
      }
    });
    editor.selection.set(freed);
  },
});

const selectChildren = defineAction({
  id: 'edit.selectChildren',
  title: 'action.selectChildren',
  keys: ['Shift+A'],
  words: 'descendants below hierarchy',
  menu: { in: 'edit', group: 3 },
  when: hasSelection,
  run({ level, selection }) {
    const open = level.get();
    if (!open) return;
    const below = selection.keys.get().flatMap((key) => branch(open, key).slice(1));
    if (below.length > 0) selection.set(below);
  },
});

export const arrangeActions: readonly Action[] = [
  ungroup,
  selectChildren,
  move('up', 'action.move.up', 'Alt+ArrowUp'),
  move('down', 'action.move.down', 'Alt+ArrowDown'),
  move('out', 'action.move.out', 'Alt+ArrowLeft'),
  move('in', 'action.move.in', 'Alt+ArrowRight'),
];
