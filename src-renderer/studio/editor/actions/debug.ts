import type { Move } from '../debug/walk.ts';
import type { PlainKey } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import { type Action, defineAction } from './action.ts';

const isStopped = ({ debug }: Editor): boolean => debug.session.get()?.trace !== undefined;

/** The script that is shown, else the first of the level. */
const scriptOf = ({ debug, level }: Editor): string | undefined => debug.caret.get()?.path ?? level.get()?.head.get().scripts[0];

export const debug = defineAction({
  id: 'debug.continue',
  title: 'action.debug',
  keys: ['F5'],
  icon: 'bug',
  words: 'breakpoint debugger step through script',
  menu: { in: 'play', group: 3 },
  when: (editor) => scriptOf(editor) !== undefined,
  async run(editor) {
    if (editor.debug.session.get()) return editor.debug.go('continue');
    const path = scriptOf(editor);
    if (path === undefined) return;
    editor.reveal.set('script');
    await editor.debug.start(path);
  },
});

const moving = (move: Move, id: string, title: PlainKey, keys: string, icon: string): Action =>
  defineAction({
    id: `debug.${id}`,
    title,
    keys: [keys],
    icon,
    words: 'debug script',
    menu: { in: 'play', group: 3 },
    when: isStopped,
    run: (editor) => editor.debug.go(move),
  });

export const stopDebugging = defineAction({
  id: 'debug.stop',
  title: 'action.debug.stop',
  keys: ['Mod+F5'],
  icon: 'stop',
  menu: { in: 'play', group: 3 },
  when: (editor) => editor.debug.session.get() !== undefined,
  run: (editor) => editor.debug.stop(),
});

const toggleBreakpoint = defineAction({
  id: 'debug.breakpoint',
  title: 'action.debug.breakpoint',
  keys: ['F9'],
  words: 'debug script stop at line',
  menu: { in: 'play', group: 3 },
  when: ({ debug: { caret } }) => caret.get() !== undefined,
  run({ debug: { caret, breakpoints } }) {
    const at = caret.get();
    if (at) breakpoints.toggle(at.path, at.line);
  },
});

export const debugMoves: readonly Action[] = [
  moving('back', 'back', 'action.debug.back', 'Shift+F5', 'debug-back'),
  moving('backOver', 'backOver', 'action.debug.backOver', 'Shift+F10', 'debug-back-over'),
  moving('over', 'over', 'action.debug.over', 'F10', 'debug-over'),
  moving('into', 'into', 'action.debug.into', 'F11', 'debug-into'),
  moving('out', 'out', 'action.debug.out', 'Shift+F11', 'debug-out'),
];

export const debugActions: readonly Action[] = [debug, ...debugMoves, toggleBreakpoint, stopDebugging];
