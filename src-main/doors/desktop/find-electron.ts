import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type ElectronChoice = { use: true; binary: string } | { use: false; why: string };

export interface ElectronQuestion {
  root: string;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  uid: number | undefined;
  /** `--web` was given. */
  forceWeb: boolean;
  /** Runs a program; resolves with its exit code, or undefined when it could not start or took longer than the limit. */
  run: (program: string, args: string[], limitMs: number) => Promise<number | undefined>;
}

export function binaryPath(root: string, env: NodeJS.ProcessEnv): string | undefined {
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const record = join(root, 'node_modules', 'electron', 'path.txt');
  const name = existsSync(record) ? readFileSync(record, 'utf8').trim() : 'electron';
  const path = join(override ?? join(root, 'node_modules', 'electron', 'dist'), name);
  return existsSync(path) ? path : undefined;
}

/**
 * Electron opens Studio only where its binary is here or can be fetched, runs, has a display and is not root's (its sandbox refuses
 * root); everywhere else Studio opens in a browser, and the reason is one sentence.
 */
export async function chooseElectron({ root, env, platform, uid, forceWeb, run }: ElectronQuestion): Promise<ElectronChoice> {
  if (forceWeb) return { use: false, why: '--web was given' };
  if (uid === 0) return { use: false, why: 'Electron does not run as root' };
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return { use: false, why: 'there is no display' };
  if (!binaryPath(root, env)) {
    const installer = join(root, 'node_modules', 'electron', 'install.js');
    if (!existsSync(installer)) return { use: false, why: 'Electron is not installed' };
    // The package checks what it downloads against the checksums that it ships.
    await run(process.execPath, [installer], 20_000);
  }
  const binary = binaryPath(root, env);
  if (!binary) return { use: false, why: 'the Electron binary is not here and could not be fetched within 20 seconds' };
  if ((await run(binary, ['--version'], 10_000)) !== 0) return { use: false, why: 'the Electron binary does not start on this machine' };
  return { use: true, binary };
}

/** The `run` of a real machine. */
export const runProgram: ElectronQuestion['run'] = (program, args, limitMs) =>
  new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', timeout: limitMs, killSignal: 'SIGKILL' });
    child.once('error', () => resolve(undefined));
    child.once('exit', (code) => resolve(code ?? undefined));
  });
