/** Builds what a start needs, and what an installer and the tests need beside it, each step skipped when its inputs have not changed. */
import { spawnSync } from 'node:child_process';
import { isFresh, markFresh } from './fresh.ts';
import { tool } from './tool.ts';

const node = (script: string) => (): string[] => [process.execPath, script];

/** Steps that know their own inputs close with one line of JSON: `built` says whether there was anything to do. */
const saysFresh = (stdout: string): boolean => /"built": ?false/.test(stdout);

interface Step {
  name: string;
  command: (root: string) => string[];
  /** Steps that know their own inputs leave this out. */
  inputs?: string[];
  output?: string;
  /** Only an installer needs it: a start from the checkout does without. */
  isForInstaller?: boolean;
}

export const steps: readonly Step[] = [
  { name: 'script sandbox', command: node('build/wasm/main.ts') },
  { name: 'engine build', command: node('build/engine-build/main.ts') },
  { name: 'cloud template', command: node('build/synth.ts') },
  {
    name: 'Studio and Playground',
    command: (root) => [...tool('electron-vite', root), 'build', '--logLevel', 'warn'],
    inputs: ['src-renderer', 'src-main', 'engine', 'cloud/client', 'electron.vite.config.ts', 'package-lock.json'],
    output: 'out/renderer/index.html',
  },
  {
    name: 'desktop app',
    command: node('build/desktop/main.ts'),
    inputs: ['src-main', 'engine', 'cloud', 'build/desktop', 'package-lock.json'],
    output: 'out/app/owner.mjs',
    isForInstaller: true,
  },
  { name: 'desktop package', command: node('build/desktop/package.ts'), isForInstaller: true },
];

/**
 * @param say receives one line per step that had something to do
 * @param root the checkout
 * @throws Error naming the step that failed
 */
export const buildForStart = (say: (line: string) => void, root: string): void =>
  build(
    steps.filter(({ isForInstaller }) => !isForInstaller),
    say,
    root,
  );

/** As `buildForStart`, with everything. */
export const buildAll = (say: (line: string) => void): void => build(steps, say, process.cwd());

function build(chosen: readonly Step[], say: (line: string) => void, root: string): void {
  for (const { name, command, inputs, output } of chosen) {
    if (inputs && output && isFresh(root, output, inputs)) continue;
    const [program = '', ...args] = command(root);
    const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 << 20, cwd: root });
    if (error) throw new Error(`Building the ${name} failed: ${error.message}`);
    if (status !== 0) throw new Error(`Building the ${name} failed:\n${stdout}${stderr}`);
    if (inputs && output) markFresh(root, output, inputs);
    if (!saysFresh(stdout)) say(`built: ${name}`);
  }
}

if (import.meta.main) buildAll((line) => console.log(line));
