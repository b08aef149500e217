/** The engine as files: one entry, parts that are loaded only when needed, the interpreters, and a manifest that names the whole. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

export interface EngineFiles {
  /** SHA-256 of engine.json: the name of the build. */
  sha256: string;
  files: ReadonlyMap<string, Uint8Array>;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Bundles the engine of the repository at `root`. The bytes depend on sources, lockfile-pinned packages and bundler alone, never on where
 * the repository lies. `plugins` resolve what is not of the repository.
 */
export async function bundleEngine(
  root: string,
  wasm: Readonly<Record<string, Uint8Array>>,
  entry = 'engine/run/index.ts',
  plugins: Plugin[] = [],
): Promise<EngineFiles> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { engine: entry },
    outdir: 'out/engine-bundle',
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    preserveSymlinks: true,
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: ['node20', 'chrome120'],
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    legalComments: 'inline',
    charset: 'utf8',
    logLevel: 'silent',
    plugins,
    // A local tsconfig must not reach into the artefact.
    tsconfigRaw: { compilerOptions: { target: 'es2022', verbatimModuleSyntax: true } },
  });
  const base = join(root, 'out/engine-bundle');
  const files = new Map<string, Uint8Array>(
    outputFiles.map(({ path, contents }) => [path.slice(base.length + 1).replaceAll('\\', '/'), contents]),
  );
  const names = Object.keys(wasm).toSorted();
  for (const name of names) files.set(`${name}.wasm`, wasm[name]!);
  const listed = [...files.keys()].toSorted().map((path) => ({ path, sha256: sha256(files.get(path)!), size: files.get(path)!.length }));
  // Keys in sorted order and no spaces: the canonical form.
  const handed = Object.fromEntries(names.map((name) => [name, `${name}.wasm`]));
  const manifest = Buffer.from(JSON.stringify({ entry: 'engine.mjs', files: listed, format: 1, wasm: handed }));
  files.set('engine.json', manifest);
  return { sha256: sha256(manifest), files };
}
