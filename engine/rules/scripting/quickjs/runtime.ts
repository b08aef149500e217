import { SOURCE_BYTES } from '../limits.ts';
import type { ScriptRuntime } from '../runtime.ts';
import { openQuickJs } from './quickjs.ts';
import { prelude } from './sdk/prelude.ts';

export const quickjs: ScriptRuntime = {
  name: 'quickjs',
  language: 'JavaScript',
  endings: ['.js', '.ts'],
  prelude,
  sourceBytes: SOURCE_BYTES,
  open: openQuickJs,
  trial: {
    healthy: 'function onTick() { return 1 + 1; }',
    probe: `on('lq.probe', () => String(globalThis.RESULT)); `,
  },
};
