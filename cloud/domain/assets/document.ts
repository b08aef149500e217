import { z } from 'zod';
import { assetAbilities } from '../../../engine/net/protocol/index.ts';
import type { DerivedIndex } from '../../ports/index.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.int().min(1);

/** The index of what was made of an asset, as it lies in the store: docs/formats/derivatives.md. */
export const DerivedDocument = z.strictObject({
  format: z.literal(1),
  source: Sha256,
  pipeline: z.string().regex(/^[0-9a-f]{16}$/),
  tools: z.record(z.string(), z.string()),
  outcome: z.enum(['made', 'failed']),
  problem: z.strictObject({ code: z.string(), message: z.string() }).optional(),
  outputs: z.array(
    z.strictObject({
      use: z.enum(['whole', 'thumbnail']),
      format: z.enum(['webp', 'ktx2', 'glb']),
      needs: z.array(z.enum(assetAbilities)),
      width: Count.optional(),
      height: Count.optional(),
      vertices: Count.optional(),
      sha256: Sha256,
      size: Count,
    }),
  ),
});

/** Undefined for what is no index of this asset. */
export function readIndex(stored: unknown, source: string): DerivedIndex | undefined {
  const parsed = DerivedDocument.safeParse(stored);
  return parsed.success && parsed.data.source === source ? (parsed.data as DerivedIndex) : undefined;
}
