import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Lock {
  packages: Record<string, { optionalDependencies?: Record<string, string>; license?: string }>;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

// Tools with per-platform binaries are sometimes published incompletely; npm drops what is missing from the lockfile without a word and
// `npm ci` then fails on the platform that needs it.
test('every optional platform package named in the lockfile has an entry', () => {
  const missing: string[] = [];
  for (const [path, { optionalDependencies }] of Object.entries(packages)) {
    for (const name of Object.keys(optionalDependencies ?? {})) {
      if (!packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`]) missing.push(`${path} -> ${name}`);
    }
  }
  expect(missing).toEqual([]);
});
