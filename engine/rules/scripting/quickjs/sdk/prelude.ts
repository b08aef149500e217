import { calls } from './calls.ts';
import { columns } from './columns.ts';
import { decimal } from './decimal.ts';
import { effects } from './effects.ts';
import { harden } from './harden.ts';
import { path } from './path.ts';
import { random } from './random.ts';
import { surface } from './surface.ts';
import { text } from './text.ts';

/** The SDK as guest source: an expression whose value is the function that the host calls. It runs before any script does. */
export const prelude = `(() => {\n'use strict';\n${[text, decimal, random, columns, effects, path, surface, harden, calls].join('\n')}\n})()`;

/** Index of each host call, as in the last lines of calls.ts. */
export const CALL = { setup: 0, attach: 1, run: 2, finish: 3, describe: 4, where: 5, room: 6, restore: 7 } as const;
export type Call = keyof typeof CALL;
