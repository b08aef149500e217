import { bareScriptingWasm, ensureScriptingWasm, type InterpreterName } from '../../../build/wasm/ensure.ts';
import { openScripting, type ScriptHost } from '../../../engine/rules/scripting/index.ts';
import type { Ending } from './scenario.ts';

export interface Language {
  readonly name: string;
  readonly ending: Ending;
  readonly interpreter: InterpreterName;
  /** The package that its interpreter comes from. */
  readonly source: string;
}

export const languages: readonly Language[] = [
  { name: 'QuickJS', ending: 'js', interpreter: 'quickjs', source: 'quickjs-wasi 3.6.2' },
  { name: 'Lua', ending: 'lua', interpreter: 'lua', source: 'wasmoon 1.16.0' },
  { name: 'MicroPython', ending: 'py', interpreter: 'micropython', source: 'micropython-webassembly-pyscript 1.27.0' },
];

/** A host with the interpreter of one language, as it is or without what counts. */
export const openHost = ({ interpreter }: Language, kind: 'metered' | 'bare' = 'metered'): Promise<ScriptHost> => {
  const wasm = kind === 'bare' ? bareScriptingWasm(interpreter) : ensureScriptingWasm(interpreter).wasm;
  return openScripting({ wasm: { quickjs: ensureScriptingWasm().wasm, [interpreter]: wasm } });
};
