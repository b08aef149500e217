import { setFields } from '../../../../engine/document/index.ts';
import { type PlainKey, t } from '../../i18n/index.ts';
import type { Cell, WritableCell } from '../cell.ts';
import type { Editor } from '../editor.ts';
import { type Pivot, type Space, spaces, stepRange, type Steps, type Tool, type Viewing } from '../viewing/viewing.ts';
import { type Action, defineAction } from './action.ts';
import { hasSelection, mayEdit } from './edit.ts';
import { nameOf, selectedTops } from './edit-words.ts';

const inLevel = ({ level }: Editor): boolean => level.get() !== undefined;

const tool = (name: Tool, title: PlainKey, key: string): Action =>
  defineAction({
    id: `view.tool.${name}`,
    title,
    keys: [key],
    icon: name,
    words: 'tool gizmo',
    menu: { in: 'view', group: 1 },
    when: inLevel,
    checked: (editor) => editor.tool.get() === name,
    run: (editor) => editor.tool.set(name),
  });

const snap = defineAction({
  id: 'view.snap',
  title: 'action.snap',
  keys: ['Shift+S'],
  icon: 'magnet',
  words: 'grid steps increment',
  menu: { in: 'view', group: 1 },
  when: inLevel,
  checked: ({ viewing }) => viewing.snap.get(),
  run: ({ viewing }) => viewing.snap.update((on) => !on),
});

type Flag = Cell<boolean> & Pick<WritableCell<boolean>, 'set'>;
const snapTo = (id: string, title: PlainKey, flag: (viewing: Viewing) => Flag, when: (editor: Editor) => boolean = inLevel): Action =>
  defineAction({
    id: `view.snap.${id}`,
    title,
    words: 'magnet',
    menu: { in: 'view', group: 1, under: 'menu.view.handles' },
    when,
    checked: ({ viewing }) => flag(viewing).get(),
    run: ({ viewing }) => flag(viewing).set(!flag(viewing).get()),
  });

/** How far a drag of a tool goes at a time: metres, degrees, factors. */
export const setStep = defineAction<{ tool: keyof Steps; step: number }>({
  id: 'view.setStep',
  title: 'action.setStep',
  run({ viewing }, { tool: name, step }) {
    const { min, max } = stepRange(name);
    if (step >= min && step <= max) viewing.steps.set({ ...viewing.steps.get(), [name]: step });
  },
});

const space = (name: Space, title: PlainKey): Action =>
  defineAction({
    id: `view.space.${name}`,
    title,
    words: 'axes orientation gizmo coordinates',
    menu: { in: 'view', group: 1, under: 'menu.view.handles' },
    when: inLevel,
    checked: ({ viewing }) => viewing.space.get() === name,
    run: ({ viewing }) => viewing.space.set(name),
  });

const nextSpace = defineAction({
  id: 'view.space.next',
  title: 'action.space.next',
  keys: ['X'],
  words: 'axes orientation gizmo world local parent',
  menu: { in: 'view', group: 1, under: 'menu.view.handles' },
  when: inLevel,
  run: ({ viewing }) => viewing.space.set(spaces[(spaces.indexOf(viewing.space.get()) + 1) % spaces.length] ?? 'world'),
});

const pivot = (name: Pivot, title: PlainKey): Action =>
  defineAction({
    id: `view.pivot.${name}`,
    title,
    words: 'origin centre center rotate scale',
    menu: { in: 'view', group: 1, under: 'menu.view.handles' },
    when: inLevel,
    checked: ({ viewing }) => viewing.pivot.get() === name,
    run: ({ viewing }) => viewing.pivot.set(name),
  });

const drop = defineAction({
  id: 'entity.drop',
  title: 'action.drop',
  keys: ['End'],
  icon: 'drop',
  words: 'ground snap fall surface',
  menu: { in: 'entity', group: 1 },
  when: (editor: Editor) => mayEdit(editor) && hasSelection(editor) && editor.viewport.get() !== undefined,
  run(editor) {
    const open = editor.level.get();
    const locked = editor.visibility.locked.get();
    const keys = open ? selectedTops(editor, open).filter((key) => !locked.has(key)) : [];
    const changes = editor.viewport.get()?.dropped(keys) ?? [];
    if (!open || changes.length === 0) return;
    const fallen = changes.map(({ entity }) => entity);
    open.edit(t('step.drop', { what: nameOf(open, fallen) }), (document, origin) => setFields(document, changes, origin));
  },
});

/** What one holds things with, and how they go. */
export const handleActions: readonly Action[] = [
  tool('select', 'tool.select', 'Q'),
  tool('move', 'tool.move', 'W'),
  tool('rotate', 'tool.rotate', 'E'),
  tool('scale', 'tool.scale', 'R'),
  snap,
  snapTo('surface', 'snap.surface', ({ onSurface }) => onSurface),
  snapTo(
    'upright',
    'snap.upright',
    ({ upright }) => upright,
    ({ level, viewing }) => level.get() !== undefined && viewing.onSurface.get(),
  ),
  snapTo('vertex', 'snap.vertex', ({ toVertex }) => toVertex),
  nextSpace,
  space('world', 'space.world'),
  space('local', 'space.local'),
  space('parent', 'space.parent'),
  pivot('each', 'pivot.each'),
  pivot('last', 'pivot.last'),
  pivot('centre', 'pivot.centre'),
  drop,
];
