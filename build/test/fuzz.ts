/** `npm run fuzz [-- <path>]`: every `*.fuzz.test.ts`, 100,000 broken inputs per format unless LEDGERQUEST_FUZZ says otherwise. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    'node',
    ...(process.argv.length > 2 ? process.argv.slice(2) : ['.fuzz.test.ts']),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, LEDGERQUEST_FUZZ: process.env['LEDGERQUEST_FUZZ'] ?? '100000' } },
);
process.exitCode = status ?? 1;
