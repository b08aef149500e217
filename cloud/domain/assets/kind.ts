import type { AssetKind } from '../../ports/index.ts';

/** Bytes that tell what a file is. */
export const headBytes = 32;

const text = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

/** What derivatives are made of, by how a file begins; undefined for everything else, as sounds, scripts and levels are. */
export function kindOf(bytes: Uint8Array): AssetKind | undefined {
  if (text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP') return 'webp';
  if (text(bytes, 0, 4) === 'glTF') return 'glb';
  return undefined;
}
