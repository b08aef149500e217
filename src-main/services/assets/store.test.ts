import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { largestAsset, notKept, openAssetStore } from './store.ts';

const bytes = new TextEncoder().encode('a truck');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const newFolder = (): string => join(mkdtempSync(join(tmpdir(), 'lq-assets-')), 'store');

async function* parts(...all: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}

describe('the store of assets', () => {
  test('keeps bytes under their hash, each once, and has them after a restart', async () => {
    const folder = newFolder();
    const store = await openAssetStore(folder);
    expect(store.has(sha256)).toBe(false);
    expect(await store.put(sha256, parts(bytes.subarray(0, 3), bytes.subarray(3)))).toBe('stored');
    expect(await store.put(sha256, parts())).toBe('present');
    const again = await openAssetStore(folder);
    expect(again.has(sha256)).toBe(true);
    expect(await again.read(sha256)).toEqual(bytes);
    expect(await again.size(sha256)).toBe(bytes.length);
    expect(readdirSync(folder)).toEqual([sha256]);
  });

  test('takes nothing that is not what its name says, and leaves nothing of it', async () => {
    const folder = newFolder();
    const store = await openAssetStore(folder);
    await expect(store.put('0'.repeat(64), parts(bytes))).rejects.toMatchObject({ code: 'asset-differs' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('stops reading where a file becomes too big', async () => {
    const folder = newFolder();
    const store = await openAssetStore(folder);
    const piece = new Uint8Array(64 << 20);
    let read = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        read += piece.length;
        yield piece;
      }
    };
    await expect(store.put(sha256, endless())).rejects.toMatchObject({ code: 'asset-too-big' });
    expect(read).toBeLessThanOrEqual(largestAsset + piece.length);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('adopts a file that lies in a folder', async () => {
    const store = await openAssetStore(newFolder());
    const file = join(mkdtempSync(join(tmpdir(), 'lq-asset-')), 'truck.glb');
    writeFileSync(file, bytes);
    expect(await store.adopt(file)).toEqual({ sha256, size: bytes.length });
    expect(await store.read(sha256)).toEqual(bytes);
  });

  test('says in words that a disk is full, or that it may not write', async () => {
    expect(notKept(Object.assign(new Error('x'), { code: 'ENOSPC' }))).toMatchObject({
      code: 'disk-full',
      hint: expect.any(String) as string,
    });
    expect(notKept(Object.assign(new Error('x'), { code: 'EACCES' })).message).toContain('may not be written');
  });

  test.skipIf(process.getuid?.() === 0)('refuses where the folder may not be written to', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    await expect((await openAssetStore(folder)).put(sha256, parts(bytes))).rejects.toMatchObject({ code: 'asset-not-kept' });
  });
});
