import { pipeline, readIndex } from '../domain/assets/index.ts';
import { digest } from '../domain/evidence.ts';
import type { DerivativeStore } from '../ports/index.ts';

/** The small WebP that was made of an asset once it was published; undefined where there is none, or its bytes are not what the index says. */
export async function assetThumbnail(
  derivatives: Pick<DerivativeStore, 'index' | 'bytes'>,
  tenant: string,
  sha256: string,
): Promise<Uint8Array | undefined> {
  const index = readIndex(await derivatives.index(tenant, sha256, pipeline), sha256);
  const thumbnail = index?.outputs.find(({ use, format }) => use === 'thumbnail' && format === 'webp');
  const bytes = thumbnail && (await derivatives.bytes(tenant, thumbnail.sha256));
  return bytes && digest(bytes) === thumbnail.sha256 ? bytes : undefined;
}
