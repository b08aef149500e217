import { MeshoptCompression } from '@babylonjs/core/Meshes/Compression/meshoptCompression.js';

/**
 * Has files that are packed by meshopt unpacked by the decoder that lies with our own code, loaded with the first of them. Babylon would
 * fetch one from its own servers, which no page of ours may.
 */
export function useOwnMeshopt(): void {
  const decoder: Pick<MeshoptCompression, 'decodeGltfBufferAsync' | 'dispose'> = {
    async decodeGltfBufferAsync(source, count, stride, mode, filter) {
      const { MeshoptDecoder } = await import('meshoptimizer/decoder');
      await MeshoptDecoder.ready;
      const unpacked = new Uint8Array(count * stride);
      MeshoptDecoder.decodeGltfBuffer(unpacked, count, stride, source, mode, filter);
      return unpacked;
    },
    dispose() {},
  };
  (MeshoptCompression as unknown as { _Default: typeof decoder })._Default = decoder;
}
