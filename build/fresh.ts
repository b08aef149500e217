import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

function* filesOf(path: string): Generator<string> {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).toSorted()) {
    if (name === 'node_modules') continue;
    yield* filesOf(join(path, name));
  }
}

/** sha256 over names and bytes below `root`: time stamps lie after a checkout. Tests are not inputs. */
export function digestOf(root: string, inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    if (!existsSync(join(root, input))) continue;
    for (const file of filesOf(join(root, input))) {
      if (/\.test\.tsx?$/.test(file)) continue;
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

const stampOf = (root: string, output: string): string => join(root, 'out', '.fresh', `${output.replaceAll(/[^a-z0-9]+/gi, '-')}.txt`);

export const isFresh = (root: string, output: string, inputs: readonly string[]): boolean =>
  existsSync(join(root, output)) &&
  existsSync(stampOf(root, output)) &&
  readFileSync(stampOf(root, output), 'utf8') === digestOf(root, inputs);

export function markFresh(root: string, output: string, inputs: readonly string[]): void {
  mkdirSync(join(root, 'out', '.fresh'), { recursive: true });
  writeFileSync(stampOf(root, output), digestOf(root, inputs));
}
