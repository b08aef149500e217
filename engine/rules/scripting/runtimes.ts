/** The languages that scripts are written in, told apart by how a script's path ends. */
import { LedgerError } from '../../kernel/error.ts';
import { lua } from './lua/runtime.ts';
import { micropython } from './python/runtime.ts';
import { quickjs } from './quickjs/runtime.ts';
import type { ScriptRuntime } from './runtime.ts';

/** In the order in which a level's identity names them. */
export const runtimes: readonly ScriptRuntime[] = [quickjs, lua, micropython];

/** Throws LedgerError `script-language` for a path of no language. */
export const runtimeOf = (path: string): ScriptRuntime => {
  const runtime = runtimes.find(({ endings }) => endings.some((ending) => path.endsWith(ending)));
  if (runtime !== undefined) return runtime;
  throw new LedgerError({
    code: 'script-language',
    message: `${path} is in no language that scripts are written in.`,
    hint: `Scripts end in ${runtimes.flatMap(({ endings }) => endings).join(', ')}.`,
    where: path,
  });
};
