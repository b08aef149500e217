import { z } from 'zod';

/** The SHA-256 that names a version. */
export const VersionId = z.string().regex(/^[0-9a-f]{64}$/, 'a version is named by 64 hexadecimal digits');

export const Version = z.object({
  id: VersionId,
  /** What a person called it, or what it was taken for. */
  name: z.string().optional(),
  author: z.object({ id: z.string(), name: z.string() }),
  /** Milliseconds since 1970, UTC. */
  at: z.number().int(),
  /** The version before it, which may be gone by now. */
  parent: z.string().nullable(),
  reason: z.enum(['named', 'automatic', 'published', 'restored']),
  /** Text hash of each room, by path. */
  parts: z.record(z.string(), z.string()),
});
export type Version = z.infer<typeof Version>;

/** A file of a version that cannot be trusted; nothing of it is served. */
export const DamagedVersion = z.object({ file: z.string(), message: z.string() });
export type DamagedVersion = z.infer<typeof DamagedVersion>;

export const VersionChange = z.object({
  part: z.string(),
  what: z.enum(['part', 'level', 'entity', 'component', 'field', 'declared', 'lines']),
  how: z.enum(['added', 'removed', 'renamed', 'moved', 'changed']),
  text: z.string(),
  entity: z.string().optional(),
  subject: z.string().optional(),
  component: z.string().optional(),
  field: z.string().optional(),
  line: z.number().int().optional(),
  from: z.json().optional(),
  to: z.json().optional(),
});
export type VersionChange = z.infer<typeof VersionChange>;

/** What changed between two versions, or since one; `more` changes are not listed. */
export const VersionDifference = z.object({ changes: z.array(VersionChange), more: z.number().int() });
export type VersionDifference = z.infer<typeof VersionDifference>;

/** What of a version is restored: everything, one level or script, or one entity of a level. */
export const RestorePart = z.object({ path: z.string().max(200), entity: z.string().max(64).optional() }).strict();
export type RestorePart = z.infer<typeof RestorePart>;
