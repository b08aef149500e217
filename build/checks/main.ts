/** `npm run check`: everything that is wrong without running the product. Runs all checks, then says which failed. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tool } from '../tool.ts';

const lintFolders = ['engine', 'src-main', 'src-renderer', 'cloud', 'clients', 'gpu-worker', 'build', 'test'];

const checks: { name: string; command: string[] }[] = [
  { name: 'types', command: [...tool('tsc'), '-b'] },
  { name: 'lint', command: [...tool('oxlint'), '--type-aware', ...lintFolders] },
  { name: 'format', command: [...tool('oxfmt'), '--check', ...lintFolders] },
  { name: 'architecture', command: [process.execPath, 'build/checks/architecture.ts'] },
  { name: 'dead code', command: [...tool('knip')] },
];

for (const folder of lintFolders) {
  if (!existsSync(folder)) throw new Error(`${folder} is missing: a check that looks at nothing proves nothing`);
}

const only = process.argv[2];
const failed: string[] = [];
for (const { name, command } of checks) {
  if (only && only !== name) continue;
  const [program = '', ...args] = command;
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (error) console.error(`${name} could not be run: ${error.message}`);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'}  ${name}`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`\ncheck failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
