import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { ensureEngine } from '../../../build/engine-build/ensure.ts';
import { isFresh, markFresh } from '../../../build/fresh.ts';
import { ensureScriptingWasm } from '../../../build/wasm/ensure.ts';

const root = resolve(import.meta.dirname, '../../..');
const output = 'out/bench/studio/index.html';
const inputs = ['src-renderer', 'src-main/contract', 'engine', 'test/bench/studio', 'package-lock.json'];
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

/** As the product's own page is served; the page's clock is finer so. */
const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** The bench's page as the product's own pages are built, and the engine build beside it, on a port of the loopback. */
export async function servePage(): Promise<{ url: string; close: () => void }> {
  ensureScriptingWasm();
  const engine = await ensureEngine();
  if (!isFresh(root, output, inputs)) {
    await build({
      root: join(import.meta.dirname, 'page'),
      configFile: false,
      logLevel: 'error',
      plugins: [react()],
      worker: { format: 'es' },
      build: { outDir: join(root, 'out/bench/studio'), emptyOutDir: true, chunkSizeWarningLimit: 8000 },
    });
    markFresh(root, output, inputs);
  }
  const places: readonly (readonly [prefix: string, folder: string])[] = [
    ['/engine/', join(root, 'out/engine')],
    ['/', join(root, 'out/bench/studio')],
  ];
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://127.0.0.1');
    const [prefix, folder] = places.find(([start]) => pathname.startsWith(start))!;
    const file = join(folder, pathname === '/' ? 'index.html' : pathname.slice(prefix.length));
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
    response.writeHead(200, { ...isolated, 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/?engine=/engine/${engine.dir.split('/').at(-1)}`, close: () => void server.close() };
}
