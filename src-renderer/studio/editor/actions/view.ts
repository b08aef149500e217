import type { PlainKey } from '../../i18n/index.ts';
import type { Preset, Theme } from '../preferences.ts';
import { type Action, defineAction } from './action.ts';

const inLevel: Action['when'] = ({ level }) => level.get() !== undefined;

const preset = (name: Preset, title: PlainKey): Action =>
  defineAction({
    id: `view.preset.${name}`,
    title,
    icon: 'layout',
    words: 'layout panels workspace',
    menu: { in: 'view', group: 0 },
    when: inLevel,
    checked: ({ preferences }) => preferences.preset.get() === name,
    run: ({ preferences }) => preferences.setPreset(name),
  });

const theme = (name: Theme, title: PlainKey, icon: string): Action =>
  defineAction({
    id: `view.theme.${name}`,
    title,
    icon,
    words: 'theme appearance dark light',
    menu: { in: 'view', group: 3 },
    checked: ({ preferences }) => preferences.theme.get() === name,
    run: ({ preferences }) => preferences.setTheme(name),
  });

const frame = defineAction({
  id: 'view.frame',
  title: 'action.frame',
  keys: ['F'],
  icon: 'focus',
  words: 'focus zoom center',
  menu: { in: 'view', group: 1 },
  when: ({ viewport }) => viewport.get() !== undefined,
  run: ({ viewport, selection }) => viewport.get()?.frame(selection.keys.get()),
});

const frameAll = defineAction({
  id: 'view.frameAll',
  title: 'action.frameAll',
  keys: ['Shift+F'],
  words: 'focus zoom center everything whole',
  menu: { in: 'view', group: 1 },
  when: ({ viewport }) => viewport.get() !== undefined,
  run: ({ viewport }) => viewport.get()?.frame([]),
});

const palette = defineAction({
  id: 'view.palette',
  title: 'action.palette',
  keys: ['Mod+K'],
  icon: 'command',
  menu: { in: 'help', group: 0 },
  run: ({ dialog }) => dialog.set('palette'),
});

const shortcuts = defineAction({
  id: 'help.shortcuts',
  title: 'action.shortcuts',
  keys: ['?', 'F1'],
  icon: 'keyboard',
  words: 'keys hotkeys help',
  menu: { in: 'help', group: 0 },
  run: ({ dialog }) => dialog.set('shortcuts'),
});

export const viewActions: readonly Action[] = [
  preset('scenario', 'preset.scenario'),
  preset('design', 'preset.design'),
  frame,
  frameAll,
  theme('system', 'theme.system', 'monitor'),
  theme('dark', 'theme.dark', 'moon'),
  theme('light', 'theme.light', 'sun'),
  theme('contrast', 'theme.contrast', 'circle'),
  palette,
  shortcuts,
];
