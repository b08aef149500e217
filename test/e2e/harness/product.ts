import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../../..');
const bin = join(root, 'src-main', 'doors', 'cli', 'bin.mjs');

/** The first line that `lq up --json` prints. */
export interface Endpoints {
  endpoint: string;
  websocket: string;
  playground: string;
  studio: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  tenants: { id: string; accessKeyId: string; secretAccessKey: string }[];
  pid: number;
  dataDir: string;
  bucket: string;
  table: string;
}

/** The whole product on this machine, started as a person starts it, in a data folder nobody has used before. */
export interface Product extends Endpoints {
  /** A link that opens Studio once, as `lq open` prints it. */
  link(person: string): Promise<string>;
  /** Runs `lq` against this product and parses what it prints. */
  lq: (...args: string[]) => Promise<Record<string, unknown>>;
  /** Stops it and removes its folder; what it said on stderr, apart from what was built, comes back. */
  close(): Promise<string[]>;
}

/** Who owns this machine in every story. */
export const owner = 'Ada';

export async function startProduct(): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerquest-e2e-'));
  const dataDir = join(folder, 'data');
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const env = { ...inherited, XDG_STATE_HOME: join(folder, 'state'), LQ_DATA: dataDir };
  const child: ChildProcess = spawn(process.execPath, [bin, 'up', '--data', dataDir, '--as', owner, '--json'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  if (child.stderr) createInterface(child.stderr).on('line', (line) => !line.startsWith('built: ') && said.push(line));
  const ended = new Promise<undefined>((settle) => child.once('exit', () => settle(undefined)));
  const line = await Promise.race([
    new Promise<string>((settle) => child.stdout && createInterface(child.stdout).once('line', settle)),
    ended,
  ]);
  if (line === undefined) throw new Error(`lq up ended before it was ready:\n${said.join('\n')}`);
  const endpoints = JSON.parse(line) as Endpoints;

  const lq = (...args: string[]): Promise<Record<string, unknown>> =>
    new Promise((settle, fail) => {
      execFile(process.execPath, [bin, ...args, '--json'], { cwd: root, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        if (stdout !== '') settle(JSON.parse(stdout) as Record<string, unknown>);
        else fail(new Error(`lq ${args.join(' ')}: ${stderr || (error?.message ?? 'it printed nothing')}`));
      });
    });
  return {
    ...endpoints,
    lq,
    link: async (person) => (await lq('open', '--as', person))['url'] as string,
    async close() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
      return said;
    },
  };
}
