import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** sha256 over names and bytes: time stamps lie after a checkout. Tests are not inputs. */
export function digestOf(inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    if (!existsSync(input)) continue;
    for (const file of filesOf(input)) {
      if (/\.test\.tsx?$/.test(file)) continue;
      hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

const stampOf = (output: string): string => join('out', '.fresh', `${output.replaceAll(/[^a-z0-9]+/gi, '-')}.txt`);

export const isFresh = (output: string, inputs: readonly string[]): boolean =>
  existsSync(output) && existsSync(stampOf(output)) && readFileSync(stampOf(output), 'utf8') === digestOf(inputs);

export function markFresh(output: string, inputs: readonly string[]): void {
  mkdirSync(join('out', '.fresh'), { recursive: true });
  writeFileSync(stampOf(output), digestOf(inputs));
}
