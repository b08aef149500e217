import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { serveBundle } from './serve-bundle.ts';

const root = mkdtempSync(join(tmpdir(), 'lq-pages-'));
const dir = join(root, 'bundle');
mkdirSync(join(dir, 'assets'), { recursive: true });
writeFileSync(join(root, 'secret.txt'), 'secret');
writeFileSync(join(dir, 'index.html'), '<!doctype html>');
writeFileSync(join(dir, 'assets/x.wasm'), 'w');
symlinkSync(join(root, 'secret.txt'), join(dir, 'link.txt'));
const options = { policy: contentSecurityPolicy({ connect: ['ws://127.0.0.1:1'] }), index: 'index.html', isolated: true };

describe('the bundle server', () => {
  test('serves the index with its policy, isolation and no sniffing', async () => {
    const { status, headers } = await serveBundle(dir, '/', options);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
  });

  test('names the type of wasm', async () => {
    expect((await serveBundle(dir, '/assets/x.wasm', options)).headers['content-type']).toBe('application/wasm');
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets/../../secret.txt',
    '/link.txt',
    '/%00',
    '/%',
    '/assets',
  ])('refuses %s', async (path) => {
    expect((await serveBundle(dir, path, options)).status).toBe(404);
  });

  test('leaves embeddable pages without isolation', async () => {
    const { headers } = await serveBundle(dir, '/', { ...options, isolated: false });
    expect(headers['cross-origin-opener-policy']).toBeUndefined();
  });
});

describe('the content security policy', () => {
  test('names exact endpoints and refuses wildcards', () => {
    expect(contentSecurityPolicy({ connect: ['ws://127.0.0.1:4000'] })).toContain("connect-src 'self' ws://127.0.0.1:4000;");
    expect(() => contentSecurityPolicy({ connect: ['ws://127.0.0.1:*'] })).toThrow('exact endpoints');
  });

  test('allows no inline script and no eval', () => {
    const scripts = contentSecurityPolicy({ connect: [] }).match(/script-src [^;]*/)?.[0];
    expect(scripts).toBe("script-src 'self' 'wasm-unsafe-eval'");
  });

  test('lets nobody embed a page unless told', () => {
    expect(contentSecurityPolicy({ connect: [] })).toContain("frame-ancestors 'none'");
    expect(contentSecurityPolicy({ connect: [], embeddedBy: ['https://learn.example'] })).toContain(
      'frame-ancestors https://learn.example',
    );
  });
});
