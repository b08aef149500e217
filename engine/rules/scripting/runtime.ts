/** A language that scripts are written in. One file a runtime is what it takes to have another one: see quickjs/runtime.ts. */
import { LedgerError } from '../../kernel/error.ts';
import type { Interpreter } from './interpreter.ts';

/** Starts interpreters of one compiled module; all of them alike, and equal to the first right after it started. */
export interface Interpreters {
  start(): Interpreter;
  /** Memory right after the start. */
  readonly booted: Uint8Array;
}

export interface ScriptRuntime {
  /** As `EngineOptions.wasm` names it. */
  readonly name: RuntimeName;
  /** As people call it. */
  readonly language: string;
  /** How paths of its scripts end. */
  readonly endings: readonly string[];
  /** The SDK as guest source: another SDK is another identity of images. */
  readonly prelude: string;
  /** Bytes that a script may have. */
  readonly sourceBytes: number;
  open(module: WebAssembly.Module): Interpreters;
  /** Guest code for trials of one script by itself. */
  readonly trial: {
    /** Returns 2 from its tick. */
    readonly healthy: string;
    /** Stands before the first line of a script: on `lq.probe` tells what its global RESULT is, as text. */
    readonly probe: string;
    /** Scripts whose first line stands behind nothing: the probe is a line of its own. */
    readonly alone?: RegExp;
  };
}

export type RuntimeName = 'quickjs' | 'lua' | 'micropython';

/** The metered interpreters of a build, as bytes (see build/wasm). Those that are absent refuse their scripts. */
export type ScriptingWasm = { readonly quickjs: Uint8Array } & { readonly [Name in RuntimeName]?: Uint8Array };

const ENGINE_SECTION = 'lq.engine';

/** Throws LedgerError `script-engine` for any other module than a metered one. */
export const engineIdOf = (module: WebAssembly.Module): string => {
  const [section] = WebAssembly.Module.customSections(module, ENGINE_SECTION);
  if (section === undefined || WebAssembly.Module.imports(module).length > 0) {
    throw new LedgerError({
      code: 'script-engine',
      message: 'This is not the metered script interpreter: it must carry its engine id and import nothing.',
      hint: 'Build it with node build/wasm/main.ts.',
    });
  }
  return new TextDecoder().decode(new Uint8Array(section));
};
