import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { StackOutputs } from '../../../cloud/client/index.ts';
import { LedgerError } from '../../contract/error.ts';
import type { Product } from './product.ts';

const Ready = z.object({
  endpoint: z.string(),
  websocketEndpoint: z.string().optional(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  outputs: z.looseObject(StackOutputs.shape),
  pid: z.number().int(),
});
export type CloudReady = z.infer<typeof Ready>;

export interface CloudProcessOptions {
  /** The product's folder, where the jobs lie. */
  root: string;
  cloud: Product['cloud'];
  dataDir: string;
  template: string;
  assets: string;
  /** Origins whose pages may open sessions' sockets, and call nothing else. */
  sockets: readonly string[];
  /** Whether jobs may run that draw pictures of published levels. */
  jobs: boolean;
  /** Extra arguments of the cloud's process; tests name a fault point here. */
  extra?: readonly string[];
  onExit: (code: number | null) => void;
}

export interface CloudProcess {
  ready: CloudReady;
  stop(): Promise<void>;
}

interface Running {
  stdout: Readable;
  stderr: Readable;
  /** The exit code; null where a signal ended it. */
  exited: Promise<number | null>;
  stop: () => void;
}

function startProcess(entry: string, args: readonly string[], cwd: string): Running {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['pipe', 'pipe', 'pipe'], cwd });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { stdout: child.stdout, stderr: child.stderr, exited, stop: () => void child.kill('SIGTERM') };
}

/** An installed app brings no Node of its own to start, and its Electron starts none: the cloud is a thread of the owner's process. */
function startThread(entry: string, args: readonly string[]): Running {
  const worker = new Worker(entry, { argv: [...args], execArgv: [], stdin: true, stdout: true, stderr: true, name: 'cloud' });
  const exited = new Promise<number | null>((resolve) => worker.once('exit', resolve));
  worker.on('error', () => {});
  return { stdout: worker.stdout, stderr: worker.stderr, exited, stop: () => void worker.stdin?.end() };
}

/** Where the processes begin that own a session each. */
const hosts = 'cloud/hosts';

/** What people say about drivers, which the job that draws pictures must hear. */
const drivers = ['LEDGERQUEST_VK_ICD', 'LEDGERQUEST_CHROMIUM', 'LEDGERQUEST_DRIVERS'];

/**
 * Starts the embedded cloud and waits for its first line. It ends with this process, however this one ends: its standard input is ours.
 * @throws LedgerError `cloud-failed` with the last words it said
 */
export async function startCloudProcess({
  root,
  cloud,
  dataDir,
  template,
  assets,
  sockets,
  jobs,
  extra = [],
  onExit,
}: CloudProcessOptions): Promise<CloudProcess> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const args = [
    '--data',
    dataDir,
    '--template',
    template,
    '--assets',
    assets,
    '--attached',
    ...(cloud.as === 'process' ? ['--entries', root, ...drivers.flatMap((name) => ['--task-env', name])] : []),
    ...(jobs ? [] : ['--entry-folder', hosts]),
    ...sockets.flatMap((origin) => ['--socket-origin', origin]),
    ...extra,
  ];
  const child = cloud.as === 'process' ? startProcess(cloud.entry, args, root) : startThread(cloud.entry, args);
  const log = createWriteStream(join(dataDir, 'cloud.log'), { flags: 'a', mode: 0o600 });
  // A disk that is full takes no log either; what matters of it comes back as the last words.
  log.on('error', () => {});
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
    log.write(text);
  });
  let stopping = false;
  const { exited } = child;
  const firstLine = new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  const line = await Promise.race([firstLine, exited.then(() => undefined)]);
  const parsed = line === undefined ? undefined : Ready.safeParse(JSON.parse(line));
  if (!parsed?.success) {
    child.stop();
    const last = words.trim().split('\n').at(-1) ?? '';
    throw new LedgerError({
      code: 'cloud-failed',
      message: `The embedded cloud did not start. ${last}`.trim(),
      hint: `Its log is ${join(dataDir, 'cloud.log')}.`,
      where: dataDir,
    });
  }
  void exited.then((code) => {
    log.end();
    if (!stopping) onExit(code);
  });
  return {
    ready: parsed.data,
    stop: async () => {
      stopping = true;
      child.stop();
      await exited;
    },
  };
}
