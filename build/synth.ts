/** Bundles the cloud's functions and writes its template: `npm run synth`. Same sources, same bytes; nothing is done when nothing changed. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { isFresh, markFresh } from './fresh.ts';

const template = 'out/cdk/LedgerQuest.template.json';
const functions = 'out/functions';
const handlers = 'cloud/handlers';
const inputs = [
  'cloud/adapters',
  'cloud/domain',
  'cloud/events',
  'cloud/handlers',
  'cloud/infra',
  'cloud/ports',
  'cloud/workflows',
  'engine/kernel',
  'engine/model',
  'engine/rules',
  'build/synth.ts',
  'package-lock.json',
];

/** A handler is a module that exports `handler`; its file is the function's name. */
const entries = (): string[] =>
  readdirSync(handlers)
    .filter((file) => /^(audit|player|publish|session)-[a-z]+\.ts$/.test(file) && file !== 'publish-request.ts')
    .map((file) => join(handlers, file))
    .toSorted();

/** One folder of modules that share their chunks; every function runs one of them. */
async function bundleFunctions(): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: entries(),
    outdir: functions,
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
  rmSync(functions, { recursive: true, force: true });
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

/** Makes `out/cdk` if anything it comes from has changed. Returns whether it did. */
export async function ensureTemplate(): Promise<{ template: string; assets: string; built: boolean }> {
  const made = { template: resolve(template), assets: resolve(dirname(template)) };
  if (isFresh('.', template, inputs) && existsSync(functions)) return { ...made, built: false };
  await bundleFunctions();
  rmSync(dirname(template), { recursive: true, force: true });
  const { synthesize } = await import('../cloud/infra/synthesize.ts');
  synthesize({ outdir: dirname(template), functions });
  markFresh('.', template, inputs);
  return { ...made, built: true };
}

if (import.meta.main) {
  const { built } = await ensureTemplate();
  console.log(JSON.stringify({ template, built }));
}
