/** Bundles the process that reads assets, with its decoders beside it: one folder that runs anywhere without node_modules. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { decoderFile, decoderFiles } from '../cloud/adapters/workshop/index.ts';
import { isFresh, markFresh } from './fresh.ts';

const output = 'out/workshop/process.mjs';
const inputs = [
  'cloud/adapters/workshop',
  'cloud/domain/assets',
  'cloud/domain/evidence.ts',
  'cloud/ports/derivatives.ts',
  'build/workshop.ts',
  'package-lock.json',
];

/** Makes `out/workshop` if anything it comes from has changed. */
export async function ensureWorkshop(): Promise<{ module: string; folder: string; built: boolean }> {
  const made = { module: resolve(output), folder: resolve(dirname(output)) };
  if (isFresh('.', output, inputs)) return { ...made, built: false };
  const draft = join('out', `workshop-${process.pid}`);
  const before = `${draft}-before`;
  try {
    const { outputFiles } = await build({
      entryPoints: ['cloud/adapters/workshop/process.ts'],
      outfile: made.module,
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      minifyWhitespace: true,
      minifySyntax: true,
      legalComments: 'none',
      logLevel: 'warning',
      mainFields: ['module', 'main'],
      // Reading pictures is ours: its own way would bring a library of this machine along.
      alias: { 'ndarray-pixels': resolve('node_modules/ndarray-pixels/dist/ndarray-pixels-browser.js') },
      banner: { js: "import{createRequire as ledgerquestRequire}from'node:module';const require=ledgerquestRequire(import.meta.url);" },
      tsconfigRaw: { compilerOptions: { target: 'es2024', verbatimModuleSyntax: true } },
    });
    mkdirSync(draft, { recursive: true });
    for (const { contents } of outputFiles) writeFileSync(join(draft, basename(output)), contents);
    for (const file of decoderFiles) copyFileSync(decoderFile(file), join(draft, basename(file)));
    if (existsSync(made.folder)) renameSync(made.folder, before);
    renameSync(draft, made.folder);
    markFresh('.', output, inputs);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(before, { recursive: true, force: true });
  }
  return { ...made, built: true };
}

if (import.meta.main) console.log(JSON.stringify({ module: output, built: (await ensureWorkshop()).built }));
