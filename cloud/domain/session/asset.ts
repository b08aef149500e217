import { readManifest } from '../../../engine/model/package.ts';
import type { ServerMessage } from '../../../engine/net/protocol/index.ts';
import type { DerivativeStore, DerivedIndex, LevelStore } from '../../ports/index.ts';
import { bestDerivative, pipeline, readIndex } from '../assets/index.ts';
import { digest } from '../evidence.ts';

interface Named {
  readonly tenant: string;
  readonly level: string;
  readonly packageHash: string;
}

interface Asked {
  readonly path: string;
  readonly from: number;
  /** What the client can read beyond the source. */
  readonly accept?: readonly string[] | undefined;
  /** The bytes of which it has the first part already. */
  readonly of?: string | undefined;
}

interface Found {
  readonly sha256: string;
  readonly bytes: Uint8Array;
  /** Of a derivative. */
  readonly format?: string;
}

/** Bytes in one answer: with base64 and the rest of the message well under 128 KB. */
export const assetPartBytes = 72_000;

/** Assets that were asked for last, by what they are: whoever takes one takes all of its parts. */
export type KeptAssets = Map<string, Found>;
const mostKept = 64 << 20;

/**
 * A part of an asset of a session's package; `size` 0 for what is none. Nothing but assets is given out, and only those of the package.
 * Who says what it can read is given something smaller that was made of the asset, once there is something; what was begun goes on as it began.
 */
export async function assetPart(
  levels: Pick<LevelStore, 'manifest' | 'asset'>,
  named: Named,
  asked: Asked,
  kept: KeptAssets,
  derivatives?: Pick<DerivativeStore, 'index' | 'bytes'>,
): Promise<ServerMessage> {
  const { path, from, accept = [], of } = asked;
  const none: ServerMessage = { type: 'asset', path, from, size: 0, bytes: '' };
  if (!path.startsWith('assets/')) return none;
  const place = `${named.tenant}/${named.packageHash}/${path}#`;
  // What is first asked for by somebody who can read more may meanwhile have a derivative.
  const isSettled = of !== undefined || accept.length === 0;
  const found = (isSettled ? kept.get(place + (of ?? '')) : undefined) ?? (await read(levels, derivatives, named, asked));
  if (!found) return none;
  keep(kept, place + (accept.length === 0 && of === undefined ? '' : found.sha256), found);
  const { bytes, sha256, format } = found;
  const part = base64(bytes.subarray(from, from + assetPartBytes));
  return { type: 'asset', path, from, size: bytes.length, bytes: part, sha256, ...(format !== undefined && { format }) };
}

function keep(kept: KeptAssets, key: string, found: Found): void {
  kept.delete(key);
  kept.set(key, found);
  let size = 0;
  for (const { bytes } of kept.values()) size += bytes.length;
  for (const [oldest, { bytes }] of kept) {
    if (size <= mostKept || oldest === key) break;
    kept.delete(oldest);
    size -= bytes.length;
  }
}

async function read(
  levels: Pick<LevelStore, 'manifest' | 'asset'>,
  derivatives: Pick<DerivativeStore, 'index' | 'bytes'> | undefined,
  { tenant, level, packageHash }: Named,
  { path, accept = [], of }: Asked,
): Promise<Found | undefined> {
  const manifest = await levels.manifest(tenant, level, packageHash);
  if (!manifest || digest(manifest) !== packageHash) return undefined;
  const source = readManifest(manifest).files.find((file) => file.path === path);
  if (!source) return undefined;
  if (derivatives && of !== source.sha256 && (of !== undefined || accept.length > 0)) {
    const index = readIndex(await derivatives.index(tenant, source.sha256, pipeline), source.sha256);
    const found = await readDerivative(derivatives, tenant, chosen(index, { accept, of }, source.size));
    if (found || of !== undefined) return found;
  }
  if (of !== undefined && of !== source.sha256) return undefined;
  const bytes = await levels.asset(tenant, source.sha256);
  return bytes && digest(bytes) === source.sha256 ? { sha256: source.sha256, bytes } : undefined;
}

const chosen = (index: DerivedIndex | undefined, { accept, of }: { accept: readonly string[]; of?: string | undefined }, size: number) =>
  of === undefined ? bestDerivative(index, accept, size) : index?.outputs.find(({ sha256 }) => sha256 === of);

/** Undefined where its bytes are not what the index says: the source is then given out. */
async function readDerivative(
  derivatives: Pick<DerivativeStore, 'bytes'>,
  tenant: string,
  derivative: DerivedIndex['outputs'][number] | undefined,
): Promise<Found | undefined> {
  const bytes = derivative && (await derivatives.bytes(tenant, derivative.sha256));
  return bytes && digest(bytes) === derivative.sha256 ? { sha256: derivative.sha256, bytes, format: derivative.format } : undefined;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
