import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bundleEngine } from './bundle.ts';

const root = resolve(import.meta.dirname, '../..');
const wasm = { quickjs: Uint8Array.of(0, 0x61, 0x73, 0x6d), lua: Uint8Array.of(0, 0x61, 0x73) };
const elsewhere = mkdtempSync(join(tmpdir(), 'engine-elsewhere-'));
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

test('the engine build is the same bytes from any folder', async () => {
  const copy = join(elsewhere, 'a folder with another name', 'deep');
  cpSync(join(root, 'engine'), join(copy, 'engine'), { recursive: true });
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const [here, there] = await Promise.all([bundleEngine(root, wasm), bundleEngine(copy, wasm)]);
  expect([...there.files.keys()]).toEqual([...here.files.keys()]);
  for (const [path, bytes] of here.files) expect(Buffer.compare(there.files.get(path)!, bytes), path).toBe(0);
  expect(there.sha256).toBe(here.sha256);
});

test('no path of this machine is left in it', async () => {
  const { files } = await bundleEngine(root, wasm);
  for (const [path, bytes] of files) expect(Buffer.from(bytes).includes(root), path).toBe(false);
});

test('physics is a part of its own, so that a level without bodies loads none', async () => {
  const { files } = await bundleEngine(root, wasm);
  expect(files.get('engine.mjs')!.length).toBeLessThan(1_500_000);
  expect(
    [...files].filter(([path, bytes]) => path.endsWith('.mjs') && bytes.length > 3_000_000).map(([path]) => path.replace(/-.*/, '')),
  ).toEqual(['rapier']);
});
