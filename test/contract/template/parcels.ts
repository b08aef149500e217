import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildSync } from 'esbuild';
import { machineHost, startLocalCloud, type LocalCloudOptions } from '../../../cloud/local/index.ts';
import type { AccessKey } from '../../../cloud/local/iam/index.ts';

const FIXTURE = path.resolve(import.meta.dirname, '../../fixtures/parcels');
const MAIN = path.resolve(import.meta.dirname, '../../../cloud/local/main.ts');

/** What a client of the parcel cloud needs. */
export interface Parcels {
  readonly dataDir: string;
  readonly templateFile: string;
  readonly endpoint: string;
  readonly websocketEndpoint: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Configuration of an SDK client with the operator's keys, or with others. */
  readonly client: (credentials?: AccessKey & { readonly sessionToken?: string }) => {
    endpoint: string;
    region: string;
    credentials: AccessKey;
    maxAttempts: number;
  };
  readonly close: () => Promise<void>;
}

/** A folder with the parcel template, its manifest and its functions bundled, as synthesis would leave them. */
export function assembleParcels(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'parcels-out-'));
  for (const file of ['Parcels.template.json', 'Parcels.assets.json', 'manifest.json'])
    cpSync(path.join(FIXTURE, file), path.join(folder, file));
  buildSync({
    entryPoints: ['play', 'tracker', 'socket', 'gate', 'usher', 'window'].map((name) => path.join(FIXTURE, 'functions', `${name}.ts`)),
    outdir: path.join(folder, 'asset.parcelfunctions'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return folder;
}

/** Starts the parcel cloud in this process, in a fresh data folder unless one is given. */
export async function startParcels(
  options: Partial<LocalCloudOptions> & { readonly folder?: string } = {},
): Promise<Parcels & { readonly failures: unknown[] }> {
  const folder = options.folder ?? assembleParcels();
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'parcels-'));
  const failures: unknown[] = [];
  const templateFile = path.join(folder, 'Parcels.template.json');
  const cloud = await startLocalCloud({
    host: machineHost(),
    templateFile,
    taskEntry: (label) => (existsSync(path.join(FIXTURE, label)) ? { module: path.join(FIXTURE, label) } : undefined),
    onFailure: (failure) => failures.push(failure),
    ...options,
    dataDir,
  });
  const { endpoint, websocketEndpoint, outputs, operator, region } = cloud;
  return {
    dataDir,
    templateFile,
    endpoint,
    websocketEndpoint,
    outputs,
    failures,
    client: (credentials = operator) => ({ endpoint, region, credentials, maxAttempts: 1 }),
    async close() {
      await cloud.close();
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface ParcelsProcess extends Parcels {
  readonly pid: number;
  /** Resolves with the signal or code by which the process ended. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
  readonly kill: () => Promise<void>;
}

/** Starts the parcel cloud as a process of its own, which may end itself at a named moment. */
export async function spawnParcels(options: {
  readonly folder: string;
  readonly dataDir: string;
  readonly killAt?: string;
}): Promise<ParcelsProcess> {
  const templateFile = path.join(options.folder, 'Parcels.template.json');
  const args = [
    '--data',
    options.dataDir,
    '--template',
    templateFile,
    '--entries',
    FIXTURE,
    '--attached',
    ...(options.killAt === undefined ? [] : ['--kill-at', options.killAt]),
  ];
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code, signal]) => (signal as NodeJS.Signals | null) ?? (code as number));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => line as string),
    ended.then((how) => `the cloud ended before it was ready (${String(how)})`),
  ]);
  if (!first.startsWith('{')) throw new Error(first);
  const about = JSON.parse(first) as {
    endpoint: string;
    websocketEndpoint: string;
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
    outputs: Record<string, string>;
    pid: number;
  };
  const { endpoint, websocketEndpoint, region, outputs, pid, accessKeyId, secretAccessKey } = about;
  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await ended;
  }
  return {
    dataDir: options.dataDir,
    templateFile,
    endpoint,
    websocketEndpoint,
    outputs,
    pid,
    ended,
    kill,
    client: (credentials = { accessKeyId, secretAccessKey }) => ({ endpoint, region, credentials, maxAttempts: 1 }),
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** How long a busy machine may take, milliseconds: only how soon a failure is noticed depends on it. */
const PATIENCE = 60_000;

/** Asks again until there is an answer: what other processes and threads do is waited for, not slept for. */
export async function eventually<T>(ask: () => Promise<T | undefined | false>, what = 'it'): Promise<T> {
  for (const end = performance.now() + PATIENCE; performance.now() < end;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what} did not happen within ${PATIENCE / 1000} s`);
}

/** What functions noted under a heading in the table of things seen. */
export function seenBy(cloud: Parcels) {
  const dynamodb = new DynamoDBClient(cloud.client());
  const TableName = cloud.outputs['Seen']!;
  return {
    async all(what: string): Promise<Record<string, { S?: string; N?: string }>[]> {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'what = :w',
          ExpressionAttributeValues: { ':w': { S: what } },
          ConsistentRead: true,
        }),
      );
      return Items as Record<string, { S?: string; N?: string }>[];
    },
    one: (what: string, n: string) =>
      eventually(async () => {
        const { Item } = await dynamodb.send(
          new GetItemCommand({ TableName, Key: { what: { S: what }, n: { S: n } }, ConsistentRead: true }),
        );
        return Item as Record<string, { S?: string; N?: string }> | undefined;
      }, `${what} ${n}`),
  };
}

/** Takes messages from a queue until one is wanted. */
export function messageFrom(cloud: Parcels, QueueUrl: string, wanted: (body: string) => boolean = () => true) {
  const sqs = new SQSClient(cloud.client());
  return eventually(async () => {
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], MaxNumberOfMessages: 1 }),
    );
    if (!message) return undefined;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle! }));
    return wanted(message.Body!) && message;
  }, 'a message');
}

/** The lines of a function's or task's log. */
export function logOf(cloud: Parcels, source: string): Record<string, unknown>[] {
  const file = path.join(cloud.dataDir, 'logs', `${source}.ndjson`);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The error of a call that must fail. */
export async function refusal(call: Promise<unknown>): Promise<Error & { readonly $metadata: { readonly httpStatusCode: number } }> {
  try {
    await call;
  } catch (error) {
    return error as Error & { readonly $metadata: { readonly httpStatusCode: number } };
  }
  throw new Error('the call was expected to be refused but succeeded');
}
