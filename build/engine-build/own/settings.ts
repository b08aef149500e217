/** Settings that tools need about an engine folder; they name places of this machine, so they are written anew and never kept in a repository. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Hidden folder of an engine folder. */
export const settingsFolder = '.ledgerquest';

interface LintSettings {
  overrides: { files: string[]; rules: Record<string, unknown> }[];
}

/**
 * Writes `.ledgerquest/tsconfig.json`, with which `ledgerquest/engine` has types in editors and in `lq engine build`, and
 * `.ledgerquest/oxlintrc.json`, the engine's own rules. `root`: the installation.
 */
export function writeSettings(root: string, dir: string): { tsconfig: string; lint: string } {
  const folder = join(dir, settingsFolder);
  mkdirSync(folder, { recursive: true });
  const tsconfig = join(folder, 'tsconfig.json');
  const lint = join(folder, 'oxlintrc.json');
  writeFileSync(join(folder, '.gitignore'), '*\n');
  writeFileSync(tsconfig, `${JSON.stringify(typeSettings(root), undefined, 2)}\n`);
  writeFileSync(lint, `${JSON.stringify(lintSettings(root), undefined, 2)}\n`);
  return { tsconfig, lint };
}

function typeSettings(root: string): object {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.base.json'), 'utf8')) as { compilerOptions: object };
  return {
    compilerOptions: {
      ...compilerOptions,
      incremental: false,
      lib: ['es2024'],
      types: [],
      paths: { 'ledgerquest/engine': [join(root, 'engine/run/authoring.ts')] },
    },
    files: [join(root, 'engine/ambient.d.ts'), join(root, 'engine/webassembly.d.ts')],
    include: ['systems', 'backends', 'lib'].map((name) => `../${name}/**/*.ts`),
    exclude: ['../**/*.test.ts'],
  };
}

function lintSettings(root: string): object {
  const { overrides } = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as LintSettings;
  const ofEngine = overrides.find(({ files }) => files.includes('engine/**/*.ts'))!.rules;
  return {
    plugins: [],
    jsPlugins: [join(root, 'build/lint/determinism.js'), join(root, 'build/lint/engine-folder.js')],
    categories: { correctness: 'off' },
    rules: { ...ofEngine, 'engine-folder/imports-only-its-own': 'error', 'engine-folder/no-directives': 'error' },
  };
}
