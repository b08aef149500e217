/** `lq up` and the other commands as people run them: processes of their own, on a folder of their own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { openTarget, StackOutputs, type CloudClient } from '../../../cloud/client/index.ts';
import { thisPerson } from '../../../src-main/doors/host/person.ts';
import { discover, type Discovery } from '../../../src-main/services/data-folder/discovery.ts';

export const root = resolve(import.meta.dirname, '../../..');
const bin = join(root, 'src-main/doors/cli/bin.mjs');
/** Whatever hangs is ended, so that no test leaves a process behind. */
const patience = { command: 120_000, up: 900_000 };

export interface Said {
  readonly code: number | null;
  /** Lines on stdout. */
  readonly out: readonly string[];
  readonly err: string;
}

/** A folder for one test file: a cloud's data, and what the person's own tools keep about running clouds. */
export interface Home {
  readonly dir: string;
  readonly data: string;
  /** Runs `lq` to its end. */
  lq(...args: string[]): Promise<Said>;
  /** The same, with what is piped into it, all of it before it looks. */
  piped(input: string, ...args: string[]): Promise<Said>;
  /** Runs `lq` until it asks the cloud for `call` of an AWS JSON service, such as `DeleteItem`, and ends it there, as `kill -9` does. */
  cut(call: string, ...args: string[]): Promise<Said>;
  /** Runs `lq ... --json`, which must print one JSON document, nothing else on stdout, and exit with `code`. */
  json<T = Record<string, unknown>>(args: readonly string[], code?: number): Promise<T>;
  /** Starts `lq ... --json`, which stays, and waits for its first line or its end. */
  stay<T = Record<string, unknown>>(args: readonly string[]): Promise<Staying<T>>;
  /** Starts `lq up --json` without pictures, which cost more than all the rest; its owner is Ada. `killAt` names a fault point of the cloud; `data` is seen from `cwd`. */
  up(options?: { killAt?: string; data?: string; cwd?: string }): Promise<Up>;
  remove(): void;
}

export interface Staying<T> {
  readonly first: T | undefined;
  /** Its exit code, once it has ended. */
  readonly exited: Promise<number | null>;
  err(): string;
  stop(): Promise<void>;
}

