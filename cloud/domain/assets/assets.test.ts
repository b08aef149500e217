import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { DerivativeStore, DerivedIndex, Workshop } from '../../ports/index.ts';
import { digest } from '../evidence.ts';
import { bestDerivative, deriveAsset, DerivedDocument, kindOf, pictureSize, pipeline, readIndex, tools, WorkshopLate } from './index.ts';

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Array.from({ length: 60 }, () => 7)]);
const source = digest(png);

/** Assets and derivatives of every tenant, and a workshop that answers what it is told to. */
function bench(
  make: Workshop['make'] = async () => ({
    ok: true,
    outputs: [{ use: 'whole', format: 'webp', needs: ['webp'], bytes: Uint8Array.of(1) }],
  }),
) {
  const objects = new Map<string, Uint8Array | DerivedIndex>();
  const create = (key: string, value: Uint8Array | DerivedIndex) => {
    if (objects.has(key)) return 'present' as const;
    objects.set(key, value);
    return 'stored' as const;
  };
  let made = 0;
  const store: DerivativeStore = {
    head: async (tenant, sha256, count) => {
      const bytes = objects.get(`${tenant}/assets/${sha256}`) as Uint8Array | undefined;
      return bytes && { bytes: bytes.subarray(0, count), size: bytes.length };
    },
    source: async (tenant, sha256) => objects.get(`${tenant}/assets/${sha256}`) as Uint8Array | undefined,
    index: async (tenant, sha256, of) => objects.get(`${tenant}/derivatives/${sha256}.${of}`),
    putIndex: async (tenant, index) => create(`${tenant}/derivatives/${index.source}.${index.pipeline}`, index),
    bytes: async (tenant, sha256) => objects.get(`${tenant}/derivatives/${sha256}`) as Uint8Array | undefined,
    put: async (tenant, sha256, bytes) => create(`${tenant}/derivatives/${sha256}`, bytes),
  };
  const workshop: Workshop = {
    make: (kind, bytes) => {
      made += 1;
      return make(kind, bytes);
    },
  };
  return { objects, deps: { store, workshop }, made: () => made };
}
const order = { tenant: 'demo', sha256: source };

describe('what is made of an asset', () => {
  it('is made once, the index last, and never again by the same tools', async () => {
    const { objects, deps, made } = bench();
    objects.set(`demo/assets/${source}`, png);
    expect(await deriveAsset(deps, order, { last: false })).toBe('made');
    expect(await deriveAsset(deps, order, { last: false })).toBe('present');
    expect(made()).toBe(1);
    expect([...objects.keys()].slice(1)).toEqual([
      `demo/derivatives/${digest(Uint8Array.of(1))}`,
      `demo/derivatives/${source}.${pipeline}`,
    ]);
    const index = readIndex(objects.get(`demo/derivatives/${source}.${pipeline}`), source);
    expect(index).toMatchObject({ outcome: 'made', tools, outputs: [{ sha256: digest(Uint8Array.of(1)), size: 1 }] });
  });

  it('is nothing of a sound, a script or what is not there', async () => {
    const { objects, deps, made } = bench();
    objects.set(`demo/assets/${source}`, new TextEncoder().encode('export default {}'));
    expect(await deriveAsset(deps, order, { last: false })).toBe('nothing');
    expect(await deriveAsset(deps, { tenant: 'acme', sha256: source }, { last: false })).toBe('nothing');
    expect([made(), objects.size]).toEqual([0, 1]);
  });

  it('is a failure that names the asset where it cannot be read, noted once', async () => {
    const { objects, deps, made } = bench(async () => ({
      ok: false,
      problem: { code: 'image-broken', message: 'it cannot be read as a PNG' },
    }));
    objects.set(`demo/assets/${source}`, png);
    expect(await deriveAsset(deps, order, { last: false })).toBe('failed');
    expect(await deriveAsset(deps, order, { last: false })).toBe('present');
    expect(made()).toBe(1);
    const stored = objects.get(`demo/derivatives/${source}.${pipeline}`);
    expect(DerivedDocument.parse(stored)).toMatchObject({
      outcome: 'failed',
      problem: { code: 'image-broken', message: `Asset ${source}: it cannot be read as a PNG.` },
      outputs: [],
    });
  });

  it('is refused before it is read where it is too large, or not what its name says', async () => {
    const { objects, deps, made } = bench();
    const large = new Uint8Array((64 << 20) + 1);
    large.set(png);
    for (const [name, bytes, code] of [
      ['a'.repeat(64), large, 'asset-too-large'],
      ['b'.repeat(64), png, 'asset-altered'],
    ] as const) {
      objects.set(`demo/assets/${name}`, bytes);
      expect(await deriveAsset(deps, { tenant: 'demo', sha256: name }, { last: false })).toBe('failed');
      expect(readIndex(objects.get(`demo/derivatives/${name}.${pipeline}`), name)?.problem?.code).toBe(code);
    }
    expect(made()).toBe(0);
  });

  it('that takes too long is tried again, and noted as a failure the last time', async () => {
    const { objects, deps } = bench(async () => Promise.reject(new WorkshopLate('reading it took longer than 55 seconds')));
    objects.set(`demo/assets/${source}`, png);
    await expect(deriveAsset(deps, order, { last: false })).rejects.toThrow('took longer');
    expect(objects.size).toBe(1);
    expect(await deriveAsset(deps, order, { last: true })).toBe('failed');
  });
});

