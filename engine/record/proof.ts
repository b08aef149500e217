/** Proof recordings: what a publisher promises that a package does, and what a cloud must find again before it goes live. */
import { sha256Hex } from '../kernel/hash/index.ts';
import { compareText } from '../kernel/json.ts';
import { z } from '../model/zod.ts';

export const Proof = z.strictObject({
  scenario: z.string(),
  seed: z.int().min(0),
  ticks: z.int().min(1),
  /** State hash after the last tick, as `lq run` prints it: 16 hex digits. */
  hash: z.string().regex(/^[0-9a-f]{16}$/),
  /** Chain after the last tick: 64 hex digits. */
  chainHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Proof = z.infer<typeof Proof>;

/** SHA-256 over the sorted lines `scenario,seed,ticks,chainHash`: `goldenHash` where they were recorded, `cloudHash` where they were replayed. */
export const proofDigest = (proofs: readonly Proof[]): string =>
  sha256Hex(
    proofs
      .map(({ scenario, seed, ticks, chainHash }) => `${scenario},${seed},${ticks},${chainHash}\n`)
      .toSorted(compareText)
      .join(''),
  );
