/** Where the decoders' code lies: beside this module once it is bundled, else in their packages. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

/** What a bundle of this folder needs beside it. */
export const decoderFiles = [
  '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  '@jsquash/png/codec/pkg/squoosh_png_bg.wasm',
  '@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm',
  '@jsquash/webp/codec/dec/webp_dec.wasm',
  '@jsquash/webp/codec/enc/webp_enc_simd.wasm',
  'ktx2-encoder/dist/basis/basis_encoder.wasm',
] as const;

/** The file of one of them, as the modules of its package find it. */
export function decoderFile(name: (typeof decoderFiles)[number]): string {
  const beside = join(import.meta.dirname, basename(name));
  if (existsSync(beside)) return beside;
  // Packages name their modules to others and not all of their files.
  const { resolve } = createRequire(import.meta.url);
  const [folder] = (resolve.paths('x') ?? []).filter((each) => existsSync(join(each, name)));
  if (folder === undefined) throw new Error(`${name} is not installed`);
  return join(folder, name);
}

export const decoder = (name: (typeof decoderFiles)[number]): WebAssembly.Module => new WebAssembly.Module(readFileSync(decoderFile(name)));
