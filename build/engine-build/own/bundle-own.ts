/** Bundles an engine with the modules of a folder. Their names in the bundle are their paths in the folder, so the bytes do not depend on where it lies. */
import { join, posix } from 'node:path';
import type { Plugin } from 'esbuild';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { bundleEngine, type EngineFiles } from '../bundle.ts';
import type { OwnSources } from './sources.ts';

/** The entry: every module of the build by import, sorted by path, and an openEngine that knows them. */
export const entryText = (modules: readonly string[]): string =>
  [
    "import { collectOwn, openEngine as open } from 'engine:run';",
    ...modules.map((path, index) => `import * as own${index} from './${path}';`),
    "export * from 'engine:run';",
    `export const own = collectOwn([${modules.map((path, index) => `[${JSON.stringify(path)}, own${index}]`).join(', ')}]);`,
    'export const openEngine = (options) => open({ ...own, ...options });',
    '',
  ].join('\n');

const entry = 'registry.js';

const ownFiles = (root: string, { modules, files }: OwnSources): Plugin => ({
  name: 'own-engine',
  setup(bundler) {
    bundler.onResolve({ filter: /^own:registry$/ }, () => ({ path: entry, namespace: 'own' }));
    bundler.onResolve({ filter: /.*/, namespace: 'own' }, ({ path, importer }) => {
      if (path === 'engine:run') return { path: join(root, 'engine/run/index.ts') };
      if (path === 'ledgerquest/engine') return { path: join(root, 'engine/run/authoring.ts') };
      const file = posix.join(posix.dirname(importer), path);
      return files.has(file)
        ? { path: file, namespace: 'own' }
        : { errors: [{ text: `${importer} imports ${path}, which is not part of this build.` }] };
    });
    bundler.onLoad({ filter: /.*/, namespace: 'own' }, ({ path }) =>
      path === entry ? { contents: entryText(modules), loader: 'js' } : { contents: files.get(path)!, loader: 'ts' },
    );
  },
});

/** Throws LedgerError `own-bundle` with what the bundler says. */
export async function bundleOwn(root: string, wasm: Readonly<Record<string, Uint8Array>>, sources: OwnSources): Promise<EngineFiles> {
  try {
    return await bundleEngine(root, wasm, 'own:registry', [ownFiles(root, sources)]);
  } catch (error) {
    const { errors } = error as { errors?: { text: string; location?: { file: string; line: number; column: number } | null }[] };
    const [first] = errors ?? [];
    if (!first) throw error;
    const { file, line, column } = first.location ?? {};
    throw new LedgerError({
      code: 'own-bundle',
      message: first.text,
      hint: 'Correct the file it names.',
      ...(file !== undefined && { where: `${file.replace('own:', '')}:${line}:${(column ?? 0) + 1}` }),
    });
  }
}
