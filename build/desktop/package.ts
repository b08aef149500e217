/** What lies in an installer, and whether the app can run of it: looked at after every build, without Electron and without an installer. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { parse } from 'yaml';
import { importsOf } from '../checks/architecture.ts';

export interface PackageConfig {
  files: string[];
  asarUnpack: string[];
}

export const configFile = 'build/desktop/electron-builder.yml';
export const readConfig = (root: string): PackageConfig => parse(readFileSync(join(root, configFile), 'utf8')) as PackageConfig;

/** Where the app begins, and what it names while it runs. */
export const needed = ['package.json', 'out/main/main.js', 'out/preload/preload.cjs'] as const;
/** What is loaded from disk by its path, or started, and so must not lie inside the archive. */
export const neededAsFiles = [
  'out/app/owner.mjs',
  'out/app/cloud.mjs',
  'out/app/thread.mjs',
  'out/app/product.json',
  'out/renderer/index.html',
  'out/renderer/play.html',
  'out/engine/current.json',
  'out/cdk/LedgerQuest.template.json',
  'samples/hello-cube/ledgerquest.json',
] as const;

const expand = (patterns: readonly string[], root: string): Set<string> => {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const excluded = pattern.startsWith('!');
    // What is excluded is small: it need not be looked for in folders that nobody included.
    if (excluded) for (const path of found) if (posix.matchesGlob(path, pattern.slice(1))) found.delete(path);
    if (!excluded)
      for (const path of globSync(pattern, { cwd: root })) if (statSync(join(root, path)).isFile()) found.add(path.replaceAll('\\', '/'));
  }
  return found;
};

/** What is wrong with a package, a sentence each. */
export function problemsOf({ files, asarUnpack }: PackageConfig, root: string): string[] {
  const inside = expand(files, root);
  const unpacked = expand(asarUnpack, root);
  const problems: string[] = [];
  for (const pattern of files)
    if (!pattern.startsWith('!') && globSync(pattern, { cwd: root }).length === 0)
      problems.push(`${pattern} names nothing that was built.`);
  for (const path of [...needed, ...neededAsFiles]) if (!inside.has(path)) problems.push(`${path} is not in the package.`);
  for (const path of neededAsFiles)
    if (!unpacked.has(path)) problems.push(`${path} would lie inside the archive, where it cannot be started.`);
  for (const path of unpacked) if (!inside.has(path)) problems.push(`${path} is to be unpacked and not in the package.`);
  for (const path of inside)
    if (/(^|\/)(node_modules|\.env|\.git)(\/|$)|\.(test\.[jt]sx?|map|pem|key)$/.test(path))
      problems.push(`${path} has no business in a package.`);
  const code = [...inside].filter((path) => /^out\/(main|preload|app)\/.*\.[cm]?js$/.test(path));
  for (const path of code) {
    const shell = /^out\/(main|preload)\//.test(path);
    for (const { specifier } of importsOf(path.replace(/\.cjs$/, '.js'), readFileSync(join(root, path), 'utf8'))) {
      const resolves = specifier.startsWith('.')
        ? inside.has(posix.join(posix.dirname(path), specifier))
        : specifier.startsWith('node:') || builtinModules.includes(specifier) || (shell && specifier === 'electron');
      if (!resolves) problems.push(`${path} loads ${specifier}, which is not in the package.`);
    }
  }
  if (code.length === 0) problems.push('There is no code in the package: a check that looks at nothing proves nothing.');
  return problems;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '../..');
  const problems = problemsOf(readConfig(root), root);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(JSON.stringify({ built: false }));
}
