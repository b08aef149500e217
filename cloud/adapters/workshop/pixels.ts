/** Pictures as pixels: read, made smaller, and written again. All of it is WebAssembly, which cannot reach beyond its own memory. */
import decodeJpeg, { init as initJpeg } from '@jsquash/jpeg/decode.js';
import decodePng, { init as initPng } from '@jsquash/png/decode.js';
import resize, { initResize } from '@jsquash/resize';
import decodeWebp, { init as initWebp } from '@jsquash/webp/decode.js';
import encodeWebp, { init as initWebpWriter } from '@jsquash/webp/encode.js';
import { encodeToKTX2 } from 'ktx2-encoder';
import { caps, pictureSize, settings } from '../../domain/assets/index.ts';
import type { AssetKind } from '../../ports/index.ts';
import { Broken } from './broken.ts';
import { decoder } from './decoders.ts';

export type PictureKind = Exclude<AssetKind, 'glb'>;

/** Pixels as browsers have them, red, green, blue and opacity a byte each; Node has no word for it. */
class Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  constructor(data: Uint8ClampedArray<ArrayBuffer>, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}
(globalThis as { ImageData?: unknown }).ImageData ??= Pixels;

let ready: Promise<unknown> | undefined;
const prepare = (): Promise<unknown> =>
  (ready ??= Promise.all([
    initJpeg(decoder('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm')),
    initPng(decoder('@jsquash/png/codec/pkg/squoosh_png_bg.wasm')),
    initResize(decoder('@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm')),
    initWebp(decoder('@jsquash/webp/codec/dec/webp_dec.wasm')),
    initWebpWriter(decoder('@jsquash/webp/codec/enc/webp_enc_simd.wasm')),
  ]));

const count = (pixels: number): string => `${(pixels / 1e6).toFixed(0)} million`;

/** The pixels of a picture, in its own orientation. @throws Broken before anything is unpacked that is too large */
export async function readPicture(kind: PictureKind, bytes: Uint8Array): Promise<Pixels> {
  const size = pictureSize(kind, bytes);
  if (!size) throw new Broken('image-broken', `it does not say its size as a ${kind.toUpperCase()} does`);
  if (size.width * size.height > caps.pixels)
    throw new Broken(
      'image-too-large',
      `it has ${size.width} × ${size.height} pixels, and a picture of more than ${count(caps.pixels)} is not unpacked`,
    );
  await prepare();
  const copy = bytes.slice().buffer;
  try {
    if (kind === 'png') return (await decodePng(copy)) as Pixels;
    if (kind === 'jpeg') return (await decodeJpeg(copy, { preserveOrientation: true })) as Pixels;
    return (await decodeWebp(copy)) as Pixels;
  } catch (error) {
    throw new Broken('image-broken', `it cannot be read as a ${kind.toUpperCase()} (${String((error as Error).message ?? error)})`);
  }
}

/** The same picture with its longer side no longer than that. */
export function fitted(picture: Pixels, longest: number): Promise<Pixels> {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  return sized(picture, Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)));
}

async function sized(picture: Pixels, width: number, height: number): Promise<Pixels> {
  if (picture.width === width && picture.height === height) return picture;
  await prepare();
  return (await resize(picture, { width, height, method: 'lanczos3', premultiply: true, linearRGB: true })) as Pixels;
}

/** Whether a picture came without a loss: it may be one of bumps, where every pixel counts. */
export const isExact = (kind: PictureKind, bytes: Uint8Array): boolean =>
  kind === 'png' || (kind === 'webp' && String.fromCharCode(...bytes.subarray(12, 16)) === 'VP8L');

/** @param exact every pixel stays what it is */
export async function writeWebp(picture: Pixels, { exact }: { exact: boolean }): Promise<Uint8Array> {
  await prepare();
  const how = exact ? { lossless: 1, exact: 1, ...settings.effort } : { quality: settings.quality, method: 4 };
  return new Uint8Array(await encodeWebp(picture, how));
}

/** Basis UASTC in KTX2 with all of its smaller copies; sides are multiples of four, as blocks of a graphics card are. */
export async function writeKtx2(picture: Pixels): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  const four = (side: number): number => Math.ceil(side / 4) * 4;
  const blocks = await sized(picture, four(picture.width), four(picture.height));
  const { width, height } = blocks;
  const bytes = await encodeToKTX2(new Uint8Array(0), {
    isUASTC: true,
    uastcLDRQualityLevel: 0,
    needSupercompression: true,
    generateMipmap: true,
    isKTX2File: true,
    isSetKTX2SRGBTransferFunc: true,
    imageDecoder: async () => ({ width, height, data: new Uint8Array(blocks.data.buffer) }),
  });
  return { bytes: new Uint8Array(bytes), width, height };
}
