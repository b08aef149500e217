import { settings } from '../../domain/assets/index.ts';
import type { MadeOutput } from '../../ports/index.ts';
import { fitted, isExact, readPicture, writeKtx2, writeWebp, type PictureKind } from './pixels.ts';

/** A picture for browsers, one for graphics cards, and a small one for lists. What came without a loss stays without one. */
export async function makePicture(kind: PictureKind, bytes: Uint8Array): Promise<MadeOutput[]> {
  const source = await readPicture(kind, bytes);
  const whole = await fitted(source, settings.largestSide);
  const small = await fitted(whole, settings.thumbnailSide);
  const outputs: MadeOutput[] = [];
  const add = (use: MadeOutput['use'], { width, height }: typeof whole, webp: Uint8Array): void =>
    void outputs.push({ use, format: 'webp', needs: ['webp'], width, height, bytes: webp });
  // One that is a small WebP already would only lose by being written again.
  if (kind !== 'webp' || whole !== source) add('whole', whole, await writeWebp(whole, { exact: isExact(kind, bytes) }));
  outputs.push({ use: 'whole', format: 'ktx2', needs: ['ktx2'], ...(await writeKtx2(whole)) });
  add('thumbnail', small, await writeWebp(small, { exact: false }));
  return outputs;
}
