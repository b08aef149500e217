/** The runtimes that must agree: every Node on this machine, a Chromium page and a module worker. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { bundleEngine } from '../../build/engine-build/bundle.ts';
import { findChromium } from '../../build/setup/chromium.ts';
import { scriptingWasm } from '../../build/wasm/ensure.ts';
import { root } from '../../engine/run/testing/index.ts';
import { nodes, wantedNodes } from './nodes.ts';
import type { GoldenWorld, Job, Played } from './play.ts';

export interface Runtime {
  /** Without its exact version: Node 24, Chromium page. */
  kind: string;
  name: string;
  play: (worlds: GoldenWorld[], how?: HowToPlay) => Promise<Played[]>;
}

export interface HowToPlay {
  planted?: boolean;
  checks?: boolean;
}

export interface Runtimes {
  list: Runtime[];
  /** Why a runtime that should be here is not: "<kind>: <reason>". */
  absent: string[];
  close(): Promise<void>;
}

/** What must agree: the two Nodes that people have, every other one on this machine, and both worlds of a browser. */
export const runtimeKinds = (): string[] => [
  ...new Set([...wantedNodes, ...nodes().map(({ kind }) => kind)]),
  'Chromium page',
  'Chromium worker',
];

/** A Node, and what runs it where this machine cannot. */
export interface NodeOfMachine {
  kind: string;
  name: string;
  path: string;
  under?: readonly string[];
}

export async function openRuntimes(machines: readonly NodeOfMachine[] = nodes(), isWithBrowser = true): Promise<Runtimes> {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerquest-goldens-'));
  const wasm = scriptingWasm();
  const { files } = await bundleEngine(root, wasm, 'test/goldens/lab-engine.ts');
  for (const [path, bytes] of files) writeFileSync(join(folder, path), bytes);
  await build({
    absWorkingDir: root,
    entryPoints: ['test/goldens/play.ts', 'test/goldens/play-node.ts', 'test/goldens/play-worker.ts'],
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    external: ['node:*'],
    outExtension: { '.js': '.mjs' },
    target: ['node20', 'chrome120'],
  });
  const jobOf = (entry: string, worlds: GoldenWorld[], { planted = false, checks = false }: HowToPlay = {}): Job => ({
    entry,
    wasm: { quickjs: Buffer.from(wasm.quickjs).toString('base64'), lua: Buffer.from(wasm.lua).toString('base64') },
    planted,
    checks,
    worlds,
  });
  const absent: string[] = [];
  const list: Runtime[] = machines.map(({ kind, name, path, under = [] }) => ({
    kind,
    name,
    play: (worlds, how) => {
      const job = join(folder, `${name.replaceAll(' ', '-')}.json`);
      writeFileSync(job, JSON.stringify(jobOf(pathToFileURL(join(folder, 'engine.mjs')).href, worlds, how)));
      return runNode<Played[]>([...under, path, join(folder, 'play-node.mjs'), job]);
    },
  }));
  for (const wanted of wantedNodes) if (!list.some(({ kind }) => kind === wanted)) absent.push(`${wanted}: there is none on PATH`);

  const server = createServer((request, reply) => {
    const path = join(folder, new URL(request.url ?? '/', 'http://localhost').pathname);
    const page = request.url === '/';
    if (!page && !existsSync(path)) {
      reply.writeHead(404).end();
      return;
    }
    reply
      .writeHead(200, { 'content-type': page ? 'text/html' : 'text/javascript' })
      .end(page ? '<!doctype html><title>goldens</title>' : readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const executablePath = isWithBrowser ? findChromium() : undefined;
  const browser = executablePath === undefined ? undefined : await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  if (browser) {
    const name = `Chromium ${browser.version()}`;
    const inPage = async (code: string, job: Job): Promise<Played[]> => {
      const page = await browser.newPage();
      try {
        await page.goto(`${origin}/`);
        return (await page.evaluate(`(${code})(${JSON.stringify(job)})`)) as Played[];
      } finally {
        await page.close();
      }
    };
    list.push(
      {
        kind: 'Chromium page',
        name: `${name} page`,
        play: (worlds, how) =>
          inPage(`async (job) => (await import('${origin}/play.mjs')).play(job)`, jobOf(`${origin}/engine.mjs`, worlds, how)),
      },
      {
        kind: 'Chromium worker',
        name: `${name} worker`,
        play: (worlds, how) => inPage(inWorker, jobOf(`${origin}/engine.mjs`, worlds, how)),
      },
    );
  } else {
    for (const kind of ['Chromium page', 'Chromium worker'])
      absent.push(`${kind}: there is no Chromium; LEDGERQUEST_CHROMIUM may name one`);
  }
  return {
    list,
    absent,
    async close() {
      await browser?.close();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const inWorker = `(job) => new Promise((resolve, reject) => {
  const worker = new Worker('/play-worker.mjs', { type: 'module' });
  worker.onmessage = ({ data }) => (data.error === undefined ? resolve(data.played) : reject(new Error(data.error)));
  worker.onerror = (event) => reject(new Error(event.message));
  worker.postMessage(job);
})`;

/** What a script prints as JSON. */
export function runNode<T>([path = '', ...args]: readonly string[]): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(out) as T) : reject(new Error(`${path} ended with ${code}: ${err.slice(-2000)}`)),
    );
  });
}
