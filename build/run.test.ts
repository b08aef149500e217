import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** A checkout with nothing in it but what npm's scripts go through, and a Node that says it is old. */
const house = mkdtempSync(join(tmpdir(), 'ledgerquest-old-node-'));
const old = join(house, 'old-node.mjs');
afterAll(() => rmSync(house, { recursive: true, force: true }));
beforeAll(() => {
  for (const file of ['build/run.mjs', 'src-main/doors/cli/new-enough-node.mjs', 'src-main/doors/cli/bin.mjs'])
    cpSync(file, join(house, file));
  writeFileSync(old, "Object.defineProperty(process.versions, 'node', { value: '20.11.0' });\n");
});

const run = (script: string) => {
  const [, ...args] = script.split(' ');
  return spawnSync(process.execPath, ['--import', old, ...args], { cwd: house, encoding: 'utf8' });
};
const ours = ['start', 'test', 'check', 'build', 'bench', 'synth', 'verify:determinism', 'coverage'];

test.each(ours)('npm run %s on a Node that is too old says so in one sentence and exits 2', (name) => {
  mkdirSync(join(house, 'node_modules/zod'), { recursive: true });
  const { status, stdout, stderr } = run(scripts[name]!);
  expect([status, stdout, stderr.trim().split('\n')]).toEqual([2, '', [expect.stringMatching(/^LedgerQuest needs Node 22\.18 or newer/)]]);
});

test.each(ours)('npm run %s before npm ci says what to run', (name) => {
  rmSync(join(house, 'node_modules'), { recursive: true, force: true });
  const { status, stderr } = run(scripts[name]!);
  expect([status, stderr.trim()]).toEqual([2, expect.stringMatching(/^LedgerQuest is not set up yet\. Run: npm ci/)]);
});

test('arguments and the exit code go through', () => {
  const script = join(house, 'script.mjs');
  writeFileSync(script, 'console.log(process.argv.slice(2).join(), import.meta.main); process.exitCode = 7;\n');
  const { status, stdout } = spawnSync(process.execPath, ['build/run.mjs', script, 'a', '--b'], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([7, 'a,--b true\n']);
});

test('what ends it ends the script too, so that nothing keeps a port', async () => {
  const script = join(house, 'stays.mjs');
  writeFileSync(script, 'console.log(process.pid); setInterval(() => {}, 1000);\n');
  const child = spawn(process.execPath, ['build/run.mjs', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
});
