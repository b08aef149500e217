import { expect, test } from 'vitest';
import { createPackage } from '../../../engine/model/package.ts';
import type { LevelStore } from '../../ports/index.ts';
import { digest } from '../evidence.ts';
import { MemoryLevels } from '../testing/memory-levels.ts';
import { toyPackage } from '../testing/toy-engine.ts';
import { assetPart, assetPartBytes } from './asset.ts';

const truck = Uint8Array.from({ length: assetPartBytes + 10 }, (_, index) => index % 251);
const stored = async (): Promise<{ levels: LevelStore; packageHash: string; reads: () => number }> => {
  const levels = new MemoryLevels();
  const { level, files } = toyPackage();
  const pack = createPackage(level, new Map([...files, ['assets/truck.glb', truck]].filter(([path]) => path !== 'level.json') as never));
  for (const { path, sha256 } of pack.manifest.files) await levels.putAsset('demo', sha256, pack.files.get(path)!);
  await levels.putManifest('demo', pack.manifest.level, pack.hash, pack.manifestBytes);
  let reads = 0;
  const asset = levels.asset.bind(levels);
  levels.asset = (tenant, sha256) => {
    reads += 1;
    return asset(tenant, sha256);
  };
  return { levels, packageHash: pack.hash, reads: () => reads };
};

test('an asset of a session’s package comes in parts that are the whole, and is read once', async () => {
  const { levels, packageHash, reads } = await stored();
  const named = { tenant: 'demo', level: toyPackage().manifest.level, packageHash };
  const kept = new Map<string, Uint8Array>();
  const parts: number[] = [];
  for (let from = 0; from < truck.length; from += assetPartBytes) {
    const message = await assetPart(levels, named, { path: 'assets/truck.glb', from }, kept);
    if (message.type !== 'asset') throw new Error(message.type);
    expect(message.size).toBe(truck.length);
    expect(JSON.stringify(message).length).toBeLessThan(128 * 1024);
    parts.push(...Buffer.from(message.bytes, 'base64'));
  }
  expect(digest(Uint8Array.from(parts))).toBe(digest(truck));
  expect(reads()).toBe(1);
});

test('nothing else is given out: no other file of the package, and of no other package', async () => {
  const { levels, packageHash } = await stored();
  const named = { tenant: 'demo', level: toyPackage().manifest.level, packageHash };
  for (const [of, path] of [
    [named, 'level.json'],
    [named, 'assets/nothing.glb'],
    [named, 'assets/../level.json'],
    [{ ...named, tenant: 'acme' }, 'assets/truck.glb'],
    [{ ...named, packageHash: '0'.repeat(64) }, 'assets/truck.glb'],
  ] as const)
    expect(await assetPart(levels, of, { path, from: 0 }, new Map())).toMatchObject({ type: 'asset', size: 0, bytes: '' });
});
