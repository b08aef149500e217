/** What an installed app runs beside its windows, as files that need no node_modules: the owner of the data folder, the cloud, its threads. */
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Names of files in `out/app`, and the modules that they begin with. */
export const entries = {
  owner: 'src-main/doors/host/installed-owner.ts',
  cloud: 'cloud/local/main.ts',
  thread: 'cloud/local/lambda/runtime/thread.ts',
} as const;

/** Sources that name another module as a file: where it lies once it is bundled. */
const moved: Readonly<Record<string, readonly [source: string, bundled: string]>> = {
  'cloud/local/lambda/environment.ts': ["'./runtime/thread.ts'", "'./thread.mjs'"],
};

const withMoved = (root: string): Plugin => ({
  name: 'moved-files',
  setup(setup) {
    setup.onLoad({ filter: /environment\.ts$/ }, ({ path }) => {
      const change = moved[relative(root, path).replaceAll('\\', '/')];
      if (!change) return undefined;
      const text = readFileSync(path, 'utf8');
      if (text.split(change[0]).length !== 2) throw new Error(`${path} names ${change[0]} no more: build/desktop/bundle.ts must follow.`);
      return { contents: text.replace(change[0], change[1]), loader: 'ts' };
    });
  },
});

/** Packages that others try to load and do without. */
const optional = ['bufferutil', 'utf-8-validate'];

export interface AppFile {
  /** Below `out/app`. */
  path: string;
  contents: Uint8Array;
  /** What it loads at run time that is not of this package: Node's own modules, and nothing else. */
  outside: readonly string[];
}

/** @throws Error where something that runs cannot be bundled */
export async function bundleApp(root: string, which: Readonly<Record<string, string>> = entries): Promise<AppFile[]> {
  const base = join(root, 'out', 'app');
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: which,
    outdir: base,
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    minifySyntax: true,
    minifyWhitespace: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: optional,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    legalComments: 'external',
    charset: 'utf8',
    logLevel: 'silent',
    // What was written as CommonJS asks for Node's own modules by `require`.
    banner: { js: "import { createRequire as lqRequire } from 'node:module'; const require = lqRequire(import.meta.url);" },
    plugins: [withMoved(root)],
    tsconfigRaw: { compilerOptions: { target: 'es2024', verbatimModuleSyntax: true } },
  });
  const isNode = (path: string): boolean => path.startsWith('node:') || builtinModules.includes(path);
  return outputFiles.map(({ path, contents }) => {
    const outside = (metafile.outputs[relative(root, path).replaceAll('\\', '/')]?.imports ?? [])
      .filter(({ external, path: imported }) => external === true && !optional.includes(imported))
      .map(({ path: imported }) => imported);
    const foreign = outside.find((imported) => !isNode(imported));
    if (foreign !== undefined)
      throw new Error(`${relative(base, path)} would look for ${foreign} in a node_modules that is not in the package.`);
    return { path: relative(base, path).replaceAll('\\', '/'), contents, outside };
  });
}
