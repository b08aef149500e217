import { z } from 'zod';
import { Tenant } from './tenant.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Name = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/)
  .max(64);
/** Names that stand beside channels in a level's folder. */
const taken = ['manifests', 'requests', 'revisions'];
/** Where players look: `live`, `staging`. */
export const Channel = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/)
  .refine((name) => !taken.includes(name), 'a name that is not taken');

/** What a scenario's run ended in. */
export const ScenarioProof = z.object({
  scenario: z.string(),
  seed: z.int().min(0),
  ticks: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{16}$/),
  chainHash: Sha256,
});

/** What a publisher asks for; an object of the bucket that is written once. */
export const PublishRequest = z.strictObject({
  format: z.literal(1),
  kind: z.enum(['publish', 'rollback']),
  id: z.string().regex(/^p-[0-9a-z-]{1,60}$/),
  tenant: Tenant,
  project: Name,
  level: Name,
  name: z.string().max(200),
  channel: Channel,
  packageHash: Sha256,
  engine: z.string().regex(/^engine@[0-9a-f]{64}$/),
  goldenHash: Sha256,
  proofs: z.array(ScenarioProof).max(1000),
  publisher: z.string().regex(/^u-[0-9a-f]{20}$/, 'an opaque id, not a name'),
  at: z.int(),
  to: z.int().min(1).optional(),
  /** Checked against the publisher's key in the directory; a request without it is refused there. */
  signature: z.base64().max(256).optional(),
});

export const publishRequestSample: z.infer<typeof PublishRequest> = {
  format: 1,
  kind: 'publish',
  id: 'p-01jd',
  tenant: 'demo',
  project: 'supply-chain',
  level: 'beer-game',
  name: 'Beer Game',
  channel: 'live',
  packageHash: 'a'.repeat(64),
  engine: `engine@${'b'.repeat(64)}`,
  goldenHash: 'c'.repeat(64),
  proofs: [{ scenario: 'benchmark', seed: 1, ticks: 36, hash: '0'.repeat(16), chainHash: 'd'.repeat(64) }],
  publisher: 'u-0123456789abcdef0123',
  at: 1_795_253_520_000,
  signature: 'c2lnbmVk',
};
