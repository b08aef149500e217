import { SOURCE_BYTES } from '../limits.ts';
import type { ScriptRuntime } from '../runtime.ts';
import { openLua } from './lua.ts';
import { prelude } from './sdk/prelude.ts';

export const lua: ScriptRuntime = {
  name: 'lua',
  language: 'Lua',
  endings: ['.lua'],
  prelude,
  sourceBytes: SOURCE_BYTES,
  open: openLua,
  trial: {
    healthy: 'function onTick() return 1 + 1 end',
    probe: `on('lq.probe', function() return tostring(RESULT) end) `,
  },
};
