import { expect, test } from 'vitest';
import { createPackage, readManifest } from '../../../engine/model/package.ts';
import type { DerivedIndex, LevelStore } from '../../ports/index.ts';
import { pipeline } from '../assets/index.ts';
import { digest } from '../evidence.ts';
import { MemoryLevels } from '../testing/memory-levels.ts';
import { toyPackage } from '../testing/toy-engine.ts';
import { assetPart, assetPartBytes, type KeptAssets } from './asset.ts';
import { readLevel } from './level.ts';

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
  const kept: KeptAssets = new Map();
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

/** The truck, and what was made of it for those who can read it. */
async function smaller() {
  const { levels, packageHash } = await stored();
  const small = Uint8Array.of(1, 2, 3);
  const index: DerivedIndex = {
    format: 1,
    source: digest(truck),
    pipeline,
    tools: {},
    outcome: 'made',
    outputs: [{ use: 'whole', format: 'glb', needs: ['quantized'], sha256: digest(small), size: small.length }],
  };
  let bytes = small;
  const derivatives = { index: async () => index, bytes: async () => bytes };
  const named = { tenant: 'demo', level: toyPackage().manifest.level, packageHash };
  return { levels, named, small, derivatives, damage: () => void (bytes = Uint8Array.of(9)) };
}
const path = 'assets/truck.glb';

test('a client is given what was made of an asset where it can read it, and goes on with what it began', async () => {
  const { levels, named, small, derivatives } = await smaller();
  const kept: KeptAssets = new Map();
  const ask = (more: object) => assetPart(levels, named, { path, from: 0, ...more }, kept, derivatives);
  expect(await ask({ accept: ['quantized'] })).toMatchObject({ size: 3, sha256: digest(small), format: 'glb' });
  for (const plain of [{}, { accept: ['webp'] }, { accept: ['quantized'], of: digest(truck) }])
    expect(await ask(plain)).toMatchObject({ size: truck.length, sha256: digest(truck) });
  expect(await ask({ accept: ['quantized'], from: 2, of: digest(small) })).toMatchObject({ size: 3, bytes: btoa('\x03') });
  expect(await ask({ of: '0'.repeat(64) })).toMatchObject({ size: 0 });
});

test('what was made of an asset and is not what its index says is not given out', async () => {
  const { levels, named, derivatives, damage } = await smaller();
  damage();
  expect(await assetPart(levels, named, { path, from: 0, accept: ['quantized'] }, new Map(), derivatives)).toMatchObject({
    size: truck.length,
  });
});

test('what was made of an asset goes to players and is in no package: a level reads the same with it and without it', async () => {
  const { levels, named } = await smaller();
  const before = await readLevel(levels, named);
  const files = readManifest((await levels.manifest('demo', named.level, named.packageHash))!).files.map(({ sha256 }) => sha256);
  await levels.putAsset('demo', digest(Uint8Array.of(1, 2, 3)), Uint8Array.of(1, 2, 3));
  expect(await readLevel(levels, named)).toEqual(before);
  expect(files).toContain(digest(truck));
  expect(files).not.toContain(digest(Uint8Array.of(1, 2, 3)));
});
