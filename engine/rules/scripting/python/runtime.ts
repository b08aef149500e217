import type { ScriptRuntime } from '../runtime.ts';
import { openMicroPython } from './micropython.ts';
import { prelude } from './sdk/prelude.ts';

export const micropython: ScriptRuntime = {
  name: 'micropython',
  language: 'Python',
  endings: ['.py'],
  prelude,
  // Its compiler holds the whole tree of a text: more than this fits no memory that a script gets.
  sourceBytes: 80 << 10,
  open: openMicroPython,
  trial: {
    healthy: 'def on_tick():\n    return 1 + 1\n',
    probe: `on('lq.probe', lambda: str(globals().get('RESULT'))); `,
    alone: /^[^\S\n]*[^\s#]/,
  },
};
