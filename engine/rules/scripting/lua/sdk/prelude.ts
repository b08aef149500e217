import { calls } from './calls.ts';
import { columns } from './columns.ts';
import { decimal } from './decimal.ts';
import { effects } from './effects.ts';
import { harden } from './harden.ts';
import { path } from './path.ts';
import { random } from './random.ts';
import { surface } from './surface.ts';
import { text } from './text.ts';

/** The SDK as guest source: a chunk that returns the function that the host calls. It runs before any script does. */
export const prelude = [text, decimal, random, columns, effects, path, surface, harden, calls].join('\n');

/** Index of each host call, as in the last lines of calls.ts. */
export const CALL = { setup: 1, attach: 2, run: 3, finish: 4, where: 5, restore: 6, named: 7, room: 8 } as const;
