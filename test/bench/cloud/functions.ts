/** The functions as they are deployed: what each loads, and how long a fresh process takes for it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface FunctionSize {
  readonly name: string;
  /** Of the handler and every chunk that it loads at once. */
  readonly bytes: number;
  /** Milliseconds that a fresh process takes to load it, beside what it takes to start. */
  readonly loadMs: number;
}

/** Sizes of every handler in the folder that the template names; load times of those asked for. */
export function functionSizes(template: string, timed: (name: string) => boolean, repeats: number): FunctionSize[] {
  const folder = codeFolder(template);
  const bare = fastest(repeats, 'data:text/javascript,');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => ({
      name: file.slice(0, -4),
      bytes: [...loadedBy(join(folder, file), new Set())].reduce((total, each) => total + statSync(each).size, 0),
      loadMs: timed(file.slice(0, -4)) ? fastest(repeats, pathToFileURL(join(folder, file)).href) - bare : 0,
    }));
}

function codeFolder(template: string): string {
  const out = dirname(template);
  const found = readdirSync(out).find((name) => name.startsWith('asset.') && readdirSync(join(out, name)).includes('session-slice.mjs'));
  if (found === undefined) throw new Error(`${out} holds no functions`);
  return resolve(out, found);
}

/** What a module imports with `import … from`, and what those import. */
function loadedBy(file: string, seen: Set<string>): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import)"(\.{1,2}\/[^"]+\.mjs)"/g))
    loadedBy(join(dirname(file), path!), seen);
  return seen;
}

function fastest(repeats: number, module: string): number {
  const times = Array.from({ length: repeats }, () => {
    const began = performance.now();
    execFileSync(process.execPath, ['--input-type=module', '--eval', `await import(${JSON.stringify(module)})`], { stdio: 'ignore' });
    return performance.now() - began;
  });
  return Math.min(...times);
}
