import { calls } from './calls.ts';
import { columns } from './columns.ts';
import { decimal } from './decimal.ts';
import { effects } from './effects.ts';
import { path } from './path.ts';
import { random } from './random.ts';
import { surface } from './surface.ts';
import { text } from './text.ts';

/** One function, so that nothing of the SDK is found through the names of a module. */
const body = [text, decimal, random, columns, effects, path, surface, calls].join('\n').replace(/^(?=.)/gm, ' ');

/** The SDK as guest source: it leaves the function that the host calls under one name. It runs before any script does. */
export const prelude = `def sdk():\n${body}\nlq_call = sdk()\ndel sdk\n`;

/** Index of each host call, as in the last lines of calls.ts. */
export const CALL = { setup: 0, load: 1, run: 2, finish: 3, where: 4, room: 5, restore: 6 } as const;
export type Call = keyof typeof CALL;
