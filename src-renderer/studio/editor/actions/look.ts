import { newId } from '../../../../engine/document/index.ts';
import { type PlainKey, t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import type { Kept } from '../kept.ts';
import { type BookmarkNumber, bookmarkNumbers, debugKinds, type Viewing } from '../viewing/viewing.ts';
import { type Action, defineAction } from './action.ts';

type Outlook = ReturnType<Viewing['outlook']['get']>;

const hasViewport = ({ viewport }: Editor): boolean => viewport.get() !== undefined;

const outlook = (name: Outlook, keys: readonly string[] = []): Action =>
  defineAction({
    id: `view.outlook.${name}`,
    title: `outlook.${name}`,
    keys,
    words: 'camera orthographic perspective side axis numpad',
    menu: { in: 'view', group: 2, under: 'menu.view.look' },
    when: hasViewport,
    checked: ({ viewing }) => viewing.outlook.get() === name,
    run: ({ viewing }) => viewing.outlook.set(name),
  });

/** From a side back to where one looked at it freely, with perspective or without. */
export const toggleOutlook = defineAction({
  id: 'view.outlook.toggle',
  title: 'action.outlook.toggle',
  keys: ['Num5'],
  words: 'camera orthographic perspective',
  menu: { in: 'view', group: 2, under: 'menu.view.look' },
  when: hasViewport,
  run: ({ viewing }) => viewing.outlook.update((now) => (now === 'perspective' ? 'orthographic' : 'perspective')),
});

const opposite: Readonly<Partial<Record<Outlook, Outlook>>> = {
  top: 'bottom',
  bottom: 'top',
  front: 'back',
  back: 'front',
  right: 'left',
  left: 'right',
};

const fromOtherSide = defineAction({
  id: 'view.outlook.opposite',
  title: 'action.outlook.opposite',
  keys: ['Num9'],
  words: 'camera orthographic side behind bottom left',
  menu: { in: 'view', group: 2, under: 'menu.view.look' },
  when: (editor) => hasViewport(editor) && opposite[editor.viewing.outlook.get()] !== undefined,
  run: ({ viewing }) => viewing.outlook.update((now) => opposite[now] ?? now),
});

const shows = (id: string, title: PlainKey, keys: readonly string[], flag: (viewing: Viewing) => Kept<boolean>): Action =>
  defineAction({
    id: `view.show.${id}`,
    title,
    keys,
    words: 'overlay display visible',
    menu: { in: 'view', group: 2 },
    when: ({ level }) => level.get() !== undefined,
    checked: ({ viewing }) => flag(viewing).get(),
    run: ({ viewing }) => flag(viewing).set(!flag(viewing).get()),
  });

const putBy = (number: BookmarkNumber): Action =>
  defineAction({
    id: `view.bookmark.put.${number}`,
    title: `bookmark.put.${number}`,
    keys: [`Mod+Shift+${number}`],
    words: 'camera store save bookmark position',
    menu: { in: 'view', group: 2, under: 'menu.view.putBy' },
    when: hasViewport,
    run({ viewing, viewport, notices }) {
      const look = viewport.get()?.look;
      if (!look) return;
      viewing.putBy(number, { ...look, outlook: viewing.outlook.get() });
      notices.say({ tone: 'plain', title: t('bookmark.done', { number }), text: t('bookmark.done.hint', { number }) });
    },
  });

const goTo = (number: BookmarkNumber): Action =>
  defineAction({
    id: `view.bookmark.go.${number}`,
    title: `bookmark.go.${number}`,
    keys: [`Shift+${number}`],
    words: 'camera bookmark restore position',
    menu: { in: 'view', group: 2, under: 'menu.view.bookmarks' },
    when: ({ viewing, viewport }) => viewport.get() !== undefined && viewing.bookmarks.get()[number] !== undefined,
    run({ viewing, viewport, following }) {
      const [handle, view] = [viewport.get(), viewing.bookmarks.get()[number]];
      if (!handle || !view) return;
      following.set(undefined);
      viewing.outlook.set(view.outlook);
      handle.look = { position: view.position, target: view.target };
    },
  });

const draws = (kind: (typeof debugKinds)[number]): Action =>
  defineAction({
    id: `view.debug.${kind}`,
    title: `debugDraw.${kind}`,
    words: 'debug draw run physics overlay lines',
    menu: { in: 'view', group: 2, under: 'menu.view.debug' },
    when: ({ level }) => level.get() !== undefined,
    checked: ({ viewing }) => viewing.debug.get().includes(kind),
    run({ viewing: { debug } }) {
      const now = debug.get();
      debug.set(now.includes(kind) ? now.filter((one) => one !== kind) : [...now, kind]);
    },
  });

const call = defineAction({
  id: 'view.call',
  title: 'action.call',
  words: 'people everyone follow gather bring together show camera',
  menu: { in: 'view', group: 2, under: 'menu.view.look' },
  when: (editor) => hasViewport(editor) && editor.people.get().length > 0,
  run(editor) {
    editor.announce({ call: newId(editor.ports.random) });
    editor.notices.say({ tone: 'plain', title: t('call.done'), text: t('call.done.hint') });
  },
});

/** From where, and in what way, one sees the scene. */
export const lookActions: readonly Action[] = [
  toggleOutlook,
  outlook('perspective'),
  outlook('orthographic'),
  outlook('top', ['Num7']),
  outlook('bottom'),
  outlook('front', ['Num1']),
  outlook('back'),
  outlook('right', ['Num3']),
  outlook('left'),
  fromOtherSide,
  call,
  ...bookmarkNumbers.map(goTo),
  ...bookmarkNumbers.map(putBy),
  shows('grid', 'show.grid', ['G'], ({ grid }) => grid),
  shows('helpers', 'show.helpers', ['Shift+G'], ({ helpers }) => helpers),
  shows('sound', 'show.sound', [], ({ sound }) => sound),
  ...debugKinds.map(draws),
  shows('counts', 'show.counts', ['Shift+T'], ({ counts }) => counts),
];
