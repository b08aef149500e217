/** Bundles the cloud's functions and writes its template: `npm run synth`. Same sources, same bytes; nothing is done when nothing changed. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { isFresh, markFresh } from './fresh.ts';
import { ensureWorkshop } from './workshop.ts';

const template = 'out/cdk/LedgerQuest.template.json';
/** The function that reads strangers' files has a folder of its own: the others do without its decoders. */
const assetEntry = 'cloud/handlers/asset-derive.ts';
/** Where the bundler believes it writes: its hashes must not depend on where that really is. */
const bundle = resolve('out/functions');
const handlers = 'cloud/handlers';
const inputs = [
  'cloud/adapters',
  'cloud/client',
  'cloud/domain',
  'cloud/events',
  'cloud/handlers',
  'cloud/infra',
  'cloud/ports',
  'cloud/workflows',
  'engine/document',
  'engine/kernel',
  'engine/model',
  'engine/rules',
  'build/synth.ts',
  'build/workshop.ts',
  'package-lock.json',
];

/** A handler is a module that exports `handler`; its file is the function's name. */
const entries = (): string[] =>
  readdirSync(handlers)
    .filter((file) => /^(alarm|api|audit|event|letter|player|publish|room|session)-[a-z]+\.ts$/.test(file) && file !== 'publish-request.ts')
    .map((file) => join(handlers, file))
    .toSorted();

/** One folder of modules that share their chunks; every function runs one of them. */
async function bundleFunctions(folder: string, entryPoints: string[]): Promise<void> {
  const { outputFiles } = await build({
    entryPoints,
    outdir: bundle,
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    // Packages that are CommonJS inside ask for Node's modules by `require`.
    banner: { js: "import{createRequire as ledgerquestRequire}from'node:module';const require=ledgerquestRequire(import.meta.url);" },
    tsconfigRaw: { compilerOptions: { target: 'es2024', verbatimModuleSyntax: true } },
  });
  for (const { path, contents } of outputFiles) {
    const file = join(folder, relative(bundle, path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
}

/** Makes `out/cdk` if anything it comes from has changed. Returns whether it did. Others may read it meanwhile: it is replaced whole. */
export async function ensureTemplate(): Promise<{ template: string; assets: string; built: boolean }> {
  const made = { template: resolve(template), assets: resolve(dirname(template)) };
  if (isFresh('.', template, inputs)) return { ...made, built: false };
  const draft = join('out', `cdk-${process.pid}`);
  const [functions = '', assetFunctions = '', outdir = '', before = ''] = ['functions', 'asset-functions', 'cdk', 'before'].map((name) =>
    join(draft, name),
  );
  try {
    await bundleFunctions(functions, entries());
    await bundleFunctions(assetFunctions, [assetEntry]);
    cpSync((await ensureWorkshop()).folder, join(assetFunctions, 'workshop'), { recursive: true });
    const { synthesize } = await import('../cloud/infra/synthesize.ts');
    synthesize({ outdir, functions, assetFunctions });
    if (existsSync(dirname(template))) renameSync(dirname(template), before);
    renameSync(outdir, dirname(template));
    markFresh('.', template, inputs);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return { ...made, built: true };
}

if (import.meta.main) {
  const { built } = await ensureTemplate();
  console.log(JSON.stringify({ template, built }));
}