test('the tools that name the pipeline are those that are installed', () => {
  const installed = (JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: Record<string, string> }).devDependencies;
  expect(tools).toEqual(Object.fromEntries(Object.keys(tools).map((name) => [name, installed[name]])));
});

test('a client is given the smallest that it can read, a texture of graphics cards before all, and never more than the source', () => {
  const output = (format: 'webp' | 'ktx2' | 'glb', size: number, needs: readonly ('webp' | 'ktx2' | 'quantized' | 'meshopt')[]) => ({
    use: 'whole' as const,
    format,
    needs,
    sha256: String(size).padStart(64, '0'),
    size,
  });
  const index = (outputs: DerivedIndex['outputs']): DerivedIndex => ({ format: 1, source, pipeline, tools, outcome: 'made', outputs });
  const picture = index([
    output('webp', 50, ['webp']),
    output('ktx2', 400, ['ktx2']),
    { ...output('webp', 1, ['webp']), use: 'thumbnail' },
  ]);
  expect(bestDerivative(picture, ['webp'], 100)?.size).toBe(50);
  expect(bestDerivative(picture, ['webp', 'ktx2', 'unheard-of'], 100)?.size).toBe(400);
  expect(bestDerivative(picture, ['webp'], 50)).toBeUndefined();
  expect(bestDerivative(picture, ['meshopt'], 100)).toBeUndefined();
  expect(bestDerivative(undefined, ['webp'], 100)).toBeUndefined();
  const model = index([output('glb', 80, ['quantized']), output('glb', 30, ['quantized', 'meshopt'])]);
  expect(bestDerivative(model, ['quantized', 'webp'], 100)?.size).toBe(80);
  expect(bestDerivative(model, ['quantized', 'webp', 'meshopt'], 100)?.size).toBe(30);
});

test('a file is told by how it begins, and a picture tells its size before it is unpacked', () => {
  const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
  const riff = (rest: string): Uint8Array => bytes(`RIFF\0\0\0\0WEBP${rest}`);
  const bomb = bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff');
  const photo = bytes('\xff\xd8\xff\xe0\0\x04JF\xff\xff\xc2\0\x11\x08\0\x64\0\xc8');
  expect([bomb, photo, riff(''), bytes('glTF\x02'), bytes('OggS'), bytes('')].map(kindOf)).toEqual([
    'png',
    'jpeg',
    'webp',
    'glb',
    undefined,
    undefined,
  ]);
  expect(pictureSize('png', bomb)).toEqual({ width: 65_535, height: 65_535 });
  expect(pictureSize('jpeg', photo)).toEqual({ width: 200, height: 100 });
  expect(pictureSize('webp', riff('VP8X\0\0\0\0\0\0\0\0\xff\x07\0\xff\x03\0'))).toEqual({ width: 2048, height: 1024 });
  expect(pictureSize('webp', riff('VP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\x01\xf0\0'))).toEqual({ width: 320, height: 240 });
  expect(pictureSize('webp', riff('VP8L\0\0\0\0\x2f\x3f\xc1\x3b\0'))).toEqual({ width: 320, height: 240 });
  for (const cut of [bomb.subarray(0, 20), photo.subarray(0, 9)]) expect(pictureSize(kindOf(cut) as 'png', cut)).toBeUndefined();
});
