import { z } from 'zod';

/** On the product's own bus, after a channel moved: source `ledgerquest.publish`, detail type `Level Published`. */
export const LevelPublished = z.strictObject({
  tenant: z.string(),
  project: z.string(),
  level: z.string(),
  channel: z.string(),
  revision: z.int().min(1),
  packageHash: z.string().regex(/^[0-9a-f]{64}$/),
  engine: z.string().regex(/^engine@[0-9a-f]{64}$/),
  /** Opaque. */
  publisher: z.string(),
  request: z.string(),
});
export type LevelPublished = z.infer<typeof LevelPublished>;

export const levelPublishedSample: LevelPublished = {
  tenant: 'demo',
  project: 'supply-chain',
  level: 'beer-game',
  channel: 'live',
  revision: 7,
  packageHash: 'a'.repeat(64),
  engine: `engine@${'b'.repeat(64)}`,
  publisher: 'u-0123456789abcdef0123',
  request: 'p-01jd',
};
