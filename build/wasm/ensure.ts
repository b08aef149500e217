import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lua } from './lua.ts';
import { micropython } from './python.ts';
import { quickjs } from './quickjs.ts';
import type { RewriteOptions, Rewritten } from './rewrite.ts';
import { rewrite } from './rewrite.ts';

/** An interpreter as npm has it, and what the metering makes of it. */
interface Interpreter {
  /** Relative to the repository's root; its hash is in manifest.json. */
  source: string;
  output: string;
  options: RewriteOptions;
}

/** The interpreters of an engine build, by the names of `EngineOptions.wasm`. */
const interpreters = { quickjs, lua, micropython } as const satisfies Record<string, Interpreter>;
export type InterpreterName = keyof typeof interpreters;
export const interpreterNames = Object.keys(interpreters) as InterpreterName[];

/** What the repository vouches for of each: hashes of what comes in and goes out, and everything the result may ask of its host. */
export interface Vouched {
  engineId: string;
  source: { path: string; sha256: string };
  output: { path: string; sha256: string };
  /** `module.name` of every import. */
  imports: string[];
}

const root = join(import.meta.dirname, '..', '..');
const manifestPath = join(import.meta.dirname, 'manifest.json');

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const readManifest = (): Record<InterpreterName, Vouched> =>
  JSON.parse(readFileSync(manifestPath, 'utf8')) as Record<InterpreterName, Vouched>;

/** A pinned interpreter, closed but without anything that counts: what the metering is measured against. */
export const bareScriptingWasm = (name: InterpreterName): Uint8Array<ArrayBuffer> => {
  const { source, options }: Interpreter = interpreters[name];
  return rewrite(readFileSync(join(root, source)), { ...options, isBare: true }).wasm;
};

/** Every metered interpreter with another limit of depth: what the limit is measured with. */
export const deeperScriptingWasm = (depthLimit: number): Record<InterpreterName, Uint8Array<ArrayBuffer>> => {
  const wasm = interpreterNames.map((name) => {
    const { source, options }: Interpreter = interpreters[name];
    return [name, rewrite(readFileSync(join(root, source)), { ...options, schedule: { ...options.schedule, depthLimit } }).wasm] as const;
  });
  return Object.fromEntries(wasm) as Record<InterpreterName, Uint8Array<ArrayBuffer>>;
};

/** Rewrites a pinned interpreter and says what came out. Throws an Error if the package holds another binary than the pinned one. */
export const buildScriptingWasm = (name: InterpreterName, pinned: string): Rewritten & { vouched: Vouched } => {
  const { source: path, output, options }: Interpreter = interpreters[name];
  const source = readFileSync(join(root, path));
  if (sha256(source) !== pinned) {
    throw new Error(`${path} is not the pinned interpreter (sha256 ${sha256(source)}, expected ${pinned}). Run npm ci.`);
  }
  const rewritten = rewrite(source, options);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(rewritten.wasm)).map(({ module, name: one }) => `${module}.${one}`);
  const vouched = {
    engineId: rewritten.engineId,
    source: { path, sha256: pinned },
    output: { path: output, sha256: sha256(rewritten.wasm) },
    imports,
  };
  return { ...rewritten, vouched };
};

const differences = (found: Vouched, expected: Vouched): string[] =>
  (['engineId', 'output', 'imports'] as const).filter((key) => JSON.stringify(found[key]) !== JSON.stringify(expected[key]));

/** Writes through a neighbour, so that another process never reads half a file. */
const write = (path: string, bytes: Uint8Array | string): void => {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, bytes);
  renameSync(part, path);
};

/**
 * A metered interpreter, made on the first call and read from `out/wasm` as long as it is the one that the manifest names.
 * Throws an Error when the rewriting gives anything else than the manifest says: a changed engine is a decision, never an accident.
 */
export const ensureScriptingWasm = (
  name: InterpreterName = 'quickjs',
): { path: string; wasm: Uint8Array<ArrayBuffer>; engineId: string; built: boolean } => {
  const expected = readManifest()[name];
  const path = join(root, interpreters[name].output);
  const { engineId } = expected;
  if (existsSync(path)) {
    const wasm = new Uint8Array(readFileSync(path));
    if (sha256(wasm) === expected.output.sha256) return { path, wasm, engineId, built: false };
  }
  const { wasm, vouched } = buildScriptingWasm(name, expected.source.sha256);
  const changed = differences(vouched, expected);
  if (changed.length > 0) {
    throw new Error(
      `The metered interpreter ${name} differs from build/wasm/manifest.json in ${changed.join(', ')} (now ${vouched.engineId}, was ${engineId}). ` +
        'If that is meant, run node build/wasm/main.ts --accept and commit the manifest: it is a new engine.',
    );
  }
  write(path, wasm);
  return { path, wasm, engineId, built: true };
};

/** Every metered interpreter, as `EngineOptions.wasm` takes them. */
export const scriptingWasm = (): Record<InterpreterName, Uint8Array<ArrayBuffer>> => {
  const wasm = interpreterNames.map((name) => [name, ensureScriptingWasm(name).wasm] as const);
  return Object.fromEntries(wasm) as Record<InterpreterName, Uint8Array<ArrayBuffer>>;
};

/** Takes what the rewriting gives now as the expected result. */
export const acceptScriptingWasm = (): Vouched[] => {
  const manifest = readManifest();
  const accepted = interpreterNames.map((name) => {
    const { vouched, wasm } = buildScriptingWasm(name, manifest[name].source.sha256);
    write(join(root, interpreters[name].output), wasm);
    return [name, vouched] as const;
  });
  write(manifestPath, `${JSON.stringify(Object.fromEntries(accepted), undefined, 2)}\n`);
  return accepted.map(([, vouched]) => vouched);
};
