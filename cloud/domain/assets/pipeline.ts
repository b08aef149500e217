import { canonical, digest } from '../evidence.ts';

/** What makes derivatives, by package and version: `pipeline.test.ts` holds it to what is installed. */
export const tools = {
  '@gltf-transform/core': '4.5.1',
  '@gltf-transform/extensions': '4.5.1',
  '@gltf-transform/functions': '4.5.1',
  '@jsquash/jpeg': '1.6.0',
  '@jsquash/png': '3.1.1',
  '@jsquash/resize': '2.1.1',
  '@jsquash/webp': '1.5.0',
  'gltf-validator': '2.0.0-dev.3.10',
  'ktx2-encoder': '0.6.0',
  meshoptimizer: '1.3.0',
} as const;

/** How they are set. `revision` grows when what they are called with changes in a way that no number here shows. */
export const settings = {
  revision: 1,
  /** Pixels of the longer side. */
  largestSide: 2048,
  thumbnailSide: 256,
  /** Of what came with a loss already. */
  quality: 82,
  /** How hard it is tried to make fewer bytes of what is kept without a loss. */
  effort: { method: 4, quality: 30 },
} as const;

/** What is read at all. */
export const caps = {
  /** Bytes of an asset. */
  bytes: 64 << 20,
  /** Pixels of one picture once it is unpacked. */
  pixels: 24_000_000,
  /** Pixels of all pictures in a model together. */
  modelPixels: 64_000_000,
  /** Corners of a model. */
  vertices: 2_000_000,
  /** Numbers in all accessors of a model once they are unpacked. */
  numbers: 64_000_000,
  /** Milliseconds for one asset. */
  time: 110_000,
  /** Megabytes of the process that reads it, beside what its decoders hold. */
  memory: 768,
} as const;

/** Names the tools, their settings and what they refuse: derivatives of another pipeline are others. */
export const pipeline = digest(canonical({ tools, settings, caps })).slice(0, 16);
