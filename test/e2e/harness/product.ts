import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { BrowserContext } from '@playwright/test';
import { newEnoughNode } from '../../../src-main/doors/cli/new-enough-node.mjs';
import { discover } from '../../../src-main/services/data-folder/discovery.ts';
import { type Desktop, desktopScreen } from './desktop.ts';

/** The checkout. */
export const root = resolve(import.meta.dirname, '../../..');
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
  /** The desktop app, where the product was started as one. */
  desktop?: Desktop;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
  /** Stops it and removes its folder; what it said on stderr, apart from what was built, comes back. */
  close(): Promise<string[]>;
}

/** Who owns this machine in every story. */
export const owner = 'Ada';

interface Started {
  folder: string;
  dataDir: string;
  env: NodeJS.ProcessEnv;
  child: ChildProcess;
  /** The next line on stdout that is of this kind. */
  line: (kind: RegExp) => Promise<string>;
  ended: Promise<number | null>;
  said: string[];
}

/** Starts `lq` in a folder nobody has used before. */
function startLq(
  folder: string,
  person: string,
  [command = '', ...options]: readonly string[],
  { node = [], env: further = {} }: { node?: string[]; env?: NodeJS.ProcessEnv } = {},
): Started {
  const dataDir = join(folder, 'data');
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const env = { ...inherited, XDG_STATE_HOME: join(folder, 'state'), LQ_DATA: dataDir };
  const runtime = newEnoughNode().node ?? process.execPath;
  const child = spawn(runtime, [...node, bin, command, '--data', dataDir, '--as', person, ...options], {
    cwd: root,
    env: { ...env, ...further, LEDGERQUEST_DOUBLE_NODE: runtime },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  createInterface(child.stderr).on('line', (line) => !line.startsWith('built: ') && said.push(line));
  const out = createInterface(child.stdout);
  const ended = new Promise<number | null>((settle) => child.once('exit', settle));
  const line = async (kind: RegExp): Promise<string> => {
    const found = await Promise.race([new Promise<string>((settle) => out.on('line', (text) => kind.test(text) && settle(text))), ended]);
    if (typeof found !== 'string') throw new Error(`lq ${command} ended before it was ready:\n${said.join('\n')}`);
    return found;
  };
  return { folder, dataDir, env, child, line, ended, said };
}

function productOf({ folder, env, child, ended, said }: Started, endpoints: Endpoints): Product {
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
    ended,
    link: async (person) => (await lq('open', '--as', person))['url'] as string,
    async close() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
      return said;
    },
  };
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'ledgerquest-e2e-'));

/** `lq up`: Studio is opened in browsers. */
export async function startProduct(): Promise<Product> {
  const started = startLq(newFolder(), owner, ['up', '--json']);
  return productOf(started, JSON.parse(await started.line(/^{/)) as Endpoints);
}

/**
 * `lq start`, as on a machine where Electron runs.
 * @param context where its windows are shown
 * @param words a link or a folder that it is started with
 */
export async function startDesktop(
  context: BrowserContext,
  { person = owner, words = [] }: { person?: string; words?: readonly string[] } = {},
): Promise<Product & { desktop: Desktop }> {
  const folder = newFolder();
  const screen = await desktopScreen(context, folder);
  const started = startLq(folder, person, ['start', ...words], screen);
  const line = await started.line(/^Studio /);
  const found = discover(started.dataDir);
  if (!line.includes('its own window') || !found) throw new Error(line);
  const product = productOf(started, found);
  return {
    ...product,
    desktop: screen.desktop,
    close: async () => {
      const said = await product.close();
      screen.close();
      return said;
    },
  };
}
