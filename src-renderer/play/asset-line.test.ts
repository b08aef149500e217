import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { createAssetLine } from './asset-line.ts';

const small = new TextEncoder().encode('a small truck');
const plain = new TextEncoder().encode('a truck as it was published');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const part = (bytes: Uint8Array, from: number, to: number, of = sha256(bytes)) => ({
  path: 'assets/truck.glb',
  from,
  size: bytes.length,
  bytes: Buffer.from(bytes.subarray(from, to)).toString('base64'),
  sha256: of,
});

test('says what it can read, and goes on with the bytes that it began with', async () => {
  const ask = vi.fn<Parameters<typeof createAssetLine>[0]>();
  const line = createAssetLine(ask);
  const truck = line.want('assets/truck.glb');
  line.take(part(small, 0, 5));
  line.take(part(small, 5, 13));
  expect(await truck).toEqual(small);
  const accept = ['webp', 'quantized', 'meshopt'];
  expect(ask.mock.calls).toEqual([
    ['assets/truck.glb', 0, { accept }],
    ['assets/truck.glb', 5, { accept, of: sha256(small) }],
  ]);
});

test('what was made of an asset and is not what was said is not shown: the asset as it was published is asked for', async () => {
  const ask = vi.fn<Parameters<typeof createAssetLine>[0]>();
  const line = createAssetLine(ask);
  const truck = line.want('assets/truck.glb');
  line.take(part(small, 0, 13, sha256(plain)));
  await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2));
  expect(ask.mock.lastCall).toEqual(['assets/truck.glb', 0, {}]);
  line.take(part(plain, 0, plain.length));
  expect(await truck).toEqual(plain);
});

test('an asset that came damaged as it was published is refused by its name', async () => {
  const line = createAssetLine(
    () => {},
    async () => '0'.repeat(64),
  );
  const truck = line.want('assets/truck.glb');
  line.take(part(small, 0, 13));
  await Promise.resolve();
  await vi.waitFor(async () => {
    line.take(part(plain, 0, plain.length));
    await expect(Promise.race([truck, Promise.reject(new Error('still on its way'))])).rejects.toThrow('came damaged');
  });
});
