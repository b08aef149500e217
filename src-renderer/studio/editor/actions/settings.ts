import type { FormatStyle } from '../../i18n/formats.ts';
import { type Language, t } from '../../i18n/index.ts';
import { type Graphics, type Motion, type TextSize, textSizes, type Theme, type Zoom, zooms } from '../preferences.ts';
import { type Action, defineAction } from './action.ts';
import { readKeysFile } from './keys-file.ts';

const settings = defineAction({
  id: 'view.settings',
  title: 'action.settings',
  keys: ['Mod+,'],
  icon: 'settings',
  words: 'preferences options theme language keys shortcuts text size zoom motion contrast',
  menu: { in: 'view', group: 4 },
  run: ({ dialog }) => dialog.set('settings'),
});

export const setTheme = defineAction<Theme>({
  id: 'settings.theme',
  title: 'settings.theme',
  run: ({ preferences }, theme) => preferences.setTheme(theme),
});

export const setTextSize = defineAction<TextSize>({
  id: 'settings.textSize',
  title: 'settings.textSize',
  run: ({ preferences }, size) => preferences.setTextSize(size),
});

const sized = (id: string, title: 'action.textLarger' | 'action.textSmaller', by: 1 | -1): Action =>
  defineAction({
    id: `view.text.${id}`,
    title,
    words: 'zoom font size scale',
    menu: { in: 'view', group: 4 },
    when: ({ preferences }) => textSizes[textSizes.indexOf(preferences.textSize.get()) + by] !== undefined,
    run({ preferences }) {
      const next = textSizes[textSizes.indexOf(preferences.textSize.get()) + by];
      if (next !== undefined) preferences.setTextSize(next);
    },
  });

export const setZoom = defineAction<Zoom>({
  id: 'settings.zoom',
  title: 'settings.zoom',
  run: ({ preferences, notices }, zoom) => {
    preferences.setZoom(zoom);
    notices.announce(t('settings.percent', { value: zoom }));
  },
});

/** @param to the next zoom from the present one; undefined where there is none */
const zoomed = (
  id: string,
  title: 'action.zoomIn' | 'action.zoomOut' | 'action.zoomReset',
  keys: readonly string[],
  to: (now: Zoom) => Zoom | undefined,
): Action =>
  defineAction({
    id: `view.zoom.${id}`,
    title,
    keys,
    words: 'scale size window larger smaller',
    menu: { in: 'view', group: 4 },
    // A native window has its own, with the same keys.
    when: ({ preferences, ports }) => !ports.desktop && to(preferences.zoom.get()) !== undefined,
    async run(editor) {
      const next = to(editor.preferences.zoom.get());
      if (next !== undefined) await setZoom.run(editor, next);
    },
  });
const zoomActions: readonly Action[] = [
  zoomed('in', 'action.zoomIn', ['Mod+=', 'Mod+Plus'], (now) => zooms[zooms.indexOf(now) + 1]),
  zoomed('out', 'action.zoomOut', ['Mod+-'], (now) => zooms[zooms.indexOf(now) - 1]),
  zoomed('reset', 'action.zoomReset', ['Mod+0'], () => 100),
];

export const setMotion = defineAction<Motion>({
  id: 'settings.motion',
  title: 'settings.motion',
  run: ({ preferences }, motion) => preferences.setMotion(motion),
});

export const setGraphics = defineAction<Graphics>({
  id: 'settings.graphics',
  title: 'settings.graphics',
  run: ({ preferences }, graphics) => preferences.setGraphics(graphics),
});

export const setFormats = defineAction<FormatStyle>({
  id: 'settings.formats',
  title: 'settings.formats',
  run: ({ preferences }, formats) => preferences.setFormats(formats),
});

export const setLanguage = defineAction<Language>({
  id: 'settings.language',
  title: 'settings.language',
  run: ({ preferences }, language) => preferences.setLanguage(language),
});

/** Gives an action keys of the person's own; without `keys` it gets its defaults back. `from` is an action that they are taken from. */
export const setKeys = defineAction<{ id: string; keys: readonly string[] | undefined; from?: string }>({
  id: 'settings.keys',
  title: 'settings.keys',
  run({ actions, preferences }, { id, keys, from }) {
    const { [id]: _, ...others } = preferences.bindings.get();
    const rest = from === undefined ? others : { ...others, [from]: actions.keysOf(from).filter((text) => !keys?.includes(text)) };
    const next = keys === undefined ? rest : { ...rest, [id]: keys };
    preferences.bind(next);
  },
});

export const resetKeys = defineAction({
  id: 'settings.keys.reset',
  title: 'settings.keys.resetAll',
  run: ({ preferences }) => preferences.bind({}),
});

/** Takes over the keys of a file that this or another Studio wrote; those of actions that are not here are left out, and said. */
export const importKeys = defineAction<string>({
  id: 'settings.keys.import',
  title: 'settings.keys.import',
  run({ actions, preferences, notices }, text) {
    const keys = readKeysFile(text);
    if (!keys) return notices.say({ tone: 'bad', title: t('settings.keys.notAFile'), text: t('settings.keys.notAFile.hint') });
    const known = Object.entries(keys).filter(([id]) => actions.get(id));
    preferences.bind(Object.fromEntries(known));
    const unknown = Object.keys(keys).length - known.length;
    notices.say({
      tone: 'good',
      title: t('settings.keys.imported', { count: known.length }),
      text: unknown > 0 ? t('settings.keys.imported.unknown', { count: unknown }) : undefined,
    });
  },
});

export const settingsActions: readonly Action[] = [
  settings,
  sized('larger', 'action.textLarger', 1),
  sized('smaller', 'action.textSmaller', -1),
  ...zoomActions,
];
