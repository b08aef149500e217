import type { AssetPort } from '../editor/index.ts';

/** The host's store of assets, for all windows of a test. */
export function createMemoryAssets(refuses: () => Error | undefined = () => undefined): { port: AssetPort; kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    port: {
      async read(_project, sha256) {
        const bytes = kept.get(sha256);
        if (!bytes) throw Object.assign(new Error('This file is not here.'), { code: 'unknown-asset' });
        return bytes;
      },
      async write(_project, sha256, bytes, { signal, onProgress }) {
        const refusal = refuses();
        if (refusal) throw refusal;
        onProgress(0.5);
        await Promise.resolve();
        signal.throwIfAborted();
        kept.set(sha256, bytes);
      },
    },
  };
}
