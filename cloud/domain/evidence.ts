import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalJson } from '../../engine/model/canonical.ts';
import type { Json } from '../../engine/kernel/json.ts';

const encoder = new TextEncoder();

/** sha256 of bytes, or of a text's UTF-8, as 64 hex digits. The only hash that counts as evidence. */
export const digest = (content: Uint8Array | string): string =>
  bytesToHex(sha256(typeof content === 'string' ? encoder.encode(content) : content));

/** The RFC 8785 text of a document whose optional members are absent, not undefined. */
export const canonical = (document: object): string => canonicalJson(document as unknown as Json);

/** sha256 over lines `scenario,seed,ticks,chainHash`, sorted: golden hash on the publisher's side, cloud hash on the cloud's. */
export const proofDigest = (
  proofs: readonly { readonly scenario: string; readonly seed: number; readonly ticks: number; readonly chainHash: string }[],
): string =>
  digest(
    proofs
      .map(({ scenario, seed, ticks, chainHash }) => `${scenario},${seed},${ticks},${chainHash}\n`)
      .toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      .join(''),
  );
