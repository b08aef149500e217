import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quickjs } from './quickjs.ts';
import type { Rewritten } from './rewrite.ts';
import { rewrite } from './rewrite.ts';

/** What the repository vouches for: hashes of what comes in and goes out, and everything the result may ask of its host. */
export interface Manifest {
  engineId: string;
  source: { path: string; sha256: string };
  output: { path: string; sha256: string };
  /** `module.name` of every import. */
  imports: string[];
}

const root = join(import.meta.dirname, '..', '..');
const manifestPath = join(import.meta.dirname, 'manifest.json');

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const readManifest = (): Manifest => JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest;

/** Rewrites the pinned interpreter and says what came out. Throws an Error if the package holds another binary than the pinned one. */
export const buildScriptingWasm = (pinned: string): Rewritten & { manifest: Manifest } => {
  const source = readFileSync(join(root, quickjs.source));
  if (sha256(source) !== pinned) {
    throw new Error(`${quickjs.source} is not the pinned interpreter (sha256 ${sha256(source)}, expected ${pinned}). Run npm ci.`);
  }
  const rewritten = rewrite(source, quickjs.options);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(rewritten.wasm)).map(({ module, name }) => `${module}.${name}`);
  const manifest = {
    engineId: rewritten.engineId,
    source: { path: quickjs.source, sha256: pinned },
    output: { path: quickjs.output, sha256: sha256(rewritten.wasm) },
    imports,
  };
  return { ...rewritten, manifest };
};

const differences = (found: Manifest, expected: Manifest): string[] =>
  (['engineId', 'output', 'imports'] as const).filter((key) => JSON.stringify(found[key]) !== JSON.stringify(expected[key]));

/** Writes through a neighbour, so that another process never reads half a file. */
const write = (path: string, bytes: Uint8Array | string): void => {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, bytes);
  renameSync(part, path);
};

/**
 * The metered interpreter, made on the first call and read from `out/wasm` as long as it is the one that the manifest names.
 * Throws an Error when the rewriting gives anything else than the manifest says: a changed engine is a decision, never an accident.
 */
export const ensureScriptingWasm = (): { path: string; wasm: Uint8Array<ArrayBuffer>; engineId: string; built: boolean } => {
  const expected = readManifest();
  const path = join(root, quickjs.output);
  const { engineId } = expected;
  if (existsSync(path)) {
    const wasm = new Uint8Array(readFileSync(path));
    if (sha256(wasm) === expected.output.sha256) return { path, wasm, engineId, built: false };
  }
  const { wasm, manifest } = buildScriptingWasm(expected.source.sha256);
  const changed = differences(manifest, expected);
  if (changed.length > 0) {
    throw new Error(
      `The metered interpreter differs from build/wasm/manifest.json in ${changed.join(', ')} (now ${manifest.engineId}, was ${engineId}). ` +
        'If that is meant, run node build/wasm/main.ts --accept and commit the manifest: it is a new engine.',
    );
  }
  write(path, wasm);
  return { path, wasm, engineId, built: true };
};

/** Takes what the rewriting gives now as the expected result. */
export const acceptScriptingWasm = (): Manifest => {
  const { manifest, wasm } = buildScriptingWasm(readManifest().source.sha256);
  write(manifestPath, `${JSON.stringify(manifest, undefined, 2)}\n`);
  write(join(root, quickjs.output), wasm);
  return manifest;
};
