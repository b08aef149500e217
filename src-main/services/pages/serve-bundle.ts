import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

export interface Served {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface BundleOptions {
  policy: string;
  /** The page that `/` means. */
  index: string;
  /** Cross-origin isolation, so that workers may share memory. Not for pages that others embed. */
  isolated: boolean;
}

const missing = (headers: Record<string, string>): Served => ({
  status: 404,
  headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
  body: new TextEncoder().encode('There is no such page here.\n'),
});

/** One file of a built bundle as a response. Never leaves `dir`: not by `..`, not by encoding, not by a link. */
export async function serveBundle(dir: string, pathname: string, { policy, index, isolated }: BundleOptions): Promise<Served> {
  const headers: Record<string, string> = {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(isolated && {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
    }),
  };
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return missing(headers);
  }
  if (path.includes('\0') || path.includes('\\') || path.split('/').includes('..')) return missing(headers);
  const file = path === '/' ? index : path.slice(1);
  try {
    const root = await realpath(dir);
    const real = await realpath(join(root, file));
    if (!real.startsWith(root + sep)) return missing(headers);
    const body = await readFile(real);
    const immutable = /^(assets|[0-9a-f]{64})\//.test(file);
    return {
      status: 200,
      headers: {
        ...headers,
        'content-type': types[extname(real)] ?? 'application/octet-stream',
        'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-store',
      },
      body,
    };
  } catch {
    return missing(headers);
  }
}
