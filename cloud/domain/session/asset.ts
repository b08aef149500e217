import { readManifest } from '../../../engine/model/package.ts';
import type { ServerMessage } from '../../../engine/net/protocol/index.ts';
import type { LevelStore } from '../../ports/index.ts';
import { digest } from '../evidence.ts';

interface Named {
  readonly tenant: string;
  readonly level: string;
  readonly packageHash: string;
}

/** Bytes in one answer: with base64 and the rest of the message well under 128 KB. */
export const assetPartBytes = 72_000;

/** Assets that were asked for last, by what they are: whoever takes one takes all of its parts. */
type Kept = Map<string, Uint8Array>;
const mostKept = 64 << 20;

/** A part of an asset of a session's package; `size` 0 for what is none. Nothing but assets is given out, and only those of the package. */
export async function assetPart(
  levels: LevelStore,
  { tenant, level, packageHash }: Named,
  { path, from }: { readonly path: string; readonly from: number },
  kept: Kept,
): Promise<ServerMessage> {
  const none: ServerMessage = { type: 'asset', path, from, size: 0, bytes: '' };
  if (!path.startsWith('assets/')) return none;
  const key = `${tenant}/${packageHash}/${path}`;
  const bytes = kept.get(key) ?? (await read(levels, { tenant, level, packageHash }, path));
  if (!bytes) return none;
  kept.delete(key);
  kept.set(key, bytes);
  let size = 0;
  for (const one of kept.values()) size += one.length;
  for (const [oldest, one] of kept) {
    if (size <= mostKept || oldest === key) break;
    kept.delete(oldest);
    size -= one.length;
  }
  const part = bytes.subarray(from, from + assetPartBytes);
  return { type: 'asset', path, from, size: bytes.length, bytes: base64(part) };
}

async function read(levels: LevelStore, { tenant, level, packageHash }: Named, path: string): Promise<Uint8Array | undefined> {
  const manifest = await levels.manifest(tenant, level, packageHash);
  if (!manifest || digest(manifest) !== packageHash) return undefined;
  const sha256 = readManifest(manifest).files.find((file) => file.path === path)?.sha256;
  const bytes = sha256 === undefined ? undefined : await levels.asset(tenant, sha256);
  return bytes && digest(bytes) === sha256 ? bytes : undefined;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
