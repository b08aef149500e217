/** What a version is, and which automatic ones are kept as they grow old. */
import { z } from '../../model/zod.ts';

export const versionReasons = ['named', 'automatic', 'published', 'restored'] as const;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A version as it is kept: whose name is the SHA-256 of its canonical JSON. */
export const VersionFile = z.strictObject({
  format: z.literal(1),
  /** What a person called it, or what it was taken for. */
  name: z.string().min(1).max(120).optional(),
  author: z.strictObject({ id: z.string().max(200), name: z.string().max(200) }),
  /** Milliseconds since 1970, UTC. */
  at: z.int().min(0),
  /** The version before it; it may have been thinned out since. */
  parent: Hash.nullable(),
  reason: z.enum(versionReasons),
  /** SHA-256 of each room's text, by path. */
  parts: z.record(z.string().max(200), Hash),
});
export type VersionFile = z.infer<typeof VersionFile>;

export interface Version extends Omit<VersionFile, 'format'> {
  id: string;
}

const hour = 3_600_000;
const day = 24 * hour;
const week = 7 * day;

/**
 * Ids of automatic versions that go: all stay for a day, then the last of each hour, after a week the last of each day (UTC). Named,
 * published and restored ones stay, and so does the newest.
 */
export function thinVersions(versions: readonly Pick<Version, 'id' | 'at' | 'reason'>[], now: number): string[] {
  const newestFirst = versions.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  const taken = new Set<string>();
  return newestFirst.flatMap(({ id, at, reason }) => {
    if (reason !== 'automatic' || now - at <= day) return [];
    const slot = now - at <= week ? `h${Math.floor(at / hour)}` : `d${Math.floor(at / day)}`;
    const isSpare = taken.has(slot);
    taken.add(slot);
    return isSpare ? [id] : [];
  });
}