export interface Up {
  readonly discovery: Discovery;
  readonly process: ChildProcess;
  /** Everything that was printed on stdout so far. */
  readonly out: readonly string[];
  /** The same of stderr. */
  err(): string;
  /** A client of `cloud/client` with a tenant's keys. */
  client(tenant: string): CloudClient;
  /** Settings of an AWS SDK client: with the operator's keys, or a tenant's. */
  aws(tenant?: string): {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  };
  /** As Ctrl+C; resolves once the process has ended. */
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

/**
 * Who belongs to which tenant: Ada may everything in both, and so may whoever runs the tests, who commands without `--as` act for; Pia and p-1
 * play in demo, Otto audits there, Ben designs in acme.
 */
const people = {
  format: 1,
  tenants: {
    demo: { ada: ['owner'], [thisPerson()]: ['owner'], pia: ['player'], 'p-1': ['player'], otto: ['auditor'] },
    acme: { ada: ['owner'], [thisPerson()]: ['owner'], ben: ['designer', 'facilitator'] },
  },
};

export function openHome(): Home {
  const dir = mkdtempSync(join(tmpdir(), 'lq-home-'));
  const data = join(dir, 'data');
  const env = { ...process.env, XDG_STATE_HOME: join(dir, 'state'), XDG_DATA_HOME: join(dir, 'share'), LQ_DATA: data };
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'people.json'), JSON.stringify(people));
  const running = new Set<ChildProcess>();
  const endAll = (): void => running.forEach((child) => child.kill('SIGKILL'));
  process.once('exit', endAll);

  const start = (
    args: readonly string[],
    timeout: number,
    { cwd = root, stdin = 'ignore' as 'ignore' | 'pipe', more = {} } = {},
  ): ChildProcess => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd,
      env: { ...env, ...more },
      stdio: [stdin, 'pipe', 'pipe'],
      timeout,
      killSignal: 'SIGKILL',
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  };

  const piped: Home['piped'] = async (input, ...args) => {
    const child = start(args, patience.command, { stdin: 'pipe' });
    child.stdin!.end(input);
    return saidBy(child);
  };
  const lq: Home['lq'] = (...args) => saidBy(start(args, patience.command));
  const cut: Home['cut'] = (call, ...args) =>
    saidBy(
      start(args, patience.command, { more: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(endingAt(call))}` } }),
    );
  const saidBy = async (child: ChildProcess): Promise<Said> => {
    const [out, err] = [collect(child.stdout!), collect(child.stderr!)];
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out: out().split('\n').slice(0, -1), err: err() };
  };

  return {
    dir,
    data,
    lq,
    piped,
    cut,
    async json<T>(args: readonly string[], code = 0) {
      const said = await lq(...args, '--json');
      if (said.code !== code || said.out.length !== 1)
        throw new Error(`lq ${args.join(' ')} ended with ${said.code}, not ${code}. stdout: ${said.out.join('\n')} stderr: ${said.err}`);
      return JSON.parse(said.out[0]!) as T;
    },
    async stay<T>(args: readonly string[]) {
      const child = start([...args, '--json'], patience.up);
      const err = collect(child.stderr!);
      const exited = once(child, 'close').then(([code]) => code as number | null);
      const line = await Promise.race([
        once(createInterface(child.stdout!), 'line').then(([text]) => text as string),
        exited.then(() => undefined),
      ]);
      return {
        first: line === undefined ? undefined : (JSON.parse(line) as T),
        exited,
        err,
        stop: async () => {
          child.kill('SIGTERM');
          await exited;
        },
      };
    },
    async up({ killAt, data: other = data, cwd = root } = {}) {
      const child = start(
        ['up', '--data', other, '--as', 'ada', '--no-pictures', '--json', ...(killAt === undefined ? [] : ['--kill-at', killAt])],
        patience.up,
        { cwd },
      );
      const err = collect(child.stderr!);
      const out: string[] = [];
      const lines = createInterface(child.stdout!).on('line', (line) => out.push(line));
      await Promise.race([once(lines, 'line'), once(child, 'exit')]);
      if (out.length === 0) throw new Error(`lq up ended with ${child.signalCode ?? child.exitCode}: ${err()}`);
      const discovery = JSON.parse(out[0]!) as Discovery;
      const outputs = StackOutputs.parse(discover(resolve(cwd, other))?.outputs);
      const clients: CloudClient[] = [];
      const end = async (signal: NodeJS.Signals): Promise<void> => {
        clients.splice(0).forEach((client) => client.close());
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exited = once(child, 'exit');
        child.kill(signal);
        await exited;
      };
      const credentials = (tenant?: string) => {
        const keys = tenant === undefined ? discovery : discovery.tenants.find(({ id }) => id === tenant)!;
        return { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey };
      };
      const { endpoint, region, playground } = discovery;
      return {
        discovery,
        process: child,
        out,
        err,
        client(tenant) {
          const client = openTarget({
            endpoint,
            region,
            credentials: credentials(tenant),
            outputs,
            playground,
            engines: join(dir, 'engines'),
          });
          clients.push(client);
          return client;
        },
        aws: (tenant) => ({ endpoint, region, credentials: credentials(tenant), maxAttempts: 1 }),
        stop: () => end('SIGTERM'),
        kill: () => end('SIGKILL'),
      };
    },
    remove() {
      endAll();
      process.off('exit', endAll);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A module that ends its process when that asks for a call. */
const endingAt = (call: string): string => `
  import { subscribe } from 'node:diagnostics_channel';
  subscribe('http.client.request.start', ({ request }) => {
    if (String(request.getHeader('x-amz-target')).endsWith('.${call}')) process.kill(process.pid, 'SIGKILL');
  });`;

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  return () => text;
}
